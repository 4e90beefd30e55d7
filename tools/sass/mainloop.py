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
        found.append(MainLoop(loop.header, body, len(turns), products, len(executed)))
    return sorted(found, key=lambda loop: (-loop.products, -loop.executed))


def load_distances(instructions, body):
    """For each global load of a loop's turn: instructions and products from it to the first that waits for it, around the loop's end.

    A load that nothing in the loop waits for is not listed. Asynchronous copies to shared memory are waited for by DEPBAR.
    """
    code = [instructions[i] for i in body]
    result = []
    for i, x in enumerate(code):
        if x.operation == "LDGSTS":
            def waits(y):
                return y.operation == "DEPBAR"
        elif x.operation in LOADS and x.write != NO_SCOREBOARD:
            def waits(y, board=x.write):
                return y.wait >> board & 1
        else:
            continue
        products = 0
        for distance in range(1, len(code) + 1):
            y = code[(i + distance) % len(code)]
            if waits(y):
                result.append((distance, products))
                break
            products += y.operation in PRODUCTS
    return result
