#!/usr/bin/env bash
# The proof on a real GPU, in under ten minutes: what the machine is, checks, updates beside PyTorch's, every kernel's tests, profiles, Pong.
# It downloads nothing. Run it inside the bundle that tools/bundle.sh makes, or in the repository after `dotnet build`.
#
#   gpu.sh [device] [sections]     gpu.sh cuda; gpu.sh cuda updates,torch
#
# device: cuda, opencl, simd [cuda]. When it does not open, everything stops at once with the driver's own codes (status 3): nothing else is
# measured in its place. Sections run in this order, each within a time of its own, the whole within 560 seconds:
sections=machine,updates,torch,tests,profile,assembler,kernels,batches,copies,sanitizer,pong,compiled
#
# Everything is in the folder OUT [gpu-results] as soon as it is known: log.txt, figures.csv (rewritten after each section), clocks.csv,
# nvidia-smi.txt, ncu.csv, ptxas.txt, ptx/, sass/, run/. GPU_SMALL=1: the least that shows that every section runs, for the driver in software.
# GPU_LIMIT: seconds that no section may exceed.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ -x "$here/bin/Benchmarks" ]; then
    benchmarks=("$here/bin/Benchmarks") agent=("$here/bin/dqngpu") tests=("$here/bin/DqnGpu.Kernels.Tests")
else
    root=$here/..
    benchmarks=(dotnet "$root/benchmarks/bin/Release/net10.0/Benchmarks.dll")
    agent=(dotnet "$root/src/Agent/bin/Release/net10.0/dqngpu.dll")
    tests=(dotnet "$root/tests/Kernels.Tests/bin/Release/net10.0/DqnGpu.Kernels.Tests.dll")
fi
device=${1:-cuda}
wanted=${2:-$sections}
for name in ${wanted//,/ }; do
    if [[ ,$sections, != *,$name,* ]]; then
        echo "gpu.sh: there is no section '$name'; there are: ${sections//,/, }" >&2
        exit 2
    fi
done
whole=560 pong_ends=540
small=() pass=(once nature 32 update) sanitized=(once article 32 update) tested=() training=(--target-score 18)
if [ -n "${GPU_SMALL:-}" ]; then
    small=(--small) pass=(gpu kernels "$device" --small) sanitized=("${pass[@]}") tested=(Relu)
    training=(--steps 8 --prefill 32 --replay-capacity 200 --batch-size 2 --envs 2)
    whole=3600 pong_ends=3600
fi
OUT=${OUT:-gpu-results}
mkdir -p "$OUT"
rm -rf "$OUT"/{clocks.csv,figures.csv,ncu.csv,nvidia-smi.txt,ptx,ptxas.txt,run,sass}
: >"$OUT/log.txt"
: >"$OUT/figures.txt"

say() { printf '%s\n' "$*" | tee -a "$OUT/log.txt"; }

# NVIDIA's tools lie where CUDA is installed, often outside the PATH. Prints the path, or says that the section is skipped.
tool() {
    local found
    found=$(command -v "$1" || ls -d /usr/local/cuda/bin/"$1" /usr/local/cuda-*/bin/"$1" /opt/nvidia/nsight-compute/*/"$1" 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$found" ]; then
        say "skipped: $2, because $1 is not installed" >&2
        return 1
    fi
    echo "$found"
}

# Copies lines to the log and takes the figures among them ("name value unit") into figures.txt. A row that has its peer gets the ratio at once.
record() {
    local -A ours=() theirs=()
    local name value unit rest key mode
    take() {
        key=$1
        [[ $key =~ ^(update|kernel)/ ]] || return
        if [[ $key =~ /torch(-[a-z]+)?(/|$) ]]; then
            mode=torch${BASH_REMATCH[1]}
            if [ "$mode" = torch ]; then key=${key/\/torch/}; else key=${key/\/$mode/\/graph}; fi
            theirs[$key]="${theirs[$key]:-} $mode=$2"
        else
            ours[$key]=$2
        fi
    }
    while read -r name value unit; do take "$name" "$value"; done <"$OUT/figures.txt"
    while IFS= read -r line; do
        say "$line"
        [[ $line =~ ^([a-z]+/[^\ ]+)\ ([0-9.e+-]+)\ (us|ms|%|GFLOP/s|GB/s)$ ]] || continue
        echo "$line" >>"$OUT/figures.txt"
        name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        take "$name" "$value"
        [ -n "${ours[$key]:-}" ] && [ -n "${theirs[$key]:-}" ] || continue
        for rest in ${theirs[$key]}; do
            mode=${rest%%=*}
            # Only what this line brought: its own peer, or all peers when it is ours that came last.
            [[ $name != */torch* || $name == */$mode/* || $name == */$mode ]] || continue
            say "    $(awk -v ours="${ours[$key]}" -v theirs="${rest#*=}" -v key="$key" -v mode="$mode" \
                'BEGIN { printf "%s: ours %s us, %s %s us: ratio %.2f", key, ours, mode, theirs, theirs / ours }')"
        done
    done
}

