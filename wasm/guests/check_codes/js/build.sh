#!/usr/bin/env bash
# Usage: build.sh. There is nothing to build: this says whether tool.js can be read.
set -euo pipefail
cd "$(dirname "$0")"
node --check tool.js
