#!/usr/bin/env bash
# Lets Imbrex and CLBlast multiply the same matrices on one OpenCL device in turns, with that device's peak beside
# them, and writes bench/results/<date>-gemm-<device>.md. Needs CLBlast with its headers (root: installed with
# apt-get), an OpenCL loader and a C compiler. About five minutes on a machine that does nothing else.
#
#   scripts/clblast.sh [device=opencl:0] [shapes=1024x1024x1024,6400x16x25,…] [rounds=9] [seconds=1]
#
# On PoCL: eval "$(scripts/opencl-runtime.sh)" first. Runs on the newest JDK; set JAVA_HOME for another.
# docs/benchmarks.md says how to read it.
set -eu

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home"
. scripts/jdk.sh

target=bench/peers/clblast/target
mkdir -p "$target"

compiles() {
  cc -O2 -Wall -Wextra -Werror -o "$target/clblast_gemm" bench/peers/clblast/clblast_gemm.c -lclblast -lOpenCL -lm \
    2> "$target/cc.log"
}

type -P cc > /dev/null || { echo "clblast: there is no C compiler; install gcc or clang." >&2; exit 2; }
if ! compiles; then
  packages="libclblast-dev ocl-icd-opencl-dev"
  if [ "$(id -u)" -eq 0 ] && type -P apt-get > /dev/null; then
    echo "clblast: installing $packages ..." >&2
    # shellcheck disable=SC2086 # two words
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $packages > "$target/apt.log" 2>&1 \
      || { apt-get -qq update >> "$target/apt.log" 2>&1
           DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $packages >> "$target/apt.log" 2>&1; } \
      || { tail -n 3 "$target/apt.log" >&2; exit 2; }
    compiles || { cat "$target/cc.log" >&2; exit 2; }
  else
    head -n 5 "$target/cc.log" >&2
    echo "clblast: install CLBlast and OpenCL with their headers (Debian, Ubuntu: apt-get install $packages)." >&2
    exit 2
  fi
fi

java_home="${JAVA_HOME:-$(jdk_homes | jdk_newest 17)}"
java_home="$(jdk_home_of "$java_home")" || { echo "clblast: no JDK 17 or newer was found; set JAVA_HOME." >&2; exit 2; }
mvn=(mvn)
type -P mvn > /dev/null || mvn=(./mvnw)
"${mvn[@]}" -B -q -Pquick -DskipTests -Dbuild.folder=target package -pl bench -am

exec "$java_home/bin/java" --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar dev.imbrex.bench.peers.GemmComparison \
  clblast="$target/clblast_gemm" folder=bench/results date="$(date +%F)" "$@"