# name,value,unit and, where the row is a peer's, ours and their ratio. Rewritten as a whole, so it is never half a file.
write_csv() {
    awk 'BEGIN { print "name,value,unit,ours,ratio" }
        { names[NR] = $1; values[NR] = $2; units[NR] = $3; known[$1] = $2 }
        END {
            for (i = 1; i <= NR; i++) {
                key = names[i]
                sub(/\/torch-[a-z]+/, "/graph", key)
                sub(/\/torch/, "", key)
                peer = key != names[i] && (key in known)
                printf "%s,%s,%s,%s,%s\n", names[i], values[i], units[i], peer ? known[key] : "", peer ? sprintf("%.3f", values[i] / known[key]) : ""
            }
        }' "$OUT/figures.txt" >"$OUT/figures.csv.new" && mv "$OUT/figures.csv.new" "$OUT/figures.csv"
    sync -f "$OUT"
}

# run LIMIT COMMAND...: within its limit and what is left of the whole. Its status stays in $status.
run() {
    local limit=$1 left=$((whole - SECONDS))
    shift
    # A driver in software may take its time.
    [ -n "${GPU_SMALL:-}" ] && limit=600
    [ -n "${GPU_LIMIT:-}" ] && [ "$limit" -gt "$GPU_LIMIT" ] && limit=$GPU_LIMIT
    [ "$limit" -gt "$left" ] && limit=$left
    status=124
    if [ "$limit" -lt 3 ]; then
        say "skipped: $1 ${2:-}, because the $whole seconds are over"
        return
    fi
    timeout --signal="${signal:-TERM}" --kill-after=10 "$limit" "$@" 2>&1 | record
    status=${PIPESTATUS[0]}
    case $status in
        0) ;;
        124 | 137) say "stopped after its $limit seconds" ;;
        *) say "status $status" ;;
    esac
}

begin() {
    [[ ,$wanted, == *,$1,* ]] || return 1
    say ""
    say "== $1: $2  ($SECONDS s)"
}

python=$(command -v python3 || true)
torch() {
    if [ -z "$python" ]; then
        say "skipped: PyTorch's figures, because python3 is not installed"
    else
        run "$1" "$python" "$here/peers/torch_gpu.py" "${@:2}"
    fi
}

# ---- the machine: always, because nothing else makes sense where the device does not open ----

say "== machine  (0 s)"
[ -f "$here/version" ] && say "version $(cat "$here/version")"
if command -v nvidia-smi >/dev/null; then
    run 20 nvidia-smi --query-gpu=name,driver_version,memory.total,memory.used,compute_cap,compute_mode,mig.mode.current,pcie.link.gen.max,pcie.link.width.max --format=csv
    run 20 nvidia-smi --query-gpu=clocks.sm,clocks.mem,clocks.max.sm,clocks.max.mem,power.limit,temperature.gpu,pstate --format=csv
    timeout 20 nvidia-smi -q >"$OUT/nvidia-smi.txt" 2>&1
    nvidia-smi --query-gpu=timestamp,clocks.sm,clocks.mem,power.draw,temperature.gpu,utilization.gpu --format=csv -lms 500 >"$OUT/clocks.csv" 2>&1 &
    trap "kill $! 2>/dev/null" EXIT
else
    say "skipped: nvidia-smi, because it is not installed"
fi
for name in ptxas ncu compute-sanitizer; do
    found=$(tool "$name" "its version") && say "$found: $("$found" --version 2>/dev/null | grep -m 1 -iE 'release|version')"
done
run 60 "${benchmarks[@]}" gpu machine "$device" ${small[@]+"${small[@]}"}
write_csv
if [ "$status" -gt 1 ]; then
    say "stopped: the device $device does not open, and nothing else is measured in its place"
    exit 3
