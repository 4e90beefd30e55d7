"""The way of a warp through a kernel's machine code, from how often each line of the PTX was executed.

The assembler moves, copies and drops instructions, so a block's count is an estimate: the commonest count among those of its instructions that it
cannot move far (memory, barriers, branches, products), each shared by the copies of its line. The walk takes each block as often as its count, a
loop's turns before what follows it; of two ways forward, of which one leads to the other, the longer one first, and else the rarer one.
"""

from collections import Counter

ANCHORS = ("LDG", "STG", "LDS", "STS", "LDGSTS", "BAR", "BRA", "FFMA", "HMMA", "ATOMG", "ATOM", "RED", "REDG", "MUFU", "SHFL", "WARPSYNC")
LONGEST = 400_000


def parse_counts(text):
    """`12-40:1,41-300:8,` as pairs of a range of lines and its count."""
    result = []
    for piece in filter(None, text.split(",")):
        lines, count = piece.split(":")
        first, last = map(int, lines.split("-"))
        result.append((range(first, last + 1), int(count)))
    return result


def block_counts(instructions, blocks, counts):
    """How often a warp that executed `counts` came to each block."""
    of_line = {line: count for lines, count in counts for line in lines}
    copies = Counter((x.line, x.mnemonic) for x in instructions)
    result = []
    for block in blocks:
        inside = instructions[block.first:block.end]
        if any(x.operation == "CALL" for x in inside):  # the slow way of a division or root
            result.append(0)
            continue
        own = Counter((x.line, x.mnemonic) for x in inside)
        anchors = [x for x in inside if x.operation in ANCHORS and x.line] or [x for x in inside if x.line]
        votes = Counter(
            max(1, round(of_line[x.line] / copies[x.line, x.mnemonic] * own[x.line, x.mnemonic])) if of_line.get(x.line) else 0 for x in anchors)
        result.append(votes.most_common(1)[0][0] if votes else 1)
    return result


def walk(instructions, blocks, loops, counts):
    """Numbers of the blocks in the order in which a warp comes to them."""
    left = block_counts(instructions, blocks, counts)
    expected = list(left)
    forward = _forward(blocks, loops)
    way, at, length = [], 0, 0
    while True:
        way.append(at)
        left[at] -= 1
        length += blocks[at].end - blocks[at].first
        if not blocks[at].successors or length > LONGEST:
            return way
        at = _next(blocks[at].successors, at, loops, left, expected, forward)


def _next(successors, at, loops, left, expected, forward):
    if len(successors) == 1:
        return successors[0]
    around = [loop for loop in loops if at in loop.blocks]
    for loop in sorted(around, key=lambda loop: len(loop.blocks)):
        inside = [s for s in successors if s in loop.blocks]
        outside = [s for s in successors if s not in loop.blocks]
        if loop.header in inside:
            return loop.header if left[loop.header] > 0 else next((s for s in successors if s != loop.header), loop.header)
        if inside and outside:
            return inside[0] if left[inside[0]] > 0 or not any(left[s] > 0 for s in outside) and left[loop.header] > 0 else outside[0]
    wanted = [s for s in successors if left[s] > 0]
    if not wanted:
        return max(successors, key=lambda s: expected[s])
    return min(wanted, key=lambda s: (-sum(other in forward[s] for other in wanted), expected[s], s))


def _forward(blocks, loops):
    """For each block those that it leads to by no loop's way back."""
    back = {(n, loop.header) for loop in loops for n in loop.blocks}
    result = [None] * len(blocks)

    def fill(n):
        stack = [(n, iter(blocks[n].successors))]
        result[n] = set()
        while stack:
            at, rest = stack[-1]
            for s in rest:
                if (at, s) in back:
                    continue
                if result[s] is None:
                    result[s] = set()
                    stack.append((s, iter(blocks[s].successors)))
                    break
                result[at] |= {s} | result[s]
            else:
                stack.pop()
                if stack:
                    result[stack[-1][0]] |= {at} | result[at]

    for n in range(len(blocks)):
        if result[n] is None:
            fill(n)
    return result
