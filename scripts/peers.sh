#!/usr/bin/env bash
# Lets Imbrex and other libraries on the JVM (PyTorch by DJL, TensorFlow, ONNX Runtime, DL4J) train and run the same networks in turns and
# writes bench/results/<date>-<processor>.md with a plot beside it. Needs x86-64 Linux and, the first time, the network: their native parts
# are half a gigabyte from Maven Central. About twenty minutes on a machine that does nothing else.
#
#   scripts/peers.sh [rounds=7] [seconds=3] [tasks=train:lenet5:64,predict:vgg16:1,…] [peers=pytorch,…] [out=FILE]
#
# Runs on the newest JDK; set JAVA_HOME for another. docs/benchmarks.md says how to read it.
. "$(dirname "${BASH_SOURCE[0]}")/peers-build.sh"

exec "$java_home/bin/java" -Xmx2g --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar dev.imbrex.bench.peers.Comparison \
  folder=bench/peers machine="$machine" out="bench/results/$(date +%F)-${slug:-unknown}.md" "$@"
