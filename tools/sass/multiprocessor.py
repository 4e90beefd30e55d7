"""A model of one multiprocessor that runs warps through machine code: cycles, from the schedule that the assembler wrote.

Warps go round the four schedulers as they come.

- Each cycle one warp of a scheduler issues one instruction: the one that issued last if it can, else the next that can. An instruction can
  issue when the stall count of the one before has passed, the scoreboards that it waits for are clear, and its pipe is free.
- Pipes of a scheduler, in cycles an instruction: FMA 1, integer multiply-add 2 on the same pipe, other integers, comparisons and moves 2, uniform 2,
  conversions and special functions 8, constants 4, tensor cores FLOP over their rate.
- Memory: one pipe for all four schedulers, in order: shared memory 128 bytes a cycle (a 16-byte read 2 cycles: where every lane of a pair
  reads the same, two quarters of a warp go together), global memory 64 bytes a cycle. A queue of 60 cycles stands before it.
- Latency: shared memory 33 cycles, global memory 300 (the L2 cache), constants 38, special functions 24. A taken branch costs 7 more, a
  barrier 15 after its last warp.
- A guarded access to memory costs as much as one that is done.
- A group begins when one that is resident ends. Caches never miss otherwise, instructions are always there, nothing else uses the GPU.

Checked against nothing but itself: no GPU has been measured. Take it for good to 40 %.
"""

from dataclasses import dataclass

from listing import NO_SCOREBOARD
from mainloop import copies_left

FMA = ("FFMA", "FADD", "FMUL", "HFMA2", "HADD2", "HMUL2")
SPECIAL = ("MUFU", "I2F", "F2I", "F2F", "FRND", "POPC", "FLO", "BREV", "I2I")
CONTROL = ("BRA", "BSSY", "BSYNC", "EXIT", "CALL", "RET", "BRX", "WARPSYNC", "NOP", "YIELD", "BREAK", "DEPBAR", "LDGDEPBAR", "MEMBAR",
           "ERRBAR", "CCTL", "KILL", "BMOV", "NANOSLEEP")
GLOBAL = ("LDG", "STG", "LDGSTS", "LD", "ST", "ATOMG", "ATOM", "RED", "REDG", "LDL", "STL")
GLOBAL_LATENCY, SHARED_LATENCY, CONSTANT_LATENCY, SPECIAL_LATENCY, REGISTER_LATENCY = 300, 33, 38, 24, 26
QUEUE, BARRIER, BRANCH = 60, 15, 7
SCHEDULERS = 4


@dataclass(frozen=True)
class Step:
    """An instruction as the model sees it."""

    address: int
    pipe: str
    cycles: float
    """That its pipe is busy."""
    latency: int
    stall: int
    write: int
    read: int
    waits: tuple
    extra: int
    """Cycles until the next instruction, when this one jumps."""
    flush: int = -1
    """Of DEPBAR: groups of asynchronous copies that may be under way; -1: no such instruction."""
    kind: str = ""


def bytes_of(mnemonic):
    """Bytes a lane moves."""
    for part in mnemonic.split(".")[1:]:
        if part in ("128", "64"):
            return int(part) // 8
        if part in ("U8", "S8"):
            return 1
        if part in ("U16", "S16"):
            return 2
    return 4


def tensor_flops(mnemonic):
    """Of one HMMA: its shape is in its name, 1688 for 16 x 8 x 8."""
    shapes = {"1688": 16 * 8 * 8, "16816": 16 * 8 * 16, "1684": 16 * 8 * 4, "16832": 16 * 8 * 32}
    return 2 * next((size for part in mnemonic.split(".") if (size := shapes.get(part))), 16 * 8 * 8)


def tensor_rate(mnemonic, gpu):
    """FLOP a cycle of one tensor core."""
    return gpu.tensor_rate * (1 if "TF32" in mnemonic else 2)


def step(x, jumps, gpu):
    """The Step of an instruction after which the warp does or does not jump."""
    operation, mnemonic = x.operation, x.mnemonic
    pipe, cycles, latency, flush, kind = "alu", 2, 12, -1, ""
    if operation in FMA:
        pipe, cycles = "fma", 1
    elif operation == "IMAD":
        pipe, cycles = "fma", 2
    elif operation in ("HMMA", "IMMA", "BMMA"):
        pipe, cycles, latency = "tensor", tensor_flops(mnemonic) / tensor_rate(mnemonic, gpu), 24
    elif operation in SPECIAL:
        pipe, cycles, latency = "special", 8, SPECIAL_LATENCY
    elif operation in ("LDS", "STS", "LDSM", "ATOMS"):
        width = bytes_of(mnemonic)
        pipe, latency = "memory", SHARED_LATENCY if operation != "STS" else 20
        cycles = {16: 2 if operation == "LDS" else 4, 8: 2}.get(width, 4 if operation == "LDSM" else 1)
    elif operation in GLOBAL:
        pipe, latency, cycles = "memory", GLOBAL_LATENCY, max(1, bytes_of(mnemonic) / 2)
        kind = operation
    elif operation == "SHFL":
        pipe, latency, cycles = "memory", SPECIAL_LATENCY, 1
    elif operation in ("LDC", "LDCU"):
        pipe, cycles, latency = "constant", 4, CONSTANT_LATENCY
    elif operation == "BAR":
        pipe, cycles, kind = "control", 0, "" if "ARV" in mnemonic else "BAR"
    elif operation in CONTROL:
        pipe, cycles = "control", 0
        if operation == "LDGDEPBAR":
            kind = operation
        elif operation == "DEPBAR":
            flush = copies_left(x)
        elif operation == "MEMBAR":
            latency = GLOBAL_LATENCY
    elif operation.startswith("S2"):
        latency = REGISTER_LATENCY
    elif operation.startswith("U"):
        pipe = "uniform"
    waits = tuple(b for b in range(6) if x.wait >> b & 1)
    return Step(x.address, pipe, cycles, latency, max(1, x.stall), x.write, x.read, waits, BRANCH if jumps else 0, flush, kind)


