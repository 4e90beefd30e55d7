#!/usr/bin/env bash
# The family of learners side by side at equal steps, three seeds each: one picture, and a table of the scores of their last weights.
#
#   benchmarks/learners.sh pong 400k OUT        runs in OUT/pong-NAME-SEED, one after the other on one thread; stop it at any time and call it again
#   benchmarks/learners.sh pong 400k OUT 3      those of one seed, so that several calls may share the cores; the last call does without it
#
# All have the numbers of the preset fast but what their names say: 3-step returns, the small network, the same step sizes. Hours.
set -euo pipefail
game=$1 steps=$2 out=$(mkdir -p "$3" && cd "$3" && pwd) seeds=${4:-1 2 3}
cd "$(dirname "$0")/.."
dotnet build src/Agent -v q >&2
agent=src/Agent/bin/Release/net10.0/dqngpu.dll

names=(dqn double-dueling-prioritized rainbow qr-dqn munchausen)
flags_of() {
    case $1 in
        dqn) echo --prioritized false ;;
        double-dueling-prioritized) echo --double true --dueling true ;;
        rainbow) echo --learner c51 --double true --dueling true --noisy true --epsilon-start 0 --epsilon-end 0 ;;
        *) echo --learner "$1" --prioritized false ;;
    esac
}

for seed in $seeds; do
    for name in "${names[@]}"; do
        run=$out/$game-$name-$seed
        [ ! -e "$run.done" ] || continue
        if [ -e "$run/last.checkpoint" ]; then
            dotnet $agent resume "$run" --threads 1 >>"$run.log" 2>&1
        else
            # What was stopped before its first checkpoint begins anew.
            rm -rf "$run"
            # shellcheck disable=SC2046
            dotnet $agent "$game" --seed "$seed" --threads 1 --steps "$steps" --snapshot-every 0 --save-replay true --out "$run" $(flags_of "$name") >"$run.log" 2>&1
        fi
        touch "$run.done"
    done
done
[ $# -lt 4 ] || exit 0

dotnet $agent plot "$out/$game"-*-[123] --output "$out/$game.png"
echo "| learner | mean score of 30 games, seed by seed | their mean | updates |"
echo "|---|---|---|---|"
for name in "${names[@]}"; do
    for seed in 1 2 3; do
        run=$out/$game-$name-$seed
        # Greedy but for one action in a hundred, whatever the learner explored by; noisy layers without their noise.
        [ -e "$run.json" ] ||
            dotnet $agent evaluate "$game" --weights "$run/last.safetensors" --epsilon 0.01 --games 30 --threads 1 --json "$run.json" >"$run.evaluation.log" 2>&1
        echo "$(grep -o '"mean": [-0-9.]*' "$run.json" | grep -o '[-0-9.]*$') $(tail -1 "$run/progress.csv" | cut -d, -f4)"
    done | awk -v name=$name '{ scores = scores sep $1; sep = ", "; score += $1; updates += $2 }
        END { printf "| %s | %s | %.1f | %d |\n", name, scores, score / NR, updates / NR }'
done
