#!/usr/bin/env bash
# The family of learners side by side at equal steps, three seeds each: one picture, and a table of scores and of time per update.
#
#   benchmarks/learners.sh pong 400k OUT      runs in OUT/pong-NAME-SEED, one after the other on one thread; stop it at any time and call it again
#
# All have the numbers of the preset fast but what their names say: 3-step returns, the small network, the same step sizes. Hours.
set -euo pipefail
game=$1 steps=$2 out=$(mkdir -p "$3" && cd "$3" && pwd)
cd "$(dirname "$0")/.."
dotnet build src/Agent -v q >&2
agent=src/Agent/bin/Release/net10.0/DqnGpu.Agent.dll

names=(dqn double-dueling-prioritized rainbow qr-dqn munchausen)
flags_of() {
    case $1 in
        dqn) echo --prioritized false ;;
        double-dueling-prioritized) echo --double true --dueling true ;;
        rainbow) echo --learner c51 --double true --dueling true --noisy true --epsilon-start 0 --epsilon-end 0 ;;
        *) echo --learner "$1" --prioritized false ;;
    esac
}

for seed in 1 2 3; do
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

dotnet $agent plot "$out/$game"-*-[123] --output "$out/$game.png"
echo "| learner | mean score at the end, seed by seed | their mean | updates | learning, ms for each update |"
echo "|---|---|---|---|---|"
for name in "${names[@]}"; do
    for seed in 1 2 3; do
        run=$out/$game-$name-$seed
        # Of the time since the last start: its share for learning, and the updates made in it.
        share=$(grep -o 'learn [0-9]* %' "$run.log" | tail -1 | grep -o '[0-9]*')
        awk -F, -v share="$share" 'NR == 2 { first = $1; updates = $4 } END { print $6, $4, ($1 - first) * share * 10 / ($4 - updates) }' "$run/progress.csv"
    done | awk -v name=$name '{ scores = scores sep $1; sep = ", "; score += $1; updates += $2; time += $3 }
        END { printf "| %s | %s | %.1f | %d | %.2f |\n", name, scores, score / NR, updates / NR, time / NR }'
done
