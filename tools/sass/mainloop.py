"""The loops in which a kernel spends its time, and how far a load stands from the first instruction that waits for it."""

from collections import Counter
from dataclasses import dataclass

from listing import NO_SCOREBOARD

PRODUCTS = ("FFMA", "HMMA")
LOADS = ("LDG", "LD")


@dataclass(frozen=True)
class MainLoop:
    header: int
    body: tuple
    """Indices of the instructions of its commonest turn, in order."""
    turns: int
    products: int
    """FFMA and HMMA executed in all turns."""
    executed: int
    """Instructions executed in all turns."""
    tensor: bool
    """Whether there are HMMA among them."""

    @property
    def is_matrix_product(self):
        """Mostly FFMA, or with tensor cores' HMMA, which do the work of hundreds."""
        return self.products * 5 > self.executed * 2 or self.tensor


def main_loops(instructions, blocks, loops, way):
    """Loops on the way of a warp, the one with the most products first; of nested ones each counts what no inner one holds."""
    found = []
    for loop in loops:
        inner = frozenset().union(*(other.blocks for other in loops if other.blocks < loop.blocks))
        turns, turn = [], None
        for n in way:
            if n == loop.header:
                if turn:
                    turns.append(tuple(turn))
                turn = [n]
            elif turn is not None:
                if n not in loop.blocks:
                    turns.append(tuple(turn))
                    turn = None
                elif n not in inner:
                    turn.append(n)
        if turn:
            turns.append(tuple(turn))
        if not turns:
            continue
        seen = Counter(turns)
        commonest = max(seen, key=lambda turn: (seen[turn], len(turn)))
        body = tuple(i for n in commonest for i in range(blocks[n].first, blocks[n].end))
        executed = [i for turn in turns for n in turn for i in range(blocks[n].first, blocks[n].end)]
        products = sum(instructions[i].operation in PRODUCTS for i in executed)
        tensor = any(instructions[i].operation == "HMMA" for i in executed)
        found.append(MainLoop(loop.header, body, len(turns), products, len(executed), tensor))
    return sorted(found, key=lambda loop: (-loop.products, -loop.executed))


def load_distances(instructions, body):
    """For each global load of a loop's turn: instructions and products from it to the first that waits for it, around the loop's end.

    A load that nothing in the loop waits for is not listed. Asynchronous copies to shared memory are waited for by DEPBAR.
    """
    code = [instructions[i] for i in body]
    result = []
    for i, x in enumerate(code):
        # Two turns: copies may be waited for a turn late.
        around = 2 * (code[i + 1:] + code[:i + 1])
        if x.operation == "LDGSTS":
            distance = _until_copied(around)
        elif x.operation in LOADS and x.write != NO_SCOREBOARD:
            distance = next((d for d, y in enumerate(around) if y.wait >> x.write & 1), None)
        else:
            continue
        if distance is not None:
            result.append((distance, sum(y.operation in PRODUCTS for y in around[:distance])))
    return result


def _until_copied(around):
    """Where a DEPBAR waits for a copy whose group is the next that is closed."""
    closed = 0
    for distance, y in enumerate(around):
        closed += y.operation == "LDGDEPBAR"
        if y.operation == "DEPBAR" and closed > copies_left(y):
            return distance
    return None


def copies_left(depbar):
    """Groups of asynchronous copies that may be under way behind `DEPBAR.LE SB0, 0x1`."""
    return int(depbar.text.split(",")[1].split()[0].strip(";"), 0) if "," in depbar.text else 0
