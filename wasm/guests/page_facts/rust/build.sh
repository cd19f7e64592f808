#!/usr/bin/env bash
# Usage: build.sh. Needs rustc with the target wasm32-unknown-unknown (tried: 1.63.0 of Debian); $RUSTC names one, and $WASM_LD a linker
# where rustc brings none.
set -euo pipefail
cd "$(dirname "$0")"
"${RUSTC:-rustc}" --target wasm32-unknown-unknown --crate-type cdylib --edition 2021 -D warnings \
  -C opt-level=s -C lto=fat -C panic=abort -C codegen-units=1 -C strip=symbols ${WASM_LD:+-C linker="$WASM_LD"} \
  --remap-path-prefix "$PWD=." -o tool.wasm tool.rs
