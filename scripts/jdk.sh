# Finding JDKs: sourced by imbrex and test. A "home" is a folder with bin/java in it.

# The folder behind a path to a java binary or to a home; nothing where there is no bin/java.
jdk_home_of() {
  local path="$1"
  if [ -f "$path" ] && [ -x "$path" ]; then
    while [ -L "$path" ]; do
      local target
      target="$(readlink "$path")"
      case "$target" in /*) path="$target" ;; *) path="$(dirname "$path")/$target" ;; esac
    done
    path="$(dirname "$(dirname "$path")")"
  fi
  [ -x "$path/bin/java" ] && (cd "$path" && pwd -P)
}

# One line of a home's release file, which every JDK since 9 has: starting a JVM to ask takes longer.
jdk_release() {
  sed -n "s/^$2=\"\(.*\)\"\$/\1/p" "$1/release" 2>/dev/null
}

# The feature version: 17, 21, 25; 8 for everything up to 8; 0 where it cannot be told.
jdk_version() {
  local version
  version="$(jdk_release "$1" JAVA_VERSION)"
  if [ -z "$version" ]; then
    version="$("$1/bin/java" -version 2>&1 | sed -n 's/^.* version "\(.*\)".*$/\1/p' | head -n 1)"
  fi
  case "$version" in 1.*) version=8 ;; esac
  version="${version%%[!0-9]*}"
  echo "${version:-0}"
}

jdk_has_module() {
  local modules
  modules="$(jdk_release "$1" MODULES)"
  [ -n "$modules" ] || modules="$("$1/bin/java" --list-modules 2>/dev/null | sed 's/@.*//' | tr '\n' ' ')"
  case " $modules " in *" $2 "*) return 0 ;; *) return 1 ;; esac
}

# The homes on PATH and in the usual folders of systems and version managers, one a line.
jdk_homes() {
  local candidate
  { type -P java || true
    for candidate in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
      echo "$candidate"
    done
  } | while IFS= read -r candidate; do
    jdk_home_of "$candidate" || true
  done | awk '!seen[$0]++'
}

# Of the homes read from stdin: the newest long-term release of at least version $1, else the newest.
jdk_newest() {
  local home version rank best="" best_rank=0
  while IFS= read -r home; do
    version="$(jdk_version "$home")"
    [ "$version" -ge "$1" ] || continue
    rank="$version"
    [ $(((version - 17) % 4)) -eq 0 ] && rank=$((version + 1000))
    if [ "$rank" -gt "$best_rank" ]; then
      best="$home"
      best_rank="$rank"
    fi
  done
  [ -n "$best" ] && echo "$best"
}