fi
precisions=$(sed -n 's/^precisions //p' "$OUT/log.txt")
# The updates run in every precision; what follows them only in those that PyTorch has too, and, for the least, in one.
compared=${precisions/ tf32x3/}
[ -n "${GPU_SMALL:-}" ] && compared=${precisions%% *}
architecture=$(sed -nE 's/^measured .*SM_([0-9]+).*/sm_\1/p' "$OUT/log.txt" | tail -n 1)

ours() {
    local limit=$1 section=$2 precision
    for precision in ${3:-$precisions}; do
        run "$limit" "${benchmarks[@]}" gpu "$section" "$device" --precision "$precision" ${small[@]+"${small[@]}"}
    done
}

# ---- the sections, the most valuable first ----

if begin updates "checks, then updates as a graph and as plain launches"; then
    ours 60 updates
    write_csv
fi

if begin torch "the same updates by PyTorch"; then
    torch 90 updates
    write_csv
fi

if begin tests "every kernel against the reference, a process for each operation"; then
    [ ${#tested[@]} -gt 0 ] || mapfile -t tested < <("${tests[@]}" selftest "$device" --list)
    run 150 xargs -a <(printf '%s\n' "${tested[@]}") -n 1 -P "$(nproc)" "${tests[@]}" selftest "$device"
fi

if begin profile "one update under ncu: ncu.csv" && ncu=$(tool ncu "the profile"); then
    run 75 "$ncu" --clock-control none --launch-count 40 --section LaunchStats --section Occupancy --section SpeedOfLight --section SchedulerStats \
        --section WarpStateStats --section MemoryWorkloadAnalysis --page raw --csv --log-file "$OUT/ncu.csv" "${benchmarks[@]}" "${pass[@]}"
    [ -f "$OUT/ncu.csv" ] && say "$(grep -c '^"[0-9]' "$OUT/ncu.csv") kernels in ncu.csv; $(grep -m 2 -E '==(ERROR|WARNING)==' "$OUT/ncu.csv")"
fi

if begin assembler "registers, spills and shared memory of every kernel: ptxas.txt, sass/"; then
    mkdir -p "$OUT/ptx"
    run 40 env DQNGPU_PTX="$OUT/ptx" "${benchmarks[@]}" "${pass[@]}"
    if ptxas=$(tool ptxas "the assembler's report"); then
        mkdir -p "$OUT/sass"
        nvdisasm=$(tool nvdisasm "the machine code") || nvdisasm=
        for text in "$OUT"/ptx/*.ptx; do
            kernel=$(basename "$text" .ptx)
            timeout 20 "$ptxas" -v -arch "$architecture" -o "$OUT/sass/$kernel.cubin" "$text" 2>&1 | sed "s/^/$kernel: /" >>"$OUT/ptxas.txt"
            [ -n "$nvdisasm" ] && timeout 20 "$nvdisasm" -c "$OUT/sass/$kernel.cubin" 2>&1 | gzip >"$OUT/sass/$kernel.sass.gz"
            rm -f "$OUT/sass/$kernel.cubin"
        done
        grep -E 'registers|error|spill' "$OUT/ptxas.txt" | grep -v ' 0 bytes spill stores' | record
    fi
fi

if begin kernels "each heavy operation alone, ours and PyTorch's"; then
    ours 60 kernels "$compared"
    torch 60 kernels
    write_csv
fi

if begin batches "larger minibatches, and acting for many games"; then
    ours 60 batches "$compared"
    torch 75 batches --seconds 0.15
    write_csv
fi

if begin copies "from pinned memory"; then
    run 30 "${benchmarks[@]}" gpu copies "$device" ${small[@]+"${small[@]}"}
    write_csv
fi

if begin sanitizer "one update under compute-sanitizer" && sanitizer=$(tool compute-sanitizer "the sanitizer"); then
    for checked in memcheck racecheck; do
        run 30 "$sanitizer" --tool "$checked" --error-exitcode 9 "${benchmarks[@]}" "${sanitized[@]}"
    done
fi

if begin pong "a training with the preset fast, until the mean score is 18"; then
    signal=INT run $((pong_ends - SECONDS)) "${agent[@]}" pong --device "$device" "${training[@]}" --out "$OUT/run"
    rm -f "$OUT"/run/*.checkpoint
fi

if begin compiled "the update by torch.compile"; then
    torch 120 compiled
    write_csv
fi

say ""
say "== done  ($SECONDS s)"
write_csv
