"""Runs this project's update and PyTorch's in turns on one machine and prints the ratios of their times to the fastest PyTorch there is.

    python3 benchmarks/peers/compare_update.py [--python PATH ...] [--turns 5] [--batch 32] [--networks article nature] [--threads 1 2]

Build first: dotnet build benchmarks. A turn is one process of ours and one of each Python: those whose PATHs are given, or the one that runs this. A PATH
may be a script that starts a Python elsewhere, as in another root directory, where this folder has the same name. Each measures PyTorch in all the ways
that torch_cpu.py knows. Compared are the median of the turns' medians, the fastest run of all turns, and the least processor time a run; of PyTorch each
number is the lowest of all Pythons and ways, and the last column says whose run was the fastest. Processor time is the number to trust for one thread on a
machine that other programs use too; with several threads it also counts waiting in a loop.
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
parser.add_argument("--python", action="append", metavar="PATH")
parser.add_argument("--turns", type=int, default=5)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--networks", nargs="+", default=["article", "nature"])
parser.add_argument("--threads", nargs="+", type=int, default=[1, os.cpu_count()])
parser.add_argument("--seconds", type=float, default=0.6, help="for each way of PyTorch's, in each turn")
options = parser.parse_args()


def names_of(network, threads):
    """The figures' names by what a row says of them."""
    device = f"simd-{threads}-thread" + ("" if threads == 1 else "s")
    return {
        f"update of {options.batch}": f"update/{network}/batch-{options.batch}/{device}",
        "forward of 1": f"act/{network}/states-1/{device}",
        "forward of 8": f"act/{network}/states-8/{device}",
    }


def ours(names):
    """(median, fastest, processor) milliseconds by what is measured."""
    command = ["dotnet", str(OURS), "quick", *names.values(), "--json", "-", "--without-pytorch"]
    figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout)["figures"]
    times = {figure["name"]: tuple(figure[f"{kind}Milliseconds"] for kind in ("median", "fastest", "processor")) for figure in figures}
    return {key: times[name] for key, name in names.items()}


def torch(python, names):
    """(median, fastest, processor) milliseconds and the way of the fastest, by what is measured."""
    command = [python, str(HERE / "torch_cpu.py"), "--seconds", str(options.seconds), "--compile"]
    version, *answers = subprocess.run(command, check=True, input="\n".join(names.values()), stdout=subprocess.PIPE, text=True).stdout.splitlines()
    if not answers:
        sys.exit(f"{python}: {version}")
    times = {words[0]: (*map(float, words[1:4]), f"{version.removeprefix('PyTorch ')} {words[5]}") for words in map(str.split, answers)}
    return {key: times[name] for key, name in names.items()}


def summary(times):
    medians, fastest, processor = zip(*(time[:3] for time in times))
    return statistics.median(medians), min(fastest), min(processor)


def fastest_of(pythons, key):
    """The lowest of each number, and the way of the fastest run."""
    lowest = [min(numbers) for numbers in zip(*(summary([turn[key] for turn in turns]) for turns in pythons))]
    way = min((turn[key] for turns in pythons for turn in turns), key=lambda time: time[1])[3]
    return lowest, way


HEADER = f"{'median':>9}{'fastest':>9}{'cpu':>9}"
print(f"{'milliseconds':34}{'ours':>27}{'PyTorch':>27}{'ratio':>27}  the fastest PyTorch")
print(f"{'':34}{HEADER * 3}")
for network in options.networks:
    for threads in options.threads:
        names = names_of(network, threads)
        turns = [(ours(names), *(torch(python, names) for python in options.python or [sys.executable])) for _ in range(options.turns)]
        our_turns, *pythons = zip(*turns)
        for key in names:
            us, (them, way) = summary([turn[key] for turn in our_turns]), fastest_of(pythons, key)
            numbers = [*us, *them, *(our / their for our, their in zip(us, them))]
            row = f"{network}, {key}, {threads} thread{'' if threads == 1 else 's'}"
            print(f"{row:34}" + "".join(f"{number:9.3f}" for number in numbers) + f"  {way}", flush=True)
