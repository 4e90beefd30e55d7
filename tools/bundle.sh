#!/usr/bin/env bash
# Packs what a machine with a GPU needs to prove the GPU device, and nothing that it must install:
# the agent, the benchmarks, the lessons (which want to lie inside the repository) and the kernels' tests as one self-contained linux-x64
# folder, and gpu.sh.
#
#   tools/bundle.sh [folder]        makes folder/dqngpu-linux-x64.tar.xz [artifacts]
#
# There: tar xf dqngpu-linux-x64.tar.xz && OUT=results dqngpu/gpu.sh cuda
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-artifacts}
stage=$out/dqngpu
rm -rf "$stage"
mkdir -p "$stage"

for project in src/Agent benchmarks lessons tests/Kernels.Tests; do
    # UseAppHost: the test platform's package switches the executable of a test project off.
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -v q -nologo -o "$stage/bin" -p:DebugType=none -p:UseAppHost=true
done
# What only BenchmarkDotNet, debuggers and the test platform use, trained weights, and the driver for machines without a GPU: `Benchmarks gpu`,
# `selftest` and a training need none of it.
(
    cd "$stage/bin"
    rm -rf Trained SoftwareDriver Microsoft.CodeAnalysis* Microsoft.CodeCoverage* Microsoft.Diagnostics* Microsoft.VisualStudio* Microsoft.TestPlatform* Microsoft.Testing* \
        BenchmarkDotNet.Disassembler* Gee.External.Capstone* libcapstone* Iced.dll Dia2Lib* TraceReloggerLib* OSExtensions* \
        testhost* NUnit3.TestAdapter* nunit.engine* libmscordaccore.so libmscordbi.so createdump amd64 arm64 x86 ./*.xml
)
cp benchmarks/gpu.sh "$stage/"
git describe --always --dirty >"$stage/version"
mkdir -p "$stage/peers"
cp benchmarks/peers/{torch_gpu,networks}.py "$stage/peers/"

tar -C "$out" -cJf "$out/dqngpu-linux-x64.tar.xz" dqngpu
echo "$out/dqngpu-linux-x64.tar.xz: $(du -h "$out/dqngpu-linux-x64.tar.xz" | cut -f1), unpacked $(du -sh "$stage" | cut -f1)"
