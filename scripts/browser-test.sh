#!/usr/bin/env bash
# Tests browser.sh against made-up browsers and a made-up apt-get, in a folder with a space in its name.
# One line per test; ends with "browser: N passed, N failed".
# shellcheck disable=SC2016 # the tools' own variables stand in single quotes
set -u

source_home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
project="$work/a project"
. "$source_home/scripts/checks.sh"

tool() { # name, its script on stdin
  { echo '#!/usr/bin/env bash'; cat; } > "$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# A path with nothing but the made-up tools.
fresh() {
  rm -rf "$work/bin" "$project"
  mkdir -p "$work/bin" "$project/scripts"
  cp "$source_home/scripts/browser.sh" "$project/scripts/"
  local name
  for name in bash cat chmod dirname env grep mkdir rm; do
    ln -s "$(type -P "$name")" "$work/bin/$name"
  done
  tool id <<< 'echo "$FAKE_UID"'
  : > "$work/calls"
}

# An apt-get that has chromium, once its lists are fetched if $FAKE_OLD is set.
with_apt() {
  tool apt-get <<'SH'
for a in "$@"; do case "$a" in update | install | chromium) echo "$a" >> "$CALLS" ;; esac; done
case " $* " in
  *" update "*) exit ;;
esac
[ -z "${FAKE_OLD:-}" ] || grep -q update "$CALLS" || exit 100
printf '#!/usr/bin/env bash\necho "Chromium 156.0.1 built on Debian"\n' > "${0%/*}/chromium"
chmod +x "${0%/*}/chromium"
SH
}

run() { # uid NAME=value...
  local uid="$1"
  shift
  { env -i PATH="$work/bin" CALLS="$work/calls" FAKE_UID="$uid" "$@" "$project/scripts/browser.sh" > "$work/env"; } 2>&1
}

calls() { tr '\n' ' ' < "$work/calls"; }

value() { env -i bash -c '. "$1"; printf %s "${!2-unset}"' - "$work/env" "$1"; }

fresh
with_apt
check "root installs it and says so" \
  "browser: installing chromium ...|browser: Chromium 156.0.1|" "$(run 0 CI=true | tr '\n' '|')"
check "lists are fetched only where they are old" "install chromium " "$(calls)"
check "the test gets the browser and must find it" \
  "$work/bin/chromium required" "$(value IMBREX_TEST_CHROMIUM) $(value IMBREX_TEST_BROWSER)"
: > "$work/calls"
check "what is there is used" "browser: Chromium 156.0.1 " "$(run 0 CI=true) $(calls)"

fresh
with_apt
check "old lists are fetched first" "install chromium update install chromium " "$(run 0 FAKE_OLD=1 > /dev/null; calls)"

fresh
with_apt
check "others are told what to install, and that a test is left out" \
  "browser: no Chromium was found; install it (Debian: apt install chromium) or set IMBREX_TEST_CHROMIUM; the test that looks at a report in it is left out." \
  "$(run 1000)"
check "nothing is set then" "unset unset" "$(value IMBREX_TEST_CHROMIUM) $(value IMBREX_TEST_BROWSER)"
check "CI ends there, and nobody else" "1 0" "$(run 1000 CI=true > /dev/null; echo $?) $(run 1000 > /dev/null; echo $?)"

fresh
tool chromium-browser <<< 'echo "chromium-browser is a name for the snap chromium" >&2; exit 1'
tool google-chrome <<< 'echo "Google Chrome 156.0.2"'
check "a browser that tells no version is passed over" "browser: Google Chrome 156.0.2" "$(run 1000)"
tool "my browser" <<< 'echo "Chromium 1.2"'
check "the one that is named goes before" "browser: Chromium 1.2 $work/bin/my browser" \
  "$(run 1000 IMBREX_TEST_CHROMIUM="$work/bin/my browser") $(value IMBREX_TEST_CHROMIUM)"

finish browser
