#!/usr/bin/env bash
# Usage: build.sh. Needs the AssemblyScript compiler (tried: 0.28.20); $ASC names one.
set -euo pipefail
cd "$(dirname "$0")"
"${ASC:-asc}" tool.ts --outFile tool.wasm --runtime stub --optimizeLevel 3 --shrinkLevel 1 --noAssert --use abort=
