"""The time of a launch: its groups dealt to the multiprocessors, and the one with the most of them run through the model."""

import multiprocessor

LONGEST = 250_000
BANDWIDTH = 5500e3  # bytes a microsecond from the L2 cache, of an H100


def steps_of(instructions, blocks, way, gpu):
    """The steps of a warp that takes the blocks of `way`."""
    steps = []
    for place, n in enumerate(way):
        block = blocks[n]
        following = way[place + 1] if place + 1 < len(way) else None
        for i in range(block.first, block.end):
            jumps = i == block.end - 1 and following is not None and blocks[following].first != block.end
            steps.append((i, jumps))
    cache = {}
    return [cache.setdefault(key, None) or cache.__setitem__(key, multiprocessor.step(instructions[key[0]], key[1], gpu)) or cache[key] for key in steps]


def microseconds(launch, resident, warp_steps, gpu):
    """`warp_steps(group, warp)`: the steps of that warp."""
    busiest = -(-launch.groups // gpu.multiprocessors)
    # Neighbours of a kind may do different work, and a multiprocessor gets groups from all over the grid.
    mine = [round(i * (launch.groups - 1) / max(1, busiest - 1)) if busiest > 1 else 0 for i in range(busiest)]
    local, here = [], 0
    for group in mine:
        warps = [warp_steps(group, w) for w in range(launch.warps) if (here + w) % multiprocessor.SCHEDULERS == 0]
        here += launch.warps
        if warps:
            local.append(warps)
    slots = max(1, round(resident * len(local) / busiest))
    busy = min(multiprocessor.SCHEDULERS, launch.warps * min(resident, busiest))
    length = sum(len(steps) for warps in local for steps in warps)
    scale = 1.0
    if length > LONGEST:
        keep = max(2 * slots, round(len(local) * LONGEST / length))
        if keep < len(local):
            scale = len(local) / keep
            local = [local[round(i * (len(local) - 1) / (keep - 1))] for i in range(keep)] if keep > 1 else local[:1]
    return multiprocessor.run(local, slots, busy) * scale / (gpu.clock * 1e3)
