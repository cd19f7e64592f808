#!/usr/bin/env bash
# Usage: build.sh. Needs clang and lld that know WebAssembly, and no library (tried: 16.0.6); $CLANG names one.
set -euo pipefail
cd "$(dirname "$0")"
object=$(mktemp)
trap 'rm -f "$object"' EXIT
# In two steps: in one, clang runs whatever wasm-opt is at hand over what it made.
"${CLANG:-clang}" --target=wasm32 -std=c17 -O2 -mbulk-memory -Wall -Wextra -Werror -ffreestanding -c -o "$object" tool.c
"${CLANG:-clang}" --target=wasm32 -nostdlib -Wl,--no-entry -Wl,--strip-all -o tool.wasm "$object"
