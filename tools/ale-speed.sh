#!/usr/bin/env bash
# How fast the Arcade Learning Environment plays cartridges named as ALE names the games, as CSV for `benchmarks -- console --ale FILE`:
#
#   tools/ale-speed.sh ALE roms/*.bin >ale.csv
#
# ALE is a folder with its source, version 0.12.1; it is built under artifacts/ale-speed with -O3 and LTO, and needs cmake and zlib's headers.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/artifacts/ale-speed
source=$(cd "$1" && pwd)
shift
if [ ! -f "$build/src/ale/libale.a" ]; then
    mkdir -p "$build"
    (cmake -S "$source" -B "$build" -DBUILD_PYTHON_LIB=OFF -DCMAKE_BUILD_TYPE=Release && cmake --build "$build" -j "$(nproc)") >&2
fi
if [ ! -x "$build/ale-speed" ] || [ "$root/tools/ale-speed.cpp" -nt "$build/ale-speed" ]; then
    g++ -std=c++17 -O3 -flto=auto -w -I"$source/src" -I"$build/src/ale" "$root/tools/ale-speed.cpp" -o "$build/ale-speed" \
        "$build/src/ale/libale.a" -lz -lpthread
fi
exec "$build/ale-speed" "$@"
