#!/usr/bin/env bash
# Tests the launcher against made-up JDKs and a made-up Maven, in a folder with a space in its name.
# One line per test; ends with "launcher: N passed, N failed".
set -u

source_home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
home="$work/a project"
. "$source_home/scripts/checks.sh"

# A JDK whose java prints its version and arguments; $FAKE_JAVA is more for it to do.
make_jdk() { # folder version modules
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\nJAVA_RUNTIME_VERSION="%s"\nMODULES="%s"\n' "$2" "$2" "$3" > "$1/release"
  cat > "$1/bin/java" <<'JAVA'
#!/usr/bin/env bash
home="$(dirname "$(dirname "$0")")"
shown=()
for a in "$@"; do
  case "$a" in */imbrex.jar) shown+=("JAR") ;; *) shown+=("$a") ;; esac
done
for a in "$@"; do
  case "$a" in -XX:ArchiveClassesAtExit=*)
    echo made >> "$ARCHIVES"
    [ -z "${FAKE_ARCHIVE:-}" ] || echo "$FAKE_ARCHIVE" > "${a#*=}"
    exit ;;
  esac
done
echo "$(sed -n 's/JAVA_VERSION="\(.*\)"/\1/p' "$home/release") in $PWD: ${shown[*]}"
eval "${FAKE_JAVA:-}"
JAVA
  cp "$1/bin/java" "$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

# A Maven that counts its runs and makes the jar, or fails where $FAKE_MVN_FAILS is set.
make_maven() {
  mkdir -p "$work/bin"
  cat > "$work/bin/mvn" <<'MVN'
#!/usr/bin/env bash
echo run >> "$MVN_RUNS"
[ -z "${FAKE_MVN_FAILS:-}" ] || { echo "ERROR: it does not compile"; exit 1; }
for _ in $(seq 100); do # until the others wait for this build
  [ "$(cat "${FAKE_MVN_WATCHES:-.}"/err.* 2>/dev/null | grep -c "waiting for the build")" -ge "${FAKE_MVN_AWAITS:-0}" ] && break
  sleep 0.1
done
mkdir -p models/target/launcher/imbrex-cli/lib
echo jar > models/target/launcher/imbrex-cli/imbrex-models-0.jar
MVN
  chmod +x "$work/bin/mvn"
}

make_project() {
  mkdir -p "$home/scripts"
  cp "$source_home/imbrex" "$home/"
  cp "$source_home/scripts/jdk.sh" "$home/scripts/"
  touch "$home/pom.xml"
  local module
  for module in api kernels conformance backend-cpu backend-opencl models; do
    mkdir -p "$home/$module/src/main/java"
    touch "$home/$module/pom.xml"
  done
}

builds() { wc -l < "$MVN_RUNS" | tr -d ' '; }

# Runs the launcher where nothing but the made-up tools is on the path.
launch() {
  env -u JAVA_HOME -u IMBREX_JAVA -u IMBREX_JAVA_OPTS HOME="$work" PATH="$work/bin:/usr/bin:/bin" "$@"
}

# Makes everything old, so that whatever is touched from then on is newer than the last build.
age() { find "$home" -exec touch -h -t 202001010000 {} +; }

export MVN_RUNS="$work/runs"
export ARCHIVES="$work/archives"
: > "$MVN_RUNS"
: > "$ARCHIVES"
make_maven
make_project
make_jdk "$work/jdk 17" 17.0.9 "java.base jdk.incubator.vector"
make_jdk "$work/jdk 21" 21.0.1 "java.base"
make_jdk "$work/jdk 11" 11.0.2 "java.base"
with17=(IMBREX_JAVA="$work/jdk 17")
native="--enable-native-access=ALL-UNNAMED"
vector="--add-modules jdk.incubator.vector"

# --- Building ---

cd "$work" || exit 1
check "it builds on first use and says so in one line" \
  "imbrex: building (first use or changed sources) ..." \
  "$(launch "${with17[@]}" "$home/imbrex" 2>&1 > /dev/null)"
check "it does not build again" 1 "$(launch "${with17[@]}" "$home/imbrex" > /dev/null 2>&1; builds)"
age
touch "$home/api/src/main/java/New.java"
check "it builds where a source is newer" 2 \
  "$(launch "${with17[@]}" "$home/imbrex" > /dev/null 2>&1; builds)"
