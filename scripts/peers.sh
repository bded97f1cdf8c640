#!/usr/bin/env bash
# Lets Imbrex and other libraries on the JVM (PyTorch by DJL, TensorFlow, ONNX Runtime, DL4J) train and run the same networks in turns and
# writes bench/results/<date>-<processor>.md with a plot beside it. Needs x86-64 Linux and, the first time, the network: their native parts
# are half a gigabyte from Maven Central. About ten minutes on a machine that does nothing else.
#
#   scripts/peers.sh [rounds=7] [seconds=3] [tasks=train:lenet5:64,predict:vgg16:1,…] [peers=pytorch,…] [out=FILE]
#
# Runs on the newest JDK; set JAVA_HOME for another. docs/benchmarks.md says how to read it.
set -eu

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home"
. scripts/jdk.sh

java_home="${JAVA_HOME:-$(jdk_homes | jdk_newest 17)}"
java_home="$(jdk_home_of "$java_home")" || { echo "peers: no JDK 17 or newer was found; set JAVA_HOME." >&2; exit 2; }
mvn=(mvn)
type -P mvn > /dev/null || mvn=(./mvnw)
"${mvn[@]}" -B -q -Pquick,peers -DskipTests -Dbuild.folder=target package -pl bench/peers/pytorch,bench/peers/tensorflow,bench/peers/onnxruntime,bench/peers/dl4j -am

processor="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
slug="$(printf %s "$processor" | tr '[:upper:]' '[:lower:]' | sed 's/([^)]*)//g; s/[^a-z0-9]\{1,\}/-/g; s/^-//; s/-$//')"
machine="$(date +%F): ${processor:-unknown processor}"

exec "$java_home/bin/java" -Xmx2g --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar dev.imbrex.bench.peers.Comparison \
  folder=bench/peers machine="$machine" out="bench/results/$(date +%F)-${slug:-unknown}.md" "$@"
