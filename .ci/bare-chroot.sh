#!/usr/bin/env bash
# Publishes the program for every kind of machine, and starts the one for linux-x64 where there is nothing else: a root folder that holds it, /proc, /dev, and
# what .NET itself needs of a Linux: the C and C++ libraries and OpenSSL.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/publish.sh
if ! unshare --map-root-user --mount --pid --fork true; then
    echo "Nothing may be mounted here, so the program is published and not started."
    exit
fi
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
mkdir -p "$bare"/{dqngpu,tmp,proc,dev}
cp -r artifacts/publish/linux-x64/. "$bare/dqngpu"
openssl=$(ldconfig -p | grep -oE '/[^ ]*/lib(ssl|crypto)\.so\.3$')
for library in $openssl $(ldd "$bare/dqngpu/dqngpu" "$bare"/dqngpu/*.so $openssl | grep -oE '/[^ ]*\.so[^ ]*' | grep -v "^$bare" | tr -d ':' | sort -u); do
    cp --parents -L "$library" "$bare"
done
program() {
    unshare --map-root-user --mount --pid --fork sh -c 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" /dqngpu/dqngpu "$@"' \
        "$bare" "$@" | tee -a "$bare/said"
}
program pong --device simd --prefill 500 --replay-capacity 5000 --steps 1000 --out /run
program evaluate pong --device simd --games 1
grep -q 'step 1,000/1,000' "$bare/said" && grep -q '1 games at epsilon' "$bare/said" && [ -s "$bare/run/progress.csv" ]