age
rm "$home/api/src/main/java/New.java"
check "it builds where a source has gone" 3 \
  "$(launch "${with17[@]}" "$home/imbrex" > /dev/null 2>&1; builds)"
age
touch "$home/models/pom.xml"
check "a failing build is shown and ends in 1" \
  "ERROR: it does not compile 1" \
  "$(launch "${with17[@]}" FAKE_MVN_FAILS=1 "$home/imbrex" 2>&1 | grep ERROR) $(
    launch "${with17[@]}" FAKE_MVN_FAILS=1 "$home/imbrex" > /dev/null 2>&1; echo $?)"
: > "$MVN_RUNS"
for i in 1 2 3; do
  launch "${with17[@]}" FAKE_MVN_WATCHES="$work" FAKE_MVN_AWAITS=2 "$home/imbrex" "$i" \
    > "$work/out.$i" 2> "$work/err.$i" &
done
wait
check "launchers at once build once, and all run" "1 3" \
  "$(builds) $(cat "$work"/out.? | grep -c "17.0.9 in $work")"
age
touch "$home/pom.xml"
ln -s 999999999 "$home/target/cli/lock"
check "the lock of a killed build does not block" 2 \
  "$(launch "${with17[@]}" "$home/imbrex" > /dev/null 2>&1; builds)"

# --- Choosing the JDK ---

check "IMBREX_JAVA may be a home" "17.0.9 in $work: $native $vector -jar JAR" \
  "$(launch IMBREX_JAVA="$work/jdk 17" "$home/imbrex")"
check "IMBREX_JAVA may be a java binary behind links" "17.0.9 in $work: $native $vector -jar JAR" \
  "$(ln -s "jdk 17/bin/java" "$work/one"; ln -s "$work/one" "$work/two"
     launch IMBREX_JAVA="$work/two" "$home/imbrex")"
check "IMBREX_JAVA goes before JAVA_HOME" 17.0.9 \
  "$(launch IMBREX_JAVA="$work/jdk 17" JAVA_HOME="$work/jdk 21" "$home/imbrex" | cut -d' ' -f1)"
check "JAVA_HOME goes before what is found" 21.0.1 \
  "$(launch JAVA_HOME="$work/jdk 21" "$home/imbrex" | cut -d' ' -f1)"
check "an IMBREX_JAVA that is not there is an error" \
  "imbrex: IMBREX_JAVA is $work/none, where there is no JDK; set it to the home folder of a JDK 17 or newer, or unset it.|2|" \
  "$({ launch IMBREX_JAVA="$work/none" "$home/imbrex" 2>&1; echo $?; } | tr '\n' '|')"
check "an IMBREX_JAVA that is too old is an error" \
  "imbrex: IMBREX_JAVA is $work/jdk 11, which is Java 11; set it to a JDK 17 or newer, or unset it." \
  "$(launch IMBREX_JAVA="$work/jdk 11" "$home/imbrex" 2>&1)"
check "a JAVA_HOME that is too old is passed over with a line" \
  "imbrex: JAVA_HOME is $work/jdk 11, which is not a JDK 17 or newer; looking for another." \
  "$(launch JAVA_HOME="$work/jdk 11" "$home/imbrex" 2>&1 > /dev/null | head -n 1)"
mkdir -p "$work/.jdks"
make_jdk "$work/.jdks/a" 99.0.1 "java.base"
make_jdk "$work/.jdks/b" 97.0.1 "java.base"
check "the newest long-term release is found" 97.0.1 \
  "$(launch "$home/imbrex" | cut -d' ' -f1)"
rm -r "$work/.jdks/b"

# --- Running ---

check "without the vector module there is no flag for it" "21.0.1 in $work: $native -jar JAR" \
  "$(launch JAVA_HOME="$work/jdk 21" "$home/imbrex")"
check "arguments and folder are the caller's" "17.0.9 in /: $native $vector -Da=b -Xmx1g -jar JAR train two words" \
  "$(cd / && launch "${with17[@]}" IMBREX_JAVA_OPTS="-Da=b  -Xmx1g" "$home/imbrex" train "two words")"
check "it runs through a link" "17.0.9 in $work: $native $vector -jar JAR" \
  "$(ln -s "a project/imbrex" "$work/link"; launch "${with17[@]}" "$work/link")"
