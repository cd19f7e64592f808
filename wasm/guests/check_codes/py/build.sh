#!/usr/bin/env bash
# Usage: build.sh. There is nothing to build: this says whether tool.py can be read. Needs any Python 3; $PYTHON names one.
set -euo pipefail
cd "$(dirname "$0")"
"${PYTHON:-python3}" -c 'compile(open("tool.py").read(), "tool.py", "exec")'
