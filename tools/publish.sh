#!/usr/bin/env bash
# Publishes the program with the runtime that it needs, for machines without .NET:
#
#   tools/publish.sh [KIND ...]      makes artifacts/publish/KIND for each kind of machine [linux-x64 linux-arm64 osx-arm64 win-x64]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- linux-x64 linux-arm64 osx-arm64 win-x64
for kind; do
    dotnet publish src/Agent -c Release -r "$kind" --self-contained -v q -nologo -o "artifacts/publish/$kind"
    echo "artifacts/publish/$kind: $(du -sh "artifacts/publish/$kind" | cut -f1)"
done
