#!/usr/bin/env bash
# The proof on a real GPU, in under eight minutes: devices, every kernel test, checks, kernels and updates beside PyTorch, copies, and Pong.
# It downloads nothing. Run it inside the bundle that tools/bundle.sh makes, or in the repository after `dotnet build`.
#
#   gpu.sh [device]        device: cuda, opencl, simd [cuda, else the fastest there is]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ -x "$here/bin/Benchmarks" ]; then
    benchmarks=("$here/bin/Benchmarks") agent=("$here/bin/DqnGpu.Agent") tests=("$here/bin/DqnGpu.Kernels.Tests")
else
    root=$here/..
    benchmarks=(dotnet "$root/benchmarks/bin/Release/net10.0/Benchmarks.dll")
    agent=(dotnet "$root/src/Agent/bin/Release/net10.0/DqnGpu.Agent.dll")
    tests=(dotnet "$root/tests/Kernels.Tests/bin/Release/net10.0/DqnGpu.Kernels.Tests.dll")
fi
device=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
began=$SECONDS

section() { printf '\n== %s  (%d s)\n' "$1" $((SECONDS - began)); }

section "the machine"
if command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
else
    echo "skipped: nvidia-smi, because it is not installed"
fi

section "kernel tests on ${device:-cuda}, against the reference"
timeout 150 "${tests[@]}" selftest "${device:-cuda}"
echo "status $?"

section "checks, kernels, updates, copies"
timeout 150 "${benchmarks[@]}" gpu $device | tee "$work/ours"
echo "status ${PIPESTATUS[0]}"

section "PyTorch on the same GPU"
if command -v python3 >/dev/null; then
    timeout 120 python3 "$here/peers/torch_gpu.py" >"$work/theirs" 2>"$work/theirs.err" || tail -n 2 "$work/theirs.err"
    grep '^skipped' "$work/theirs"
else
    echo "skipped: PyTorch's figures, because python3 is not installed"
    : >"$work/theirs"
fi

section "ours beside PyTorch: microseconds, and how many times faster we are"
awk '
    FNR == NR { if ($1 ~ /^(kernel|update)\//) theirs[$1] = $2; next }
    $1 ~ /^kernel\/.*\/rate$/ { sub(/\/rate$/, "", $1); rate[$1] = $2; next }
    $1 ~ /^(kernel|update)\// { ours[$1] = $2; names[++n] = $1 }
    END {
        printf "%-38s %10s %10s %10s %8s\n", "", "GFLOP/s", "ours us", "torch us", "ratio"
        for (i = 1; i <= n; i++) {
            name = names[i]; peer = name
            if (peer ~ /\/plain$/) sub(/plain$/, "torch-eager", peer)
            if (peer ~ /\/graph$/) sub(/graph$/, "torch-graph", peer)
            ratio = (peer in theirs) ? sprintf("%.2f", theirs[peer] / ours[name]) : "-"
            printf "%-38s %10s %10s %10s %8s\n", name, (name in rate) ? rate[name] : "-", ours[name], (peer in theirs) ? theirs[peer] : "-", ratio
        }
        for (name in theirs) if (name ~ /compiled$/) printf "%-38s %10s %10s %10s\n", name, "-", "-", theirs[name]
    }' "$work/theirs" "$work/ours"

section "Pong with the preset fast, to mean 18 or the end of eight minutes"
left=$((440 - (SECONDS - began)))
if [ "$left" -lt 20 ]; then
    echo "skipped: Pong, because only $left seconds are left"
else
    timeout --signal=INT --kill-after=30 "$left" "${agent[@]}" pong ${device:+--device "$device"} --target-score 18 --out "$work/runs" | tail -n 12
fi
section "done"
