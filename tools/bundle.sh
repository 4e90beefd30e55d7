#!/usr/bin/env bash
# Packs what a machine with a GPU needs to prove the GPU device, and nothing that it must install:
# the agent, the benchmarks and the kernels' tests as one self-contained linux-x64 folder, and gpu.sh.
#
#   tools/bundle.sh [folder]        makes folder/dqngpu-linux-x64.tar.xz [artifacts]
#
# There: tar xf dqngpu-linux-x64.tar.xz && dqngpu/gpu.sh
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-artifacts}
stage=$out/dqngpu
rm -rf "$stage"
mkdir -p "$stage"

for project in src/Agent benchmarks tests/Kernels.Tests; do
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -v q -nologo -o "$stage/bin" -p:DebugType=none
done
# What only BenchmarkDotNet, symbols and the test platform use; `Benchmarks gpu` and `selftest` need none of it.
rm -rf "$stage"/bin/{Microsoft.CodeAnalysis*,Microsoft.Diagnostics*,Dia2Lib*,TraceReloggerLib*,OSExtensions*,BenchmarkDotNet.Disassembler*} \
    "$stage"/bin/{amd64,arm64,x86} "$stage"/bin/{Microsoft.TestPlatform*,Microsoft.VisualStudio*,testhost*,NUnit3.TestAdapter*,nunit.engine*} \
    "$stage"/bin/*.xml
cp benchmarks/gpu.sh "$stage/"
mkdir -p "$stage/peers"
cp benchmarks/peers/{torch_gpu,networks}.py "$stage/peers/"

tar -C "$out" -cJf "$out/dqngpu-linux-x64.tar.xz" dqngpu
echo "$out/dqngpu-linux-x64.tar.xz: $(du -h "$out/dqngpu-linux-x64.tar.xz" | cut -f1), unpacked $(du -sh "$stage" | cut -f1)"
