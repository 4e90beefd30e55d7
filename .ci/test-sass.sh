#!/usr/bin/env bash
# Tests of what tools/sass.sh makes of its arguments, with programs in the places of the compilers and of Python.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/tools" "$folder/tests/SoftwareDriver" "$folder/bin" "$folder/elsewhere"
cp tools/sass.sh "$folder/tools/"

program() {
    { echo '#!/usr/bin/env bash'; cat; } >"$folder/bin/$1"
    chmod +x "$folder/bin/$1"
}
program compile </dev/null
mv "$folder/bin/compile" "$folder/tests/SoftwareDriver/compile.sh"
program dotnet <<BODY
words="\$*"
case "\$words" in *once*) echo "once \${words#*once }, to \${STAND_IN_DUMP#$folder/}" >>"$folder/calls" ;; esac
BODY
program python3 <<BODY
words="\$*"
echo "table \${words#*table.py }" | sed 's,$folder/,,g' >>"$folder/calls"
BODY

fail() {
    echo "failed: $1"
    cat "$folder/calls"
    exit 1
}
# sass arguments: from another folder than the script's.
sass() { : >"$folder/calls" && (cd "$folder/elsewhere" && PATH="$folder/bin:$PATH" "$folder/tools/sass.sh" "$@" 2>"$folder/errors"); }
calls() { diff - "$folder/calls" >/dev/null || fail "$1"; }

sass
calls "the usual passes" <<'CALLS'
once nature 32 update, to artifacts/sass/nature-32-update
once article 32 update, to artifacts/sass/article-32-update
once nature 8 act, to artifacts/sass/nature-8-act
table artifacts/sass/nature-32-update artifacts/sass/article-32-update artifacts/sass/nature-8-act
CALLS
sass nature 32 update
calls "one pass" <<'CALLS'
once nature 32 update, to artifacts/sass/nature-32-update
table artifacts/sass/nature-32-update
CALLS
sass nature 256 update here
calls "a folder of the caller's" <<'CALLS'
once nature 256 update, to elsewhere/here
table elsewhere/here
CALLS
for precision in fp32 tf32 tf32x3; do
    sass article 8 act $precision
    calls "a precision" <<CALLS
once article 8 act $precision, to artifacts/sass/article-8-act-$precision
table artifacts/sass/article-8-act-$precision
CALLS
done
sass nature 32 update tf32 "$folder/there"
calls "a precision and a folder" <<'CALLS'
once nature 32 update tf32, to there
table there
CALLS
for wrong in "nature" "nature 32" "nature 32 update here there" "nature 32 update tf32 here there"; do
    status=0
    sass $wrong || status=$?
    [ "$status" -eq 2 ] && [ ! -s "$folder/calls" ] && grep -q 'tools/sass.sh nature' "$folder/errors" || fail "'$wrong' is not refused"
done
echo "sass.sh: passes, precisions, folders"
