"""Basic blocks of a kernel, what follows what, and its loops."""

from dataclasses import dataclass, field

LEAVES = ("EXIT", "RET", "KILL")
ENDS = LEAVES + ("BRA", "BSYNC", "BRX", "JMP")


@dataclass
class Block:
    first: int
    """Index of its first instruction."""
    end: int
    """One past its last."""
    successors: list = field(default_factory=list)
    """Numbers of blocks; the one that follows in memory comes first."""
    predecessors: list = field(default_factory=list)
    may_end: bool = False
    """Whether the warp can end here, though something follows: a guarded EXIT."""


@dataclass(frozen=True)
class Loop:
    header: int
    blocks: frozenset


def blocks_of(instructions, labels):
    """The blocks in the order of the code."""
    starts = {0} | {index for index in labels.values() if index < len(instructions)}
    starts |= {i + 1 for i, x in enumerate(instructions) if x.operation in ENDS and i + 1 < len(instructions)}
    order = sorted(starts)
    blocks = [Block(first, end) for first, end in zip(order, order[1:] + [len(instructions)])]
    number = {block.first: n for n, block in enumerate(blocks)}
    reconvergence = _reconvergence(instructions)
    for n, block in enumerate(blocks):
        last = instructions[block.end - 1]
        block.may_end = last.guarded and last.operation in LEAVES
        for place in _follow(instructions, labels, reconvergence, block.end - 1):
            if place in number:
                block.successors.append(number[place])
                blocks[number[place]].predecessors.append(n)
    return blocks


def _reconvergence(instructions):
    """Where each BSYNC leads: the label of the BSSY of its register that stands before it."""
    latest, leads = {}, {}
    for i, x in enumerate(instructions):
        words = x.text.replace(",", " ").split()
        if x.operation == "BSSY":
            latest[words[-2] if x.target else words[-1]] = x.target
        elif x.operation == "BSYNC":
            leads[i] = latest.get(words[-1])
    return leads


def _follow(instructions, labels, reconvergence, i):
    x = instructions[i]
    if x.operation in LEAVES:
        return [i + 1] if x.guarded else []
    if x.operation == "BSYNC":
        place = labels.get(reconvergence.get(i), i + 1)
        return [i + 1, place] if x.guarded and place != i + 1 else [place]
    if x.operation in ("BRA", "JMP", "BRX"):
        if x.mnemonic.startswith("BRA.DIV"):  # taken when the warp is not whole
            return [i + 1]
        place = labels.get(x.target)
        condition = x.guarded or "," in x.text.split("`")[0]  # also `BRA P1, ...`
        return ([i + 1] if condition else []) + ([place] if place is not None else [])
    return [i + 1]


def dominators(blocks):
    """For each block the set of blocks that every way to it passes. Blocks that nothing leads to have only themselves."""
    everything = set(range(len(blocks)))
    result = [{0}] + [set(everything) for _ in blocks[1:]]
    changed = True
    while changed:
        changed = False
        for n in range(1, len(blocks)):
            before = [result[p] for p in blocks[n].predecessors]
            new = (set.intersection(*before) if before else set()) | {n}
            if new != result[n]:
                result[n], changed = new, True
    return result


def loops_of(blocks):
    """Natural loops; those with the same header are one."""
    dominated, found = dominators(blocks), {}
    for n, block in enumerate(blocks):
        for header in block.successors:
            if header not in dominated[n]:
                continue
            body, left = found.setdefault(header, {header}), [n]
            while left:
                b = left.pop()
                if b not in body:
                    body.add(b)
                    left.extend(blocks[b].predecessors)
    return [Loop(header, frozenset(body)) for header, body in sorted(found.items())]
