#!/usr/bin/env bash
# Provides the browser in which a test looks at pages and prints the environment for it, as lines for eval:
#
#   eval "$(scripts/browser.sh)"
#
# That is Chromium, or another browser made of it. One that is there is used; else root installs Debian's package
# with apt-get, and for others it says what to install. Messages go to stderr. Exits with 1 where there is no
# browser in the end and CI=true.
#
#   IMBREX_TEST_CHROMIUM   the browser; set before, it says which one to take
#   IMBREX_TEST_BROWSER    "required": a test that finds no browser must fail, not be skipped
set -u

project="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
log="$project/target/browser.log"
mkdir -p "$project/target" || exit 1
: > "$log"

say() { echo "browser: $*" >&2; }

# The first that tells its version: on Ubuntu chromium-browser may be a script that only names another package.
find_browser() {
  local name path version
  for name in "${IMBREX_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && path="$(type -P "$name")" || continue
    version="$("$path" --version 2>> "$log" < /dev/null | grep -E -o -m 1 '(Chromium|Google Chrome) [0-9.]+')" || continue
    browser="$path"
    return
  done
  return 1
}

# As root: into the system, without what is only recommended. Old lists name versions that are gone.
install() {
  type -P apt-get > /dev/null && [ "$(id -u)" -eq 0 ] || return 1
  say "installing chromium ..."
  apt -y --no-install-recommends install chromium || { apt update && apt -y --no-install-recommends install chromium; }
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" >> "$log" 2>&1 < /dev/null
}

if find_browser || { install && find_browser; }; then
  printf 'export IMBREX_TEST_CHROMIUM=%q\n' "$browser"
  echo "export IMBREX_TEST_BROWSER=required"
  say "$("$browser" --version 2>> "$log" < /dev/null | grep -E -o -m 1 '(Chromium|Google Chrome) [0-9.]+')"
  exit
fi
say "no Chromium was found; install it (Debian: apt install chromium) or set IMBREX_TEST_CHROMIUM;" \
  "the test that looks at a report in it is left out."
[ "${CI:-}" != true ]
