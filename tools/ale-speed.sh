#!/usr/bin/env bash
# How fast the Arcade Learning Environment plays cartridges named as ALE names the games, as CSV for `benchmarks -- console --ale FILE`:
#
#   tools/ale-speed.sh ALE roms/*.bin >ale.csv
#
# ALE is a folder with its source: see ale-program.sh.
set -euo pipefail
. "$(dirname "$0")/ale-program.sh"
ale_program "$1" ale-speed
exec "$ale_program" "${@:2}"
