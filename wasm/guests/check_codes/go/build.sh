#!/usr/bin/env bash
# Usage: build.sh. Needs Go 1.21 or newer (tried: 1.26.8); $GO names one.
set -euo pipefail
cd "$(dirname "$0")"
GOOS=wasip1 GOARCH=wasm "${GO:-go}" build -trimpath -ldflags='-s -w' -o tool.wasm tool.go
