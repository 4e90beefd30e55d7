"""The way of a warp through a kernel's machine code, from how often each line of the PTX was executed.

The assembler moves, copies and drops instructions, so a block's count is an estimate: the commonest among its accesses to memory and
barriers, which it cannot move far; in a block without them, that of its branch, or else the commonest of all. A count is shared by the
copies of its line; instructions that access no memory are not copies of each other within a block, as one of PTX often becomes several.
The walk takes each block as often as its count, a loop's turns before what follows it (evenly for each time that it is entered); of two
ways forward, of which one leads to the other, the longer one first, and else the rarer one. At a guarded EXIT the warp ends if nothing that it
still has to come to follows.
"""

from collections import Counter

FIXED = ("LDG", "STG", "LDS", "STS", "LDGSTS", "BAR", "ATOMG", "ATOM", "RED", "REDG")
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
    copies = {}  # of a line's instruction: how many each block has
    for n, block in enumerate(blocks):
        for x in instructions[block.first:block.end]:
            own = copies.setdefault((x.line, x.mnemonic), Counter())
            own[n] += 1
    result = []
    for n, block in enumerate(blocks):
        inside = instructions[block.first:block.end]
        if any(x.operation == "CALL" for x in inside):  # the slow way of a division or root
            result.append(0)
            continue
        fixed = [x for x in inside if x.operation in FIXED]
        votes = Counter()
        for x in fixed or [x for x in inside if x.operation == "BRA" and x.guarded] or inside:
            own = copies[x.line, x.mnemonic]
            votes[share(of_line.get(x.line, 0), own if fixed else dict.fromkeys(own, 1), n)] += 1
        result.append(votes.most_common(1)[0][0])
    return result


def share(count, copies, block):
    """How often a block is come to whose line was executed `count` times, where each block has so many copies of it.

    The loop with the most copies is the unrolled one and takes what it can; those with fewer take the rest. Blocks with as many share
    alike.
    """
    sizes = sorted(set(copies.values()), reverse=True)
    for size in sizes:
        at_once = size * sum(own == size for own in copies.values())
        if size == sizes[-1]:
            times = round(count / at_once)
            return max(1, times) if count and len(sizes) == 1 else times
        times = count // at_once
        if copies[block] == size:
            return times
        count -= times * at_once


def walk(instructions, blocks, loops, counts):
    """Numbers of the blocks in the order in which a warp comes to them."""
    return _Walk(blocks, loops, block_counts(instructions, blocks, counts)).way()


class _Walk:
    def __init__(self, blocks, loops, expected):
        self.blocks, self.expected, self.left = blocks, expected, list(expected)
        self.loops = sorted(loops, key=lambda loop: len(loop.blocks))  # inner before outer
        self.forward = _forward(blocks, loops)
        self.entered = {loop.header: 0 for loop in loops}
        self.turns = dict(self.entered)  # left to this entry

    def way(self):
        way, at, length = [], 0, 0
        while True:
            for loop in self.loops:
                if loop.header == at:
                    self._turn(loop, entered=not way or way[-1] not in loop.blocks)
            way.append(at)
            self.left[at] -= 1
            block = self.blocks[at]
            length += block.end - block.first
            if not block.successors or length > LONGEST or block.may_end and not self._wanted(block.successors[0], []):
                return way
            at = self._next(at) if len(block.successors) > 1 else block.successors[0]

    def _turn(self, loop, entered):
        if entered:
            outer = next((other for other in self.loops if loop.blocks < other.blocks), None)
            entries = self.expected[outer.header] if outer else 1
            self.turns[loop.header] = -(-self.left[loop.header] // max(1, entries - self.entered[loop.header]))
            self.entered[loop.header] += 1
        self.turns[loop.header] -= 1

    def _next(self, at):
        successors, left = self.blocks[at].successors, self.left
        for loop in self.loops:
            if at not in loop.blocks:
                continue
            inside = [s for s in successors if s in loop.blocks]
            outside = [s for s in successors if s not in loop.blocks]
            more = self.turns[loop.header] > 0
            if loop.header in inside:
                others = [s for s in successors if s != loop.header]
                return loop.header if more or not others else others[0]
            if inside and outside:
                return inside[0] if more or left[inside[0]] > 0 else outside[0]
        wanted = [s for s in successors if self._wanted(s, [other for other in successors if other != s])]
        if not wanted:  # then past what can be passed by
            return max(successors, key=lambda s: (self.expected[s], sum(s in self.forward[other] for other in successors if other != s)))
        return min(wanted, key=lambda s: (-sum(other in self.forward[s] for other in wanted), self.expected[s], s))


    def _wanted(self, at, others):
        """Whether the warp has still to come to the block, or to one that it can reach through this one and not through the others."""
        while self.left[at] <= 0:
            if len(self.blocks[at].successors) != 1:
                return False
            at = self.blocks[at].successors[0]
            if any(at == other or at in self.forward[other] for other in others):
                return False
        return True


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
