#!/usr/bin/env bash
# Usage: build.sh. Needs the AssemblyScript compiler (tried: 0.28.20); $ASC names one.
# No shrinkLevel: from 1 on, joining texts copies all that came before again for each.
set -euo pipefail
cd "$(dirname "$0")"
"${ASC:-asc}" tool.ts --outFile tool.wasm --runtime stub --optimizeLevel 3 --noAssert --use abort=