check "the exit code is the program's" 130 \
  "$(launch "${with17[@]}" FAKE_JAVA='exit 130' "$home/imbrex" > /dev/null; echo $?)"
(exec env "${with17[@]}" FAKE_JAVA="echo \$\$ > '$work/pid'" "$home/imbrex" > /dev/null) &
launcher=$!
wait
check "the program takes the launcher's process, so that signals reach it" "$launcher" "$(cat "$work/pid")"
make_jdk "$work/signals" 21.0.1 "java.base"
mkdir "$work/signals/lib"
cp "$(ls /lib/*/libdl.so.2 /lib64/libdl.so.2 2>/dev/null | head -n 1)" "$work/signals/lib/libjsig.so"
check "the JVM keeps its signal handlers" "$work/signals/lib/libjsig.so" \
  "$(launch JAVA_HOME="$work/signals" FAKE_JAVA='echo "$LD_PRELOAD"' "$home/imbrex" | tail -n 1)"
check "libraries that were to be loaded first still are" "$work/signals/lib/libjsig.so:$work/signals/lib/../lib/libjsig.so" \
  "$(launch JAVA_HOME="$work/signals" LD_PRELOAD="$work/signals/lib/../lib/libjsig.so" \
     FAKE_JAVA='echo "$LD_PRELOAD"' "$home/imbrex" | tail -n 1)"
check "a folder that cannot stand in a list is left out" "" \
  "$(cp -R "$work/signals" "$work/two words"; launch JAVA_HOME="$work/two words" FAKE_JAVA='echo "${LD_PRELOAD:-}"' \
     "$home/imbrex" | tail -n 1)"

# --- The archive of classes ---

age
touch "$home/pom.xml"
: > "$ARCHIVES"
uses() { launch "${with17[@]}" "$home/imbrex" 2>&1 | grep -c -- "-XX:SharedArchiveFile=$home/target/cli/.*\.jsa -Xlog:cds\*=off"; }
check "the archive is made with the build and used" "1 1" \
  "$(launch "${with17[@]}" FAKE_ARCHIVE=classes "$home/imbrex" 2>&1 | grep -c -- "-XX:SharedArchiveFile=") $(wc -l < "$ARCHIVES" | tr -d ' ')"
check "it is made once" "1 1" "$(uses) $(wc -l < "$ARCHIVES" | tr -d ' ')"
check "another JDK gets one of its own, and says so" "imbrex: preparing faster starts with this JDK (once) ...|2 2" \
  "$(launch JAVA_HOME="$work/jdk 21" FAKE_ARCHIVE=classes "$home/imbrex" 2>&1 > /dev/null)|$(
    wc -l < "$ARCHIVES" | tr -d ' ') $(ls "$home/target/cli/$(cat "$home/target/cli/current")"/*.jsa | wc -l | tr -d ' ')"
archive="$(ls "$home/target/cli/$(cat "$home/target/cli/current")"/*17.0.9.jsa)"
echo damaged >> "$archive"
check "a damaged one is left alone" "0 2" "$(uses) $(wc -l < "$ARCHIVES" | tr -d ' ')"
echo classes > "$archive"
check "one that is whole is used again" 1 "$(uses)"
rm "$archive.sum"
check "one without a sum is left alone" 0 "$(uses)"
rm "$archive"
check "where none can be made, it is tried once" "0 0 3" "$(uses) $(uses) $(wc -l < "$ARCHIVES" | tr -d ' ')"

# --- What it says ---

incubator='echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2'
check "the incubator line is dropped, and only that" "WARNING: real|unended" \
  "$(launch "${with17[@]}" FAKE_JAVA="$incubator; echo 'WARNING: real' >&2; printf unended >&2" \
     "$home/imbrex" 2>&1 > /dev/null | tr '\n' '|')"
check "a first line that is another stays" "other|" \
  "$(launch "${with17[@]}" FAKE_JAVA='echo other >&2' "$home/imbrex" 2>&1 > /dev/null | tr '\n' '|')"
check "the line is dropped behind picked-up options" "Picked up JAVA_TOOL_OPTIONS: -Da|x|" \
  "$(launch "${with17[@]}" FAKE_JAVA="echo 'Picked up JAVA_TOOL_OPTIONS: -Da' >&2; $incubator; echo x >&2" \
     "$home/imbrex" 2>&1 > /dev/null | tr '\n' '|')"

finish launcher
