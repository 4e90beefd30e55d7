#!/usr/bin/env bash
# What a GPU will execute, without a GPU: the machine code of one update and of one choice of actions, a row for each launch.
#
#   tools/sass.sh                                                        nature 32 update, article 32 update, nature 8 act
#   tools/sass.sh nature|article batch update|act [precision] [folder]   one, in fp32, tf32 or tf32x3 [fp32]; PTX, log and machine code stay in
#                                                                        folder [artifacts/sass/...]
#
# The driver in software writes down what it is given (tests/SoftwareDriver/dump.h). NVIDIA's ptxas and nvdisasm,
# from the folder DQNGPU_NVBIN or the PATH, make machine code of it; without them the table has only kernels, grids and nodes. Needs gcc and
# Python 3.
# SASS_OPTIONS: for the table, such as "--sm 86 --multiprocessors 28" [--sm 90 --multiprocessors 132 --clock 1.8].
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
passes=("nature 32 update" "article 32 update" "nature 8 act")
folder=
if [ $# -gt 0 ]; then
    pass="${*:1:3}"
    if [[ ${4:-} =~ ^(fp32|tf32|tf32x3)$ ]]; then
        pass+=" $4"
        set -- "${@:1:3}" "${@:5}"
    fi
    if [ $# -lt 3 ] || [ $# -gt 4 ]; then
        sed -n '2,6p' "$0" >&2
        exit 2
    fi
    passes=("$pass")
    folder=${4:+$(cd "$caller" && realpath -m "$4")}
fi

mkdir -p artifacts/sass
driver=$PWD/artifacts/sass/driver/libcuda.so.1
tests/SoftwareDriver/compile.sh artifacts/sass/driver
dotnet build benchmarks -v q -nologo >&2
folders=()
for pass in "${passes[@]}"; do
    to=${folder:-$PWD/artifacts/sass/${pass// /-}}
    rm -rf "$to"/module-* "$to/log.txt"
    mkdir -p "$to"
    STAND_IN_DUMP=$to DQNGPU_LIBCUDA=$driver dotnet benchmarks/bin/Release/net10.0/Benchmarks.dll once $pass >"$to/pass.txt"
    folders+=("$to")
done
exec python3 tools/sass/table.py ${SASS_OPTIONS:-} "${folders[@]}"
