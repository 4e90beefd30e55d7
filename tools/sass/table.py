"""Prints what the machine code of one pass looks like and what a model says of its time: a row for each launch of the graph.

usage: table.py [--sm 90] [--multiprocessors 132] [--clock 1.8] folder-of-a-dump...
"""

import argparse
import os
import sys

import assembler
import dump
import flow
import launch_model
import listing
import mainloop
import trace
from gpu import Gpu

NODE = 1.2  # microseconds from the end of a node of a graph to the begin of one that waits for it
LEAST_SHARE = 0.1  # of a launch's products, for a loop to get a row


class Kernel:
    """A module: its machine code, and the ways through it."""

    def __init__(self, assembled):
        self.assembled = assembled
        self.instructions, labels = listing.parse(assembled.listing)
        self.blocks = flow.blocks_of(self.instructions, labels)
        self.loops = flow.loops_of(self.blocks)
        self._ways, self._steps, self._main = {}, {}, {}

    def way(self, lines):
        if lines not in self._ways:
            self._ways[lines] = trace.walk(self.instructions, self.blocks, self.loops, trace.parse_counts(lines))
        return self._ways[lines]

    def steps(self, lines, gpu):
        if lines not in self._steps:
            self._steps[lines] = launch_model.steps_of(self.instructions, self.blocks, self.way(lines), gpu)
        return self._steps[lines]

    def main_loops(self, lines):
        if lines not in self._main:
            self._main[lines] = mainloop.main_loops(self.instructions, self.blocks, self.loops, self.way(lines))
        return self._main[lines]

    def executed(self, lines, operation):
        return sum(self.instructions[i].operation == operation
                   for n in self.way(lines) for i in range(self.blocks[n].first, self.blocks[n].end))


def loops_of_launch(kernel, launch):
    """The main loops of all groups, each with the share of the launch's products that it makes; at least one row."""
    total, found = 0.0, {}
    for counted in launch.counts:
        weight = counted.groups * len(counted.warps)
        for loop in kernel.main_loops(counted.lines):
            work = weight * (loop.products or loop.executed / 1e6)
            total += work
            found.setdefault(loop.header, []).append((work, loop))
    rows = sorted((pairs for pairs in found.values() if sum(work for work, _ in pairs) >= LEAST_SHARE * total),
                  key=lambda pairs: -sum(work for work, _ in pairs))
    # As the warps run it that do most of the work.
    shown = [max(pairs, key=lambda pair: pair[0])[1] for pairs in rows]
    return [loop for loop in shown if loop.turns > 1]


def modelled(kernel, launch, resident, gpu, known):
    key = launch.module, launch.grid, launch.block, tuple((c.first, c.groups, c.warps, c.lines) for c in launch.counts)
    if key not in known:
        def warp_steps(group, warp):
            return kernel.steps(next(c.lines for c in launch.counts if c.first <= group < c.first + c.groups and warp in c.warps), gpu)
        known[key] = launch_model.microseconds(launch, resident, warp_steps, gpu)
    return known[key]


def floor(kernel, launch, gpu):
    """Microseconds that the FMA units of the whole GPU need for the FFMA that the launch executes, padding included."""
    executed = sum(c.groups * len(c.warps) * kernel.executed(c.lines, "FFMA") for c in launch.counts)
    return executed * 64 / gpu.peak


HEADER = ("node", "after", "kernel", "grid x threads", "regs", "spill", "shared", "groups/mp", "waves", "loop", "turns", "FFMA", "HMMA", "load-wait", "/FMA",
          "us", "floor")


def rows_of(folder, passed, gpu, kernels):
    known, rows, times = {}, [], []
    for node, launch in enumerate(passed.launches):
        kernel = kernels.get(launch.module)
        threads = launch.block[0] * launch.block[1] * launch.block[2]
        row = [str(node + 1), " ".join(str(i + 1) for i in launch.after) or "-", name_of(folder, launch.module),
               f"{'x'.join(map(str, launch.grid))} x {threads}"]
        if not kernel:
            rows.append(row)
            continue
        used = kernel.assembled
        resident, limit = gpu.residency(used.registers, used.shared + launch.shared, threads)
        row += [str(used.registers), str(used.spills), str(used.shared + launch.shared), f"{resident} {limit}",
                f"{launch.groups / (gpu.multiprocessors * max(1, resident)):.2f}"]
        if launch.uncounted or not launch.counts or not resident:
            rows.append(row + [launch.uncounted or "not counted"])
            continue
        loops = loops_of_launch(kernel, launch)
        time = modelled(kernel, launch, resident, gpu, known)
        times.append(time)
        first = True
        for loop in loops or [None]:
            cells = row if first else [""] * len(row)
            cells = cells + loop_cells(kernel, loop)
            rows.append(cells + ([f"{time:.1f}", f"{floor(kernel, launch, gpu):.1f}"] if first else []))
            first = False
    return rows, times


def loop_cells(kernel, loop):
    if not loop:
        return ["-"] * 6
    operations = [kernel.instructions[i].operation for i in loop.body]
    def share(name):
        return f"{100 * operations.count(name) / len(operations):.0f}%" if name in operations else "-"
    distances = mainloop.load_distances(kernel.instructions, loop.body)
    nearest = [str(min(d)) for d in zip(*distances)] or ["-", "-"]
    return [str(len(operations)), str(loop.turns), share("FFMA"), share("HMMA"), *nearest]


def name_of(folder, module):
    path = os.path.join(folder, f"module-{module:02}.ptx")
    with open(path) as file:
        text = file.read(4000)
    for row in text.splitlines():
        if row.startswith("// kernel "):
            return f"{module:02} {row[10:]}"
    return f"{module:02} {text.split('.entry ', 1)[1].split('(')[0]}"


def report(folder, gpu, tools):
    with open(os.path.join(folder, "log.txt")) as file:
        passed = dump.parse(file.read())
    kernels = {}
    if tools:
        for module in sorted({launch.module for launch in passed.launches}):
            kernels[module] = Kernel(tools.assemble(os.path.join(folder, f"module-{module:02}.ptx")))
    rows, times = rows_of(folder, passed, gpu, kernels)
    print_table([HEADER] + rows)
    print(f"{len(passed.launches) + passed.copies} nodes{'' if passed.captured else ' (plain launches: nothing was captured)'}")
    if len(times) == len(passed.launches):
        way, length = dump.critical_path(passed.launches, times, NODE)
        print(f"critical path {length:.0f} us: {len(way)} nodes ({' '.join(str(i + 1) for i in way)}), {NODE} us each, and {length - NODE * len(way):.0f} us"
              f" of kernels; one after the other {sum(times) + NODE * len(times):.0f} us")


def print_table(rows):
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    for row in rows:
        print("  ".join(cell.ljust(width) if i < 4 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))).rstrip())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sm", type=int, default=90, help="compute capability, times ten")
    options.add_argument("--multiprocessors", type=int, default=132)
    options.add_argument("--clock", type=float, default=1.8, help="GHz")
    options.add_argument("folders", nargs="+")
    chosen = options.parse_args()
    gpu = Gpu(chosen.sm, chosen.multiprocessors, chosen.clock)
    try:
        tools = assembler.Assembler(chosen.sm)
    except assembler.AssemblerMissing as missing:
        print(f"No machine code: {missing}.", file=sys.stderr)
        tools = None
    for folder in chosen.folders:
        print(f"\n{os.path.basename(os.path.normpath(folder))}, sm_{gpu.capability}, {gpu.multiprocessors} multiprocessors, {gpu.clock} GHz")
        report(folder, gpu, tools)


if __name__ == "__main__":
    main()
