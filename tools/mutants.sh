#!/usr/bin/env bash
# Do the tests notice a fault? Puts one after the other into a copy of the last commit, builds, and runs the tests that should.
#
#   tools/mutants.sh check          only whether each mutant's text still stands in its file, once
#   tools/mutants.sh [run]          all mutants that are not known to be noticed; stop it at any time and call it again
#   tools/mutants.sh run WORD ...   those whose name contains one of the words, once more
#   tools/mutants.sh report         writes docs/results/mutants.md from the results
#
# The list is tools/mutants/mutants.txt. The copy and the results lie in artifacts/mutants; delete that folder to begin anew. A mutant is killed by a
# test that fails or does not end. An hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
exec python3 tools/mutants/mutants.py "${@:-run}"
