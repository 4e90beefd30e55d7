#!/usr/bin/env bash
# Plays cartridges under the Arcade Learning Environment, to hold the console against it:
#
#   tools/ale-trace.sh ALE CARTRIDGE [key=value ...]    prints a trace of a cartridge; the words are explained in ale-trace.cpp
#   tools/ale-trace.sh ALE                              assembles the one-feature cartridges again and makes their traces anew
#
# ALE is a folder with its source, version 0.12.1; it is built under artifacts/ale and needs cmake and zlib's headers.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/artifacts/ale
source=$(cd "$1" && pwd)
shift
if [ ! -f "$build/src/ale/libale.a" ]; then
    mkdir -p "$build"
    (cmake -S "$source" -B "$build" -DBUILD_PYTHON_LIB=OFF -DCMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build "$build" -j "$(nproc)") >&2
fi
if [ ! -x "$build/ale-trace" ] || [ "$root/tools/ale-trace.cpp" -nt "$build/ale-trace" ]; then
    # Settings that ALE has no name for, and the lines of the last frame, are private members of its classes.
    g++ -std=c++17 -O2 -w -fno-access-control -I"$source/src" -I"$build/src/ale" "$root/tools/ale-trace.cpp" -o "$build/ale-trace" \
        "$build/src/ale/libale.a" -lz -lpthread
fi
if [ $# -gt 0 ]; then
    exec "$build/ale-trace" "$@"
fi
cd "$root/tests/Ale.Tests/Console/OneFeature"
for assembly in *.asm; do
    name=${assembly%.asm}
    dasm "$assembly" -f3 -o"$name.bin" >/dev/null
    # A trace says with which words it was made.
    read -r -a words <<<"$([ ! -f "$name.csv" ] || sed -n '2s/^# //p' "$name.csv")"
    "$build/ale-trace" "$name.bin" "${words[@]}" >"$name.new"
    mv "$name.new" "$name.csv"
done
