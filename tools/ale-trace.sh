#!/usr/bin/env bash
# Plays cartridges under the Arcade Learning Environment, to hold the console against it:
#
#   tools/ale-trace.sh ALE CARTRIDGE [key=value ...]    prints a trace of a cartridge; the words are explained in ale-trace.cpp
#   tools/ale-trace.sh ALE                              assembles the one-feature cartridges again and makes their traces anew
#
# ALE is a folder with its source: see ale-program.sh.
set -euo pipefail
. "$(dirname "$0")/ale-program.sh"
# Settings that ALE has no name for, and the lines of the last frame, are private members of its classes.
ale_program "$1" ale-trace -fno-access-control
shift
if [ $# -gt 0 ]; then
    exec "$ale_program" "$@"
fi
cd "$(dirname "$0")/../tests/Ale.Tests/Console/OneFeature"
for assembly in *.asm; do
    name=${assembly%.asm}
    dasm "$assembly" -f3 -o"$name.bin" >/dev/null
    # A trace says with which words it was made.
    read -r -a words <<<"$([ ! -f "$name.csv" ] || sed -n '2s/^# //p' "$name.csv")"
    "$ale_program" "$name.bin" "${words[@]}" >"$name.new"
    mv "$name.new" "$name.csv"
done
