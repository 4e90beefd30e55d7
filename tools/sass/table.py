"""The machine code of one pass, and what a model says of its time: a row for each launch of its graph, in order.

    table.py [--sm 90] [--multiprocessors 132] [--clock 1.8] [--where node] folder...

A folder is the dump of one pass; tools/sass.sh makes them.

--where: instead, the instructions of that launch before which its warps stand longest in the model

node            its number; `after`: the nodes that it waits for
groups/mp       resident groups of a multiprocessor, and what limits them; waves: groups of the launch over those that fit the GPU
loop            instructions of a turn of a main loop, as most of the launch's warps run it; a kernel with several has a row for each
turns           of the loop, by one warp; in loop: share of the instructions executed by that warp that the loop is
work            the share of the launch's products (FFMA, HMMA) that the loop makes
FFMA, HMMA      shares of a turn's instructions
load-wait       instructions between a global load in the loop and the first that waits for it, of the load with the fewest
products        FFMA and HMMA among them
us              modelled (multiprocessor.py says how), alone on the GPU
floor           what the executed FFMA and HMMA, padding included, need at the published peak
"""

import argparse
import os
import re
import sys
from collections import Counter

import assembler
import dump
import launch_model
from gpu import Gpu
from kernel import Kernel
from mainloop import load_distances

NODE = 1.2  # microseconds from the end of a node of a graph to the begin of one that waits for it
LEAST_SHARE = 0.1  # of a launch's products, for a loop to get a row
HEADER = ("node", "after", "kernel", "grid x threads", "regs", "spill", "shared", "groups/mp", "waves", "loop", "turns", "in loop", "work",
          "FFMA", "HMMA", "load-wait", "products", "us", "floor")
LONGEST_STANDS = 20
LONGEST_NAME = 64
LEFT = 4  # columns that begin at the left


class Row:
    """A launch, and what is known of it."""

    def __init__(self, launch, kernel, gpu, times):
        self.launch, self.kernel, self.loops, self.time, self.floor = launch, kernel, [], None, None
        self.resident, self.limit, self.multiprocessors = 0, "", gpu.multiprocessors
        if not kernel:
            return
        self.shared = kernel.assembled.shared + launch.shared
        self.resident, self.limit = gpu.residency(kernel.assembled.registers, self.shared, launch.threads)
        if not launch.counts or not self.resident:
            return
        self.loops = main_loops(kernel, launch)
        key = launch.work
        if key not in times:
            times[key] = launch_model.microseconds(launch, kernel, self.resident, gpu)
        self.time, self.floor = times[key], launch_model.floor(launch, kernel, gpu)

    def cells(self, node, name):
        launch = self.launch
        grid = "x".join(map(str, launch.grid))
        cells = [str(node), " ".join(str(i + 1) for i in launch.after) or "-", name, f"{grid} x {launch.threads}"]
        if not self.kernel:
            return [cells]
        used = self.kernel.assembled
        cells += [str(used.registers), str(used.spills), str(self.shared), f"{self.resident} {self.limit}", f"{self.waves:.2f}"]
        if self.time is None:
            return [cells + [launch.uncounted or "not counted"]]
        loops = [loop_cells(self.kernel, *row) for row in self.loops] or [["-"] * 8]
        return [cells + loops[0] + [f"{self.time:.1f}", f"{self.floor:.1f}"]] + [[""] * len(cells) + loop for loop in loops[1:]]

    @property
    def waves(self):
        return self.launch.groups / max(1, self.resident) / self.multiprocessors


def main_loops(kernel, launch):
    """(loop, share of its warp's instructions, share of the launch's products) of those with products to speak of.

    Of a launch without products, the instructions of its loops count as such.
    """
    weighted = [(warps, lines, loop) for lines, warps in launch.warps_by_lines.items() for loop in kernel.loops_of(lines)]
    products = any(loop.products for _, _, loop in weighted)
    by_header = {}
    for warps, lines, loop in weighted:
        by_header.setdefault(loop.header, []).append((warps * (loop.products if products else loop.executed), lines, loop))
    total = sum(work for found in by_header.values() for work, _, _ in found)
    rows = []
    for found in by_header.values():
        share = sum(work for work, _, _ in found) / total
        _, lines, loop = max(found, key=lambda each: each[0])
        if share >= LEAST_SHARE and loop.turns > 1:
            rows.append((loop, loop.executed / len(kernel.executed(lines)), share))
    return sorted(rows, key=lambda row: -row[2])


def loop_cells(kernel, loop, of_warp, of_launch):
    operations = [kernel.instructions[i].operation for i in loop.body]

    def part(name):
        return f"{100 * operations.count(name) / len(operations):.0f}%" if name in operations else "-"
    nearest = min(load_distances(kernel.instructions, loop.body), default=("-", "-"))
    return [str(len(operations)), str(loop.turns), f"{100 * of_warp:.0f}%", f"{100 * of_launch:.0f}%", part("FFMA"), part("HMMA"), *map(str, nearest)]


