"""A kernel's machine code, and the ways that warps take through it."""

import re
from functools import cache

import flow
import listing
import mainloop
import trace


class Kernel:
    """`lines`, in every method: what a warp executes, as a dump's `counts` tell it."""

    def __init__(self, assembled, ptx):
        self.assembled = assembled
        self._product_lines = [line for line, row in enumerate(ptx.split("\n"), 1) if re.search(r"\b(mul|fma\.rn)\.f32|\bmma\.sync", row)]
        self.instructions, labels = listing.parse(assembled.listing)
        self.blocks = flow.blocks_of(self.instructions, labels)
        self.loops = flow.loops_of(self.blocks)

    @cache
    def way(self, lines):
        """Numbers of the blocks that the warp comes to."""
        return trace.walk(self.instructions, self.blocks, self.loops, trace.parse_counts(lines))

    @cache
    def executed(self, lines):
        """(instruction, whether the warp jumps after it), in order."""
        way, result = self.way(lines), []
        for n, following in zip(way, way[1:] + [None]):
            block = self.blocks[n]
            result += [(x, False) for x in self.instructions[block.first:block.end]]
            if following is not None and self.blocks[following].first != block.end:
                result[-1] = result[-1][0], True
        return result

    def products(self, lines):
        """FFMA and the like that the warp executes: as many as the PTX has, and as many as are on the way."""
        counts = {line: count for covered, count in trace.parse_counts(lines) for line in covered}
        expected = sum(counts.get(line, 0) for line in self._product_lines)
        return expected, sum(x.operation in mainloop.PRODUCTS + ("FMUL",) for x, _ in self.executed(lines))

    def products_missed(self, launch):
        """By how much the products on the ways of a launch differ from those of the PTX, as a share; 0 for a kernel that is no matrix product."""
        if not any(loop.is_matrix_product for lines in launch.warps_by_lines for loop in self.loops_of(lines)):
            return 0
        pairs = [(warps, *self.products(lines)) for lines, warps in launch.warps_by_lines.items()]
        return sum(warps * abs(found - expected) for warps, expected, found in pairs) / sum(warps * expected for warps, expected, _ in pairs)

    @cache
    def loops_of(self, lines):
        """Its main loops, as mainloop tells them."""
        return mainloop.main_loops(self.instructions, self.blocks, self.loops, self.way(lines))