class _Warp:
    __slots__ = ("steps", "at", "ready", "boards", "blocked", "group", "copies", "committed", "since")

    def __init__(self, steps, group, now):
        self.steps, self.group, self.ready = steps, group, now
        self.at, self.boards, self.blocked = 0, [0.0] * 6, False
        self.copies, self.committed, self.since = 0.0, [], now

    def earliest(self):
        """The cycle before which its next instruction cannot issue for its own sake."""
        step, at = self.steps[self.at], self.ready
        for b in step.waits:
            if self.boards[b] > at:
                at = self.boards[b]
        if step.flush >= 0 and len(self.committed) > step.flush:
            at = max(at, max(self.committed[:len(self.committed) - step.flush]))
        return at


class _Scheduler:
    __slots__ = ("warps", "pipes", "last", "now")

    def __init__(self):
        self.warps, self.last, self.now = [], None, 0.0
        self.pipes = dict(fma=0.0, alu=0.0, uniform=0.0, special=0.0, constant=0.0, tensor=0.0, control=0.0)

    def next(self, memory):
        """The warp that issues now, or None and the first cycle in which one can."""
        soonest = None
        for w in ([self.last] if self.last in self.warps else []) + [w for w in self.warps if w is not self.last]:
            if w.blocked:
                continue
            pipe = w.steps[w.at].pipe
            at = max(w.earliest(), memory if pipe == "memory" else self.pipes[pipe])
            if at <= self.now:
                return w, None
            if soonest is None or at < soonest:
                soonest = at
        return None, soonest


class _Group:
    __slots__ = ("warps", "alive", "arrived")

    def __init__(self, warps):
        self.warps, self.alive, self.arrived = warps, len(warps), 0


def run(groups, resident, stood=None):
    """Cycles that a multiprocessor takes for `groups`, lists of their warps' steps, of which `resident` are there at a time.

    `stood`: a Counter that gets, by address, the cycles that warps stood before an instruction.
    """
    schedulers = [_Scheduler() for _ in range(SCHEDULERS)]
    waiting, inside, started, queue, end = list(reversed(groups)), 0, 0, 0.0, 0.0

    def admit(now):
        nonlocal inside, started
        while waiting and inside < resident:
            group = _Group([])
            for i, steps in enumerate(waiting.pop()):
                warp = _Warp(steps, group, now + 3 * i)
                group.warps.append(warp)
                scheduler = schedulers[started % SCHEDULERS]
                if not scheduler.warps:
                    scheduler.now = max(scheduler.now, now)
                scheduler.warps.append(warp)
                started += 1
            group.alive = len(group.warps)
            inside += 1

    admit(0.0)
    while True:
        # In the order of time, because they share the memory pipe. One whose warps all wait at barriers is woken by another.
        awake = [s for s in schedulers if any(not w.blocked for w in s.warps)]
        if not awake and inside:
            raise RuntimeError("every warp waits at a barrier")
        if not awake:
            return end
        scheduler = min(awake, key=lambda s: s.now)
        now = scheduler.now
        w, soonest = scheduler.next(queue - QUEUE)
        if w is None:
            scheduler.now = max(now + 1, soonest)
            continue
        s = w.steps[w.at]
        if stood is not None:
            stood[s.address] += now - w.since
            w.since = now
        latency = s.latency
        if s.pipe == "memory":
            begun = max(queue, now)
            queue = begun + s.cycles
            latency += begun - now
        else:
            scheduler.pipes[s.pipe] = now + s.cycles
        if s.write != NO_SCOREBOARD:
            w.boards[s.write] = max(w.boards[s.write], now + latency)
        if s.read != NO_SCOREBOARD:
            w.boards[s.read] = max(w.boards[s.read], now + min(latency, 18))
        if s.kind == "LDGSTS":
            w.copies = now + latency
        elif s.kind == "LDGDEPBAR":
            w.committed.append(w.copies)
        w.ready = now + s.stall + s.extra
        w.at += 1
        scheduler.last, scheduler.now, end = w, now + 1, max(end, now + 1)
        group = w.group
        if s.kind == "BAR":
            w.blocked = True
            group.arrived += 1
        if w.at == len(w.steps):
            scheduler.warps.remove(w)
            group.alive -= 1
            group.arrived -= w.blocked
            if not group.alive:
                inside -= 1
                admit(now)
        if group.arrived == group.alive > 0:
            group.arrived = 0
            for other in group.warps:
                if other.blocked:
                    other.blocked, other.ready = False, max(other.ready, now + BARRIER)
            for other in schedulers:
                other.now = max(other.now, now)
