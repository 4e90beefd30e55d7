#!/usr/bin/env bash
# Plays cartridges in the Arcade Learning Environment's own vector environment, to hold the preset "ale" against it:
#
#   tools/ale-vector.sh ALE CARTRIDGE [key=value ...]   prints what it shows of a cartridge; the words are explained in ale-vector.cpp
#   tools/ale-vector.sh ALE                             makes tests/Ale.Tests/Preprocessing/Golden/ale-vector.tsv anew, of the cartridges that come along
#
# ALE is a folder with its source: see ale-program.sh. Needs OpenCV's headers, core and imgproc (Debian: libopencv-imgproc-dev).
set -euo pipefail
. "$(dirname "$0")/ale-program.sh"
# The settings of a cartridge that ALE does not know are given to a private member.
ale_program "$1" ale-vector -fno-access-control -I/usr/include/opencv4 -Wl,--no-as-needed -lopencv_imgproc -lopencv_core
shift
if [ $# -gt 0 ]; then
    exec "$ale_program" "$@"
fi
cd "$(dirname "$0")/../tests/Ale.Tests/Preprocessing/Golden"
table=ale-vector.tsv
while read -r -a words; do
    "$ale_program" "../../../../src/Ale/Cartridges/${words[0]}.bin" "${words[@]:1}" | sed "s/^/${words[*]}\t/"
done <<END >"$table.new"
pong seed=0 lc=PADDLES rc=PADDLES cp=YES
pong seed=1 lc=PADDLES rc=PADDLES cp=YES rap=0.25
pong seed=2 lc=PADDLES rc=PADDLES cp=YES max=60 noops=5 skip=3
pong seed=3 lc=PADDLES rc=PADDLES cp=YES max=50 rgb=1 width=64 height=96 stack=2
pong seed=4 lc=PADDLES rc=PADDLES cp=YES full=1 continuous=1
breakout seed=6 lc=PADDLES full=1 continuous=1 rap=0.25 steps=300
pong seed=5 lc=PADDLES rc=PADDLES cp=YES rgb=1 width=200 height=220 stack=1
breakout seed=0 lc=PADDLES steps=900 every=30
breakout seed=77 lc=PADDLES skip=4 max=103
breakout seed=2147483647 lc=PADDLES steps=300 skip=2 width=160 height=210
END
mv "$table.new" "$table"
