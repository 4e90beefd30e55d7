"""The log of a dump (tests/SoftwareDriver/dump.h): the launches of the captured graph, and what each waits for."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counted:
    """What some warps of some groups of a launch execute."""

    first: int
    groups: int
    warps: range
    lines: str


@dataclass
class Launch:
    number: int
    module: int
    stream: int
    at: int
    grid: tuple
    block: tuple
    shared: int
    counts: list = field(default_factory=list)
    uncounted: str = ""
    after: list = field(default_factory=list)
    """Indices of the nodes of the graph that must be done before it begins."""

    @property
    def groups(self):
        return self.grid[0] * self.grid[1] * self.grid[2]

    @property
    def threads(self):
        return self.block[0] * self.block[1] * self.block[2]

    @property
    def warps(self):
        return (self.threads + 31) // 32

    @property
    def work(self):
        """The same for launches that do the same."""
        return self.module, self.grid, self.block, self.shared, tuple((c.first, c.groups, c.warps, c.lines) for c in self.counts)

    @property
    def warps_by_lines(self):
        """How many warps execute what."""
        result = Counter()
        for counted in self.counts:
            result[counted.lines] += counted.groups * len(counted.warps)
        return result

    def lines(self, group, warp):
        """What that warp executes: the `lines` of its count."""
        return next(c.lines for c in self.counts if c.first <= group < c.first + c.groups and warp in c.warps)


@dataclass
class Pass:
    """One update or one choice of actions."""

    captured: bool
    """As a graph; False when the driver's capture was not used and plain launches are listed."""
    launches: list
    copies: int
    """Other nodes of the graph: copies and memory sets."""


def _fields(words):
    return dict(word.split("=", 1) for word in words if "=" in word)


def _triple(text):
    return tuple(int(part) for part in text.split(","))


def parse(log):
    """The pass that a log tells of."""
    places, works, counted, reasons = [], {}, {}, {}
    for row in log.splitlines():
        kind, *words = row.split()
        values = _fields(words)
        if kind in ("launch", "wait", "copy", "set"):
            places.append((kind, values))
        elif kind == "work":
            works[values["number"]] = values["lines"]
        elif kind == "counts":
            first, last = map(int, values["warps"].split("-"))
            counted.setdefault(int(values["launch"]), []).append(
                Counted(int(values["first"]), int(values["groups"]), range(first, last + 1), works[values["work"]]))
        elif kind == "uncounted":
            reasons[int(values["launch"])] = " ".join(words[1:])
    captured = any(values["captured"] == "1" for kind, values in places if kind == "launch")
    chosen = [(kind, values) for kind, values in places if (values["captured"] == "1") == captured]
    launches, waits, copies = [], [], 0
    latest, fences = {}, {}
    placed = []  # (stream, at, index of the launch)
    for kind, values in chosen:
        stream, at = int(values["stream"]), int(values["at"])
        if kind == "wait":
            fences.setdefault(stream, []).append((int(values["for"]), int(values["before"])))
        elif kind == "launch":
            launch = Launch(int(values["number"]), int(values["module"]), stream, at, _triple(values["grid"]), _triple(values["block"]),
                            int(values["shared"]), counted.get(int(values["number"]), []), reasons.get(int(values["number"]), ""))
            launch.after = sorted({index for other, before in fences.pop(stream, []) if (index := _last(placed, other, before)) is not None}
                                  | ({latest[stream]} if stream in latest else set()))
            latest[stream] = len(launches)
            placed.append((stream, at, len(launches)))
            launches.append(launch)
        else:
            copies += 1
    return Pass(captured, launches, copies if captured else 0)


def _last(placed, stream, before):
    return max((index for s, at, index in placed if s == stream and at < before), default=None)


def critical_path(launches, times, node):
    """The indices of the launches on the longest way through the graph, and its length: their times and `node` for each."""
    ends, before = [], []
    for launch, time in zip(launches, times):
        last = max(launch.after, key=lambda i: ends[i], default=None)
        before.append(last)
        ends.append((ends[last] if last is not None else 0) + time + node)
    if not ends:
        return [], 0
    at = max(range(len(ends)), key=lambda i: ends[i])
    length, way = ends[at], []
    while at is not None:
        way.insert(0, at)
        at = before[at]
    return way, length
