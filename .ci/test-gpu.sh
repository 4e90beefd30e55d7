#!/usr/bin/env bash
# Tests of benchmarks/gpu.sh itself, with programs in the places of ours, PyTorch's and NVIDIA's that print what those would, at once.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/bin" "$folder/peers" "$folder/tools"
cp benchmarks/gpu.sh "$folder/"

program() {
    { echo '#!/usr/bin/env bash'; cat; } >"$folder/$1"
    chmod +x "$folder/$1"
}

program bin/Benchmarks <<'BODY'
case "$*" in
    *machine*)
        if [ -n "${NO_DEVICE:-}" ]; then echo "no device: cuInit failed with error 100 (CUDA_ERROR_NO_DEVICE)"; exit 3; fi
        echo "device cuda: some GPU, SM_90, PTX 8.8"
        echo "precisions fp32 tf32"
        echo "measured cuda, fp32: some GPU, SM_90, PTX 8.8"
        ;;
    *updates*fp32) echo "update/nature/batch-32/graph/fp32 60 us"; echo "update/nature/batch-32/plain/fp32 90 us" ;;
    *updates*tf32) echo "update/nature/batch-32/graph/tf32 40 us" ;;
    *kernels*fp32) echo "kernel/nature/conv1/forward/fp32 10 us"; exit 1 ;;
    *kernels*tf32) echo "kernel/nature/conv1/forward/tf32 8 us" ;;
    *batches*) echo "update/nature/batch-64/graph/fp32 80 us"; sleep 60 ;;
    *copies*) echo "copy/pinned 25 GB/s" ;;
    *once*) [ -z "${DQNGPU_PTX:-}" ] || echo "// text" >"$DQNGPU_PTX/Some.Kernel.ptx" ;;
esac
BODY
program bin/dqngpu <<'BODY'
echo "played: $*"
BODY
program bin/DqnGpu.Kernels.Tests <<'BODY'
echo "cuda: 12 passed, 0 failed, 0 skipped"
BODY
program tools/python3 <<'BODY'
case "$*" in
    *updates*)
        echo "update/nature/batch-32/torch-graph/fp32 120 us"
        echo "update/nature/batch-32/torch-eager/fp32 300 us"
        echo "update/nature/batch-32/torch-graph/tf32 100 us"
        ;;
    *kernels*) echo "kernel/nature/conv1/forward/torch/fp32 15 us" ;;
esac
BODY
program tools/ptxas <<'BODY'
case "$*" in
    *--version*) echo "release 13.0" ;;
    *-arch\ sm_90*) echo "ptxas info    : Used 96 registers, 32768 bytes smem" ;;
    *) echo "error: no architecture" ;;
esac
BODY
program tools/nvdisasm <<'BODY'
echo "FFMA"
BODY
program tools/ncu <<'BODY'
words="$*" file=${words##*--log-file }
[ "$words" = "$file" ] || printf '"ID","Name"\n"0","Kernel"\n' >"${file%% *}"
BODY
program tools/compute-sanitizer <<'BODY'
echo "========= ERROR SUMMARY: 0 errors"
BODY

fail() {
    echo "failed: $1"
    cat "$folder/out/log.txt"
    exit 1
}
gpu() { PATH="$folder/tools:$PATH" OUT="$folder/out" "$@" "$folder/gpu.sh" cuda >"$folder/printed" 2>&1; }
holds() { grep -qF -- "$2" "$folder/out/$1" || fail "$1 does not hold: $2"; }

status=0
gpu env NO_DEVICE=1 || status=$?
[ "$status" -eq 3 ] || fail "it goes on without a device, with status $status"
holds log.txt "cuInit failed with error 100 (CUDA_ERROR_NO_DEVICE)"
holds log.txt "stopped: the device cuda does not open"
grep -q '^== updates' "$folder/out/log.txt" && fail "it measures without a device"

# One section hangs until its time is over, another ends with an error: no other is lost.
gpu env GPU_LIMIT=3 || fail "it ends with status $?"
holds log.txt "stopped after its 3 seconds"
holds log.txt "status 1"
holds log.txt "12 passed"
holds log.txt "played: pong --device cuda --target-score 18"
holds log.txt "ERROR SUMMARY: 0 errors"
holds log.txt "1 kernels in ncu.csv"
holds log.txt "Some.Kernel: ptxas info    : Used 96 registers"
holds log.txt "update/nature/batch-32/graph/fp32: ours 60 us, torch-graph 120 us: ratio 2.00"
holds log.txt "update/nature/batch-32/graph/fp32: ours 60 us, torch-eager 300 us: ratio 5.00"
holds log.txt "update/nature/batch-32/graph/tf32: ours 40 us, torch-graph 100 us: ratio 2.50"
holds log.txt "kernel/nature/conv1/forward/fp32: ours 10 us, torch 15 us: ratio 1.50"
holds figures.csv "update/nature/batch-32/torch-graph/tf32,100,us,40,2.500"
holds figures.csv "kernel/nature/conv1/forward/torch/fp32,15,us,10,1.500"
holds figures.csv "update/nature/batch-64/graph/fp32,80,us,,"
holds figures.csv "copy/pinned,25,GB/s,,"
[ "$(grep -c '^    ' "$folder/out/log.txt")" -eq 4 ] || fail "a ratio is told more than once"
cmp -s "$folder/printed" "$folder/out/log.txt" || fail "what is printed is not what is logged"

# Chosen sections alone; a misspelt one is told.
PATH="$folder/tools:$PATH" OUT="$folder/out" "$folder/gpu.sh" cuda copies,tests >/dev/null
holds log.txt "== copies"
grep -q '^== updates' "$folder/out/log.txt" && fail "a section that was not asked for ran"
status=0
OUT="$folder/out" "$folder/gpu.sh" cuda copy 2>"$folder/printed" || status=$?
[ "$status" -eq 2 ] && grep -q "no section 'copy'" "$folder/printed" || fail "a misspelt section is not told"
echo "gpu.sh: stops without a device, keeps what it has, tells ratios once"
