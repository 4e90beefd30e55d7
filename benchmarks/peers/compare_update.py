"""Runs this project's update and PyTorch's in turns on one machine and prints the ratios of their times.

    python3 benchmarks/peers/compare_update.py [--turns 5] [--batch 32] [--networks article nature] [--threads 1 2]

Build first: dotnet build benchmarks. A turn is one process of each; of PyTorch the better of contiguous and channels-last counts.
Compared are the median of the turns' medians, the fastest run of all turns, and the least processor time a run. The last is the number
to trust for one thread on a machine that other programs use too; with several threads it also counts waiting in a loop.
"""

import argparse
import json
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


def names_of(network, threads):
    device = f"simd-{threads}-thread" + ("" if threads == 1 else "s")
    return {"update": f"update/{network}/batch-{options.batch}/{device}", "forward": f"act/{network}/states-1/{device}"}


def ours(names):
    """(median, fastest, processor) milliseconds of {update, forward}."""
    command = ["dotnet", str(OURS), "quick", *names.values(), "--json", "-", "--without-pytorch"]
    figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout)["figures"]
    times = {figure["name"]: tuple(figure[f"{kind}Milliseconds"] for kind in ("median", "fastest", "processor")) for figure in figures}
    return {key: times[name] for key, name in names.items()}


def torch(names):
    command = [sys.executable, str(HERE / "torch_cpu.py"), "--seconds", str(options.seconds)]
    output = subprocess.run(command, check=True, input="\n".join(names.values()), stdout=subprocess.PIPE, text=True).stdout
    times = {words[0]: tuple(map(float, words[1:4])) for words in map(str.split, output.splitlines()[1:])}
    return {key: times[name] for key, name in names.items()}


def summary(times):
    medians, fastest, processor = zip(*times)
    return statistics.median(medians), min(fastest), min(processor)


HEADER = f"{'median':>9}{'fastest':>9}{'cpu':>9}"
print(f"{'milliseconds':34}{'ours':>27}{'PyTorch':>27}{'ratio':>27}")
print(f"{'':34}{HEADER * 3}")
for network in options.networks:
    for threads in options.threads:
        names = names_of(network, threads)
        turns = [(ours(names), torch(names)) for _ in range(options.turns)]
        for key, size in [("update", options.batch), ("forward", 1)]:
            us, them = (summary([turn[side][key] for turn in turns]) for side in (0, 1))
            numbers = [*us, *them, *(our / their for our, their in zip(us, them))]
            print(f"{f'{network}, {key} of {size}, {threads} threads':34}" + "".join(f"{number:9.3f}" for number in numbers), flush=True)
