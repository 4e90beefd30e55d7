"""The time of a launch: its groups dealt to the multiprocessors, and some of those with the most of them run through the model of one."""

import multiprocessor
from trace import parse_counts

LONGEST = 250_000  # instructions of a multiprocessor that are followed; of a longer launch a part, and the rest in proportion
L2_BYTES = 23  # from the L2 cache to one multiprocessor, a cycle (5.5 TB/s on an H100)


def microseconds(launch, kernel, resident, gpu, stood=None):
    """`resident`: groups that fit a multiprocessor. `stood`: as in multiprocessor.run."""
    cycles = max(_followed(launch, kernel, resident, gpu, stood), _fetched(launch, kernel, gpu))
    return cycles / (gpu.clock * 1e3)


def _followed(launch, kernel, resident, gpu, stood):
    # Groups go round the multiprocessors. The launch takes as long as the one that ends last, so those are followed that look like it.
    dealt = [range(first, launch.groups, gpu.multiprocessors) for first in range(min(launch.groups, gpu.multiprocessors))]
    length = {lines: sum(count * len(covered) for covered, count in parse_counts(lines)) for lines in launch.warps_by_lines}
    lengths = [[sum(length[launch.lines(group, w)] for w in range(launch.warps)) for group in groups] for groups in dealt]
    numbers = range(len(dealt))
    fullest = max(numbers, key=lambda i: sum(lengths[i]))
    followed = {0, fullest, max(numbers, key=lambda i: max(lengths[i])), max(numbers, key=lambda i: lengths[i][-1])}
    if sum(lengths[fullest]) > LONGEST:
        followed = {fullest}
    return max(_followed_on(launch, kernel, dealt[i], resident, gpu, stood) for i in followed)


def _followed_on(launch, kernel, groups, resident, gpu, stood):
    works = [[launch.lines(group, w) for w in range(launch.warps)] for group in groups]
    steps = {lines: [multiprocessor.step(x, jumps, gpu) for x, jumps in kernel.executed(lines)] for lines in {w for group in works for w in group}}
    given = [[steps[lines] for lines in group] for group in works]
    length = sum(len(warp) for warps in given for warp in warps)
    kept = max(2 * resident, round(len(given) * LONGEST / max(1, length)))
    part = given if kept >= len(given) else [given[round(i * (len(given) - 1) / (kept - 1))] for i in range(kept)]
    return multiprocessor.run(part, resident, stood) * len(given) / len(part)


def _fetched(launch, kernel, gpu):
    """Cycles for the bytes of a launch that is no matrix product and reads nothing twice; products find part of theirs in the first cache."""
    total = 0
    for lines, warps in launch.warps_by_lines.items():
        executed = [x for x, _ in kernel.executed(lines)]
        if any(loop.is_matrix_product for loop in kernel.loops_of(lines)):
            return 0
        moved = sum(32 * multiprocessor.bytes_of(x.mnemonic) for x in executed if x.operation in multiprocessor.GLOBAL)
        total += warps * moved
    return total / (L2_BYTES * gpu.multiprocessors)


def floor(launch, kernel, gpu):
    """Microseconds that the FMA units and tensor cores of the whole GPU need, at their peak, for the products that the launch executes."""
    scalar = tensor = 0.0
    for lines, warps in launch.warps_by_lines.items():
        for x, _ in kernel.executed(lines):
            if x.operation == "FFMA":
                scalar += 64 * warps
            elif x.operation == "HMMA":
                tensor += multiprocessor.tensor_flops(x.mnemonic) / multiprocessor.tensor_rate(x.mnemonic, gpu) * warps
    return scalar / gpu.peak + tensor / (4 * gpu.multiprocessors * gpu.boost * 1e3)
