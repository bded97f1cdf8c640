#!/usr/bin/env bash
# Kills trainings, resumes them and compares their bits; feeds damaged files to every reader. Prints counts; ends with 1
# where anything was lost, differed or failed in another way than it should.
#
#   scripts/survival.sh kills [kills=200] [backend=cpu] [seed=1]    kill -9 of the command line at random moments
#   scripts/survival.sh writes [kills=200] [backend=cpu] [seed=1]   the process ends inside the writes of checkpoints
#   scripts/survival.sh hostile [files=10000] [seed=1] [formats=png,json,…]   damaged files, on a heap of 256 MB
#
# Builds into target/survival of each module, so that it never disturbs another build. For backend=opencl there must be a
# device; eval "$(scripts/opencl-runtime.sh)" provides one.
set -eu

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home"
. scripts/jdk.sh
kind="${1:-nothing}"
case "$kind" in
  kills | writes | hostile) shift ;;
  *)
    echo "survival: choose kills, writes or hostile, not $kind:" >&2
    sed -n '5,7s/^# *//p' "$0" >&2
    exit 2 ;;
esac

java_home="$(jdk_home_of "${JAVA_HOME:-$(type -P java)}")" \
  || { echo "survival: no JDK was found; set JAVA_HOME." >&2; exit 2; }
export JAVA_HOME="$java_home"
mvn=(mvn)
type -P mvn > /dev/null || mvn=(./mvnw)
"${mvn[@]}" -B -q -Pquick -DskipTests -Dbuild.folder=target/survival -pl models -am package > /dev/null
# A copy, so that a later build never pulls classes from under a campaign.
built="$(mktemp -d)"
trap 'rm -rf "$built"' EXIT
cp -R models/target/survival/test-classes models/target/survival/imbrex-cli "$built"
run=("$java_home/bin/java" --add-modules jdk.incubator.vector)
path="$built/test-classes:$built/imbrex-cli/*:$built/imbrex-cli/lib/*"

case "$kind" in
  kills)
    ./imbrex --version > /dev/null    # builds it, if need be
    "${run[@]}" -cp "$path" dev.imbrex.survival.KillCampaign kind=random launcher=./imbrex "$@" ;;
  writes)
    "${run[@]}" -cp "$path" dev.imbrex.survival.KillCampaign kind=writes "$@" ;;
  hostile)
    "${run[@]}" -Xmx256m -cp "$path" dev.imbrex.hostile.HostileCampaign "$@" ;;
esac
