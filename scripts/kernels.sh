#!/usr/bin/env bash
# Lets the convolutions, gradients and matrix products of known networks run in turns on a first and a second JDK, without vectors, and in
# TensorFlow, ONNX Runtime and PyTorch, with the machine's limits measured in between, and writes bench/results/<date>-<processor>-kernels.md.
# Needs x86-64 Linux and, the first time, the network. An hour on a machine that does nothing else; less with tasks= or peers=.
#
#   scripts/kernels.sh [rounds=7] [seconds=1] [tasks=product:1024x1024x1024,forward:vgg16.conv3_3:8,…] [peers=tensorflow,…] [second=JDK] [out=FILE]
#
# Runs on the newest JDK, and on JDK 17 as the second; set JAVA_HOME and second= for others. docs/benchmarks.md says how to read it.
. "$(dirname "${BASH_SOURCE[0]}")/peers-build.sh"

# JDK 17 is the oldest that Imbrex runs on.
second="$(jdk_homes | while IFS= read -r home; do [ "$(jdk_version "$home")" -ne 17 ] || echo "$home"; done | head -n 1)"
[ "$second" != "$java_home" ] || second=""

exec "$java_home/bin/java" -Xmx3g --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar dev.imbrex.bench.peers.KernelComparison \
  folder=bench/peers machine="$machine" out="bench/results/$(date +%F)-${slug:-unknown}-kernels.md" second="$second" "$@"
