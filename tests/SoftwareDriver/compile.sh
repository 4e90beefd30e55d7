#!/usr/bin/env bash
# The CUDA driver in software, in a folder: libcuda.so.1, and beside it the machine that executes kernels.
#
#   tests/SoftwareDriver/compile.sh FOLDER [options of gcc]        then DQNGPU_LIBCUDA=FOLDER/libcuda.so.1
#
# Needs gcc, and the .NET SDK.
set -euo pipefail
from=$(dirname "$(realpath "$0")")
if [ -f "$from/SoftwareDriver.csproj" ]; then
    dotnet build "$from" -c Release -v q -nologo >&2
    exec "$from/bin/Release/net10.0/SoftwareDriver/compile.sh" "$@"
fi
folder=$1
shift
mkdir -p "$folder"
cp "$from"/../DqnGpu.{SoftwareDriver.dll,SoftwareDriver.runtimeconfig.json,PtxMachine.dll} "$folder"
gcc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC -o "$folder/libcuda.so.1" "$@" "$from"/*.c -ldl -lpthread
