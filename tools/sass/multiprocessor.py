"""A model of one multiprocessor that runs warps through machine code: cycles, from the schedule that the assembler wrote.

It follows one of the four schedulers, with every fourth warp of the groups that its multiprocessor is given, and takes the other three to
do the same.

- Each cycle one warp issues one instruction: the one that issued last if it can, else the next that can. An instruction can issue when
  the stall count of the one before has passed, the scoreboards that it waits for are clear, and its pipe is free.
- Pipes, in cycles an instruction: FMA 1, integer multiply-add 2 on the same pipe, other integers, comparisons and moves 2, uniform 2,
  conversions and special functions 8, constants 4, tensor cores FLOP over their rate.
- Memory: one pipe for all four schedulers, so what one of them puts in takes as many cycles as four would, in order: shared memory 128
  bytes a cycle (a 16-byte read 2 cycles: where every lane of a pair reads the same, two quarters of a warp go together), global memory 64 bytes a cycle. A queue of 60 cycles
  stands before it.
- Latency: shared memory 33 cycles, global memory 300 (the L2 cache), constants 38, special functions 24. A taken branch costs 7 more, a
  barrier 15 after its last warp. A barrier waits for the group's warps on this scheduler.
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


def run(groups, resident, busy=SCHEDULERS, stood=None):
    """Cycles that one scheduler takes for `groups`, lists of its warps' steps, of which `resident` are there at a time.

    `busy`: schedulers that have warps, 1 to 4, and share the memory pipe. `stood`: a Counter that gets, by address, the cycles that warps
    stood before an instruction.
    """
    waiting, warps, alive, arrived = list(enumerate(groups)), [], {}, {}
    pipes = dict(fma=0.0, alu=0.0, uniform=0.0, special=0.0, constant=0.0, tensor=0.0, memory=0.0, control=0.0)
    queue, now, last = 0.0, 0.0, None

    def admit(now):
        while waiting and len(alive) < resident:
            number, members = waiting.pop(0)
            alive[number] = len(members)
            arrived[number] = 0
            warps.extend(_Warp(steps, number, now + 3 * i) for i, steps in enumerate(members))

    admit(now)
    while warps:
        chosen, soonest = None, None
        for w in ([last] if last in warps else []) + [w for w in warps if w is not last]:
            if w.blocked:
                continue
            at = max(w.earliest(), pipes[w.steps[w.at].pipe])
            if at <= now:
                chosen = w
                break
            if soonest is None or at < soonest:
                soonest = at
        if chosen is None:
            if soonest is None:
                raise RuntimeError("every warp waits at a barrier")
            now = max(now + 1, soonest)
            continue
        w, s = chosen, chosen.steps[chosen.at]
        if stood is not None:
            stood[s.address] += now - w.since
            w.since = now
        latency = s.latency
        if s.pipe == "memory":
            begun = max(queue, now)
            queue = begun + s.cycles * busy
            latency += begun - now
            pipes["memory"] = queue - QUEUE
        else:
            pipes[s.pipe] = now + s.cycles
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
        if s.kind == "BAR":
            w.blocked = True
            arrived[w.group] += 1
        if w.at == len(w.steps):
            warps.remove(w)
            alive[w.group] -= 1
            arrived[w.group] -= w.blocked
            if not alive[w.group]:
                del alive[w.group]
                admit(now)
        if w.group in alive and arrived[w.group] == alive[w.group] > 0:
            arrived[w.group] = 0
            for other in warps:
                if other.group == w.group and other.blocked:
                    other.blocked, other.ready = False, max(other.ready, now + BARRIER)
        last = w
        now += 1
    return now