def name_of(ptx):
    """The kernel's method as its first lines tell it, shortened: TiledProduct Patch Columns BiasActivation."""
    if found := re.search(r"^// kernel (.*)", ptx, re.M):
        words = re.findall(r"\w+", found[1].replace(".Kernel", "", 1))
        name = " ".join(re.sub(r"(?<=.)(Operand|Result|Loading)$", "", word) for word in words)
        return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME - 3] + "..."
    return ptx.split(".entry ", 1)[1].split("(")[0]


def read(path):
    with open(path) as file:
        return file.read()


def print_table(rows):
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(len(HEADER)) if any(i < len(row) for row in rows)]
    for row in rows:
        print("  ".join(cell.ljust(width) if i < LEFT else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))).rstrip())


def print_where(row, gpu):
    """Where the warps that the model follows spend their time."""
    stood = Counter()
    launch_model.microseconds(row.launch, row.kernel, row.resident, gpu, stood)
    total = sum(stood.values())
    print(f"{total} cycles of the warps on the scheduler that is followed")
    place = {x.address: i for i, x in enumerate(row.kernel.instructions)}
    print(f"{'share':>6}  {'address':>7}  {'PTX':>5}  instruction")
    for address, cycles in stood.most_common(LONGEST_STANDS):
        x = row.kernel.instructions[place[address]]
        print(f"{100 * cycles / total:5.1f}%  {address:#7x}  {x.line:5}  {x.text}")


def report(folder, gpu, tools, where):
    passed = dump.parse(read(os.path.join(folder, "log.txt")))
    names, kernels = {}, {}
    for module in sorted({launch.module for launch in passed.launches}):
        path = os.path.join(folder, f"module-{module:02}.ptx")
        names[module] = name_of(read(path))
        if tools:
            kernels[module] = Kernel(tools.assemble(path), read(path))
    times = {}
    rows = [Row(launch, kernels.get(launch.module), gpu, times) for launch in passed.launches]
    if where and rows[where - 1].time is not None:
        print_where(rows[where - 1], gpu)
        return
    header = HEADER if tools else HEADER[:LEFT]
    print_table([header] + [cells for node, row in enumerate(rows, 1) for cells in row.cells(node, names[row.launch.module])])
    summary(passed, rows, gpu, folder)


def summary(passed, rows, gpu, folder):
    print(f"{len(passed.launches) + passed.copies} nodes{'' if passed.captured else ' (plain launches: nothing was captured)'}")
    if any(row.time is None for row in rows):
        return
    for node, row in enumerate(rows, 1):
        missed = row.kernel.products_missed(row.launch)
        if missed > 0.05:
            print(f"node {node}: the way found through the machine code has {100 * missed:.0f} % other products than the PTX; take its row with care")
    times = [row.time for row in rows]
    way, length = dump.critical_path(passed.launches, times, NODE)
    print(f"critical path {length:.0f} us: nodes {' '.join(str(i + 1) for i in way)}, {NODE} us each and {length - NODE * len(way):.0f} us of kernels, "
          f"as if what runs beside them took nothing; all nodes one after the other {sum(times) + NODE * len(times):.0f} us")
    line = f"floor of what is executed {sum(row.floor for row in rows):.0f} us"
    path = os.path.join(folder, "pass.txt")
    if os.path.exists(path) and (found := re.search(r"(\d+) FLOP", read(path))):
        line += f", of the mathematics {int(found[1]) / gpu.peak:.0f} us ({int(found[1]) / 1e6:.0f} MFLOP at {gpu.peak / 1e6:.0f} TFLOP/s)"
    print(line)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sm", type=int, default=90, help="compute capability, times ten")
    options.add_argument("--multiprocessors", type=int, default=132)
    options.add_argument("--clock", type=float, default=1.8, help="GHz")
    options.add_argument("--where", type=int, metavar="node")
    options.add_argument("folders", nargs="+")
    chosen = options.parse_args()
    gpu = Gpu(chosen.sm, chosen.multiprocessors, chosen.clock)
    try:
        tools = assembler.Assembler(chosen.sm)
    except assembler.AssemblerMissing as missing:
        print(f"no machine code: {missing}", file=sys.stderr)
        tools = None
    for folder in chosen.folders:
        print(f"\n{os.path.basename(os.path.normpath(folder))}, sm_{gpu.capability}, {gpu.multiprocessors} multiprocessors, {gpu.clock} GHz")
        report(folder, gpu, tools, chosen.where)


if __name__ == "__main__":
    main()
