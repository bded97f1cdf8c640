# Sourced by peers.sh and kernels.sh: goes to the project's root, finds a JDK, builds Imbrex and the modules under bench/peers, and says what
# machine this is.
set -eu

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home"
. scripts/jdk.sh

java_home="${JAVA_HOME:-$(jdk_homes | jdk_newest 17)}"
java_home="$(jdk_home_of "$java_home")" || { echo "$(basename "$0" .sh): no JDK 17 or newer was found; set JAVA_HOME." >&2; exit 2; }
mvn=(mvn)
type -P mvn > /dev/null || mvn=(./mvnw)
"${mvn[@]}" -B -q -Pquick,peers -DskipTests -Dbuild.folder=target package -pl bench/peers/pytorch,bench/peers/tensorflow,bench/peers/onnxruntime,bench/peers/dl4j -am

processor="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
slug="$(printf %s "$processor" | tr '[:upper:]' '[:lower:]' | sed 's/([^)]*)//g; s/[^a-z0-9]\{1,\}/-/g; s/^-//; s/-$//')"
machine="$(date +%F): ${processor:-unknown processor}"

