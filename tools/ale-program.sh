# Sourced by the tools that run a program on the Arcade Learning Environment:
#
#   ale_program ALE NAME [option of g++ ...]    builds ALE's library once and tools/NAME.cpp on it, where they are not built yet; $ale_program is its path
#
# ALE is a folder with its source, version 0.12.1; it is built under artifacts/ale with -O3 and LTO, and needs cmake and zlib's headers.
ale_program() {
    local root build source name=$2
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    build=$root/artifacts/ale
    source=$(cd "$1" && pwd)
    ale_program=$build/$name
    if [ ! -f "$build/src/ale/libale.a" ]; then
        mkdir -p "$build"
        (cmake -S "$source" -B "$build" -DBUILD_PYTHON_LIB=OFF -DCMAKE_BUILD_TYPE=Release && cmake --build "$build" -j "$(nproc)") >&2
    fi
    if [ ! -x "$ale_program" ] || [ "$root/tools/$name.cpp" -nt "$ale_program" ]; then
        g++ -std=c++17 -O3 -flto=auto -w "${@:3}" -I"$source/src" -I"$build/src/ale" "$root/tools/$name.cpp" -o "$ale_program" \
            "$build/src/ale/libale.a" -lz -lpthread
    fi
}
