"""Runs this project's update and PyTorch's in turns on one machine and prints the ratio of their times.

    python3 benchmarks/peers/compare_update.py [--turns 5] [--batch 32] [--device simd]

Build first: dotnet build benchmarks. A turn is one process of each; of PyTorch the better of contiguous and channels-last counts.
Whatever else the machine does disturbs both alike, so the ratio is steadier than the times. Of each program the fastest update of all
turns is compared, and the median of the turns' medians.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OURS = HERE.parent / "bin" / "Release" / "net10.0" / "Benchmarks.dll"

parser = argparse.ArgumentParser()
parser.add_argument("--turns", type=int, default=5)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--networks", nargs="+", default=["article", "nature"])
parser.add_argument("--threads", nargs="+", type=int, default=[1, os.cpu_count()])
parser.add_argument("--seconds", type=float, default=1.5)
options = parser.parse_args()


def ours(network, threads):
    """(median, fastest) of {update, forward} in milliseconds."""
    device = f"simd-{threads}-thread" + ("" if threads == 1 else "s")
    names = {"update": f"update/{network}/batch-{options.batch}/{device}", "forward": f"act/{network}/states-1/{device}"}
    output = subprocess.run(["dotnet", str(OURS), "quick", *names.values()], check=True, capture_output=True, text=True).stdout
    values = {line.split()[0]: float(line.split()[1]) for line in output.splitlines()}
    return {key: (values[name], values[name + "/fastest"]) for key, name in names.items()}


def torch(network, threads):
    best = {}
    for layout in [[], ["--channels-last"]]:
        command = [sys.executable, str(HERE / "torch_update.py"), network, str(options.batch), str(threads), "--seconds", str(options.seconds), *layout]
        for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
            key, median, fastest = line.split()
            pair = (float(median), float(fastest))
            best[key] = tuple(map(min, best.get(key, pair), pair))
    return best


print(f"{'':34}{'ours':>16}{'PyTorch':>18}{'ratio':>16}")
print(f"{'':34}{'median fastest':>16}{'median fastest':>18}{'median fastest':>16}")
for network in options.networks:
    for threads in options.threads:
        turns = [(ours(network, threads), torch(network, threads)) for _ in range(options.turns)]
        for key in ["update", "forward"]:
            us, them = ([turn[side][key] for turn in turns] for side in (0, 1))
            (our_median, our_best), (their_median, their_best) = (
                (statistics.median(m for m, _ in times), min(f for _, f in times)) for times in (us, them))
            print(
                f"{network + ', ' + key + (f' of {options.batch}' if key == 'update' else ' of 1'):22}{threads} threads  "
                f"{our_median:8.3f} {our_best:7.3f}  {their_median:8.3f} {their_best:7.3f}  "
                f"{our_median / their_median:8.2f} {our_best / their_best:7.2f}", flush=True)
