#!/usr/bin/env bash
# Sets this machine up (see setup.sh), then runs a command with the Node and the browsers that it found.
# Usage: scripts/with-setup.sh [--firefox] [--model] [--display] COMMAND...
set -euo pipefail
flags=()
while [[ ${1:-} == --* ]]; do
  flags+=("$1")
  shift
done
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command=("$@")
set -- ${flags[@]+"${flags[@]}"}
# shellcheck source=scripts/setup.sh
source "$here/setup.sh"
exec "${command[@]}"
