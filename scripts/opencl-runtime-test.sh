#!/usr/bin/env bash
# Tests opencl-runtime.sh against a made-up system and a made-up apt-get, in a folder with a space in its name.
# One line per test; ends with "opencl-runtime: N passed, N failed".
# shellcheck disable=SC2016 # the tools' own variables stand in single quotes
set -u

source_home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export IMBREX_TEST_SYSTEM="$work/a system"
export CALLS="$work/calls"
project="$work/a project"
home="$work/a home"
. "$source_home/scripts/checks.sh"

# --- The made-up system: nothing is on the path but these tools ---

tool() { # name, its script on stdin
  { echo '#!/usr/bin/env bash'; cat; } > "$work/bin/$1"
  chmod +x "$work/bin/$1"
}

make_tools() {
  local name
  mkdir -p "$work/bin" "$work/apt"
  for name in awk bash cat chmod cksum cut dirname env find grep mkdir mktemp mv rm sed touch tr wc; do
    ln -s "$(type -P "$name")" "$work/bin/$name"
  done
  tool id <<< 'echo "$FAKE_UID"'
  tool ldconfig <<'SH'
# the cache lists names of interfaces, not of files
[ -e "$IMBREX_TEST_SYSTEM/usr/lib/libOpenCL.so.1" ] && echo "	libOpenCL.so.1 (libc6,x86-64) => $IMBREX_TEST_SYSTEM/usr/lib/libOpenCL.so.1"
SH
  tool dpkg-query <<< 'exit 1'
  # What each package holds: dpkg -x unpacks it, and an installing apt-get calls it with the system's folder.
  tool dpkg <<'SH'
[ "$1" = --print-architecture ] && { echo amd64; exit; }
lib="$3/usr/lib/x86_64-linux-gnu"
[ "$3" = "$IMBREX_TEST_SYSTEM" ] && lib="$3/usr/lib"
mkdir -p "$lib" "$3/usr/bin" "$3/usr/lib/oclgrind" "$3/usr/lib/gcc/x86_64-linux-gnu/12" "$3/etc/OpenCL/vendors"
case "${2##*/}" in
  ocl-icd-libopencl1*) touch "$lib/libOpenCL.so.1" ;;
  pocl-opencl-icd*)
    touch "$lib/libpocl.so.2.10.0"
    printf libpocl.so.2.10.0 > "$3/etc/OpenCL/vendors/pocl.icd"
    echo "GROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a )" > "$lib/libc.so" ;;
  clinfo*) cat > "$3/usr/bin/clinfo" <<'CLINFO'
#!/usr/bin/env bash
read -r library < "$OCL_ICD_VENDORS"/pocl.icd
[ -e "$library" ] && [ -z "${FAKE_BROKEN:-}" ] && printf '  Platform Version  OpenCL 3.0 PoCL 3.1+debian  Linux\n  Device Name  made-up\n'
CLINFO
    chmod +x "$3/usr/bin/clinfo" ;;
  oclgrind*) touch "$3/usr/lib/oclgrind/liboclgrind-rt-icd.so" ;;
  mesa-opencl-icd*) touch "$lib/libRusticlOpenCL.so.1"; echo libRusticlOpenCL.so.1 > "$3/etc/OpenCL/vendors/rusticl.icd" ;;
  libc6*) touch "$lib/libc.so.6" ;;
esac
SH
  tool apt-cache <<'SH'
lists="$FAKE_APT/lists"
for a in "$@"; do case "$a" in Dir::State::lists=*) lists="${a#*=}/known" ;; esac; done
[ -e "$lists" ] && [ "${!#}" != "${FAKE_UNKNOWN:-}" ]
SH
  tool apt-get <<'SH'
lists="$FAKE_APT/lists" cache="" packages=() command="" download=""
while [ $# -gt 0 ]; do
  case "$1" in
    -o) shift
      case "$1" in Dir::State::lists=*) lists="${1#*=}/known" ;; Dir::Cache=*) cache="${1#*=}" ;; esac ;;
    --download-only) download=yes ;;
    -*) ;;
    *) if [ -z "$command" ]; then command="$1"; else packages+=("$1"); fi ;;
  esac
  shift
done
echo "$command${download:+ download}${packages[*]:+ ${packages[*]}}" >> "$CALLS"
[ -z "${FAKE_OFFLINE:-}" ] || exit 100
if [ "$command" = update ]; then touch "$lists"; [ "$lists" != "$FAKE_APT/lists" ] || rm -f "$FAKE_APT/old"; exit; fi
[ -e "$FAKE_APT/old" ] && [ "$lists" = "$FAKE_APT/lists" ] && exit 100
case " ${packages[*]} " in *" ${FAKE_CONFLICT:-none} "*) exit 100 ;; esac
for p in "${packages[@]}" libc6; do
  if [ -n "$download" ]; then touch "$cache/archives/${p}_1_amd64.deb"
  elif [ "$p" != libc6 ]; then dpkg -x "$p" "$IMBREX_TEST_SYSTEM"; fi
done
SH
}

# A system without OpenCL, with lists of packages that are "none", "new" or "old".
fresh() {
  rm -rf "$IMBREX_TEST_SYSTEM" "$home" "$project" "$work/apt"
  mkdir -p "$IMBREX_TEST_SYSTEM/etc" "$home" "$project/scripts" "$work/apt"
  cp "$source_home/scripts/opencl-runtime.sh" "$project/scripts/"
  printf 'ID=debian\nVERSION_ID="12"\n' > "$IMBREX_TEST_SYSTEM/etc/os-release"
  : > "$CALLS"
  case "$1" in new) touch "$work/apt/lists" ;; old) touch "$work/apt/lists" "$work/apt/old" ;; esac
}

# Runs it as user $1, with more of an environment; leaves the lines for eval in $work/env.
run() { # uid NAME=value...
  local uid="$1"
  shift
  { env -i HOME="$home" PATH="$work/bin:$IMBREX_TEST_SYSTEM/usr/bin" CALLS="$CALLS" FAKE_APT="$work/apt" \
    IMBREX_TEST_SYSTEM="$IMBREX_TEST_SYSTEM" FAKE_UID="$uid" "$@" \
    "$project/scripts/opencl-runtime.sh" > "$work/env"; } 2>&1
}

calls() { tr '\n' '|' < "$CALLS"; }

# The value that the lines for eval give a variable, with the made-up folders' names short.
value() { short "$(env -i bash -c '. "$1"; printf %s "${!2-unset}"' - "$work/env" "$1")"; }

short() {
  local text="$1"
  text="${text//"$home/.cache/imbrex/opencl-runtime"/CACHE}"
  text="${text//"$IMBREX_TEST_SYSTEM"/SYSTEM}"
  text="${text//"$project"/PROJECT}"
  sed -E 's/(debian-12-amd64)-[0-9]+/\1/g' <<< "$text"
}

named() { short "$(cat "$(env -i bash -c '. "$1"; printf %s "${!2}"' - "$work/env" "$1")"/*.icd)"; }

make_tools
all="ocl-icd-libopencl1 pocl-opencl-icd clinfo oclgrind"

# --- As root ---

fresh new
check "root installs in silence but for a line, and says what there is" \
  "OpenCL: installing $all mesa-opencl-icd ...|OpenCL: PoCL 3.1 (installed), Oclgrind, rusticl|" \
  "$(run 0 CI=true | tr '\n' '|')"
check "lists that know the packages are not fetched" "install $all mesa-opencl-icd|" "$(calls)"
check "the tests see PoCL alone" "SYSTEM/usr/lib/libpocl.so.2.10.0" "$(named OCL_ICD_VENDORS)"
check "each implementation has a folder" \
  "SYSTEM/usr/lib/libpocl.so.2.10.0 SYSTEM/usr/lib/oclgrind/liboclgrind-rt-icd.so SYSTEM/usr/lib/libRusticlOpenCL.so.1" \
  "$(named IMBREX_TEST_POCL_ICD) $(named IMBREX_TEST_OCLGRIND_ICD) $(named IMBREX_TEST_RUSTICL_ICD)"
check "OpenCL is required from then on" required "$(value IMBREX_TEST_OPENCL)"
check "installed libraries need no path" "unset unset" "$(value LD_LIBRARY_PATH) $(value LIBRARY_PATH)"
: > "$CALLS"
check "what is there is used" "OpenCL: PoCL 3.1 (installed), Oclgrind, rusticl 0" \
  "$(run 0 CI=true) $(wc -l < "$CALLS" | tr -d ' ')"
fresh none
check "empty lists are fetched first" "update|install $all mesa-opencl-icd|" "$(run 0 > /dev/null; calls)"
fresh old
check "old lists are fetched when the installation fails" \
  "install $all mesa-opencl-icd|update|install $all mesa-opencl-icd|" "$(run 0 > /dev/null; calls)"
fresh new
check "a package that the release does not have is left out, with a line" \
  "OpenCL: PoCL 3.1 (installed), rusticl|OpenCL: no Oclgrind was found, so tests on it are left out|" \
  "$(run 0 FAKE_UNKNOWN=oclgrind | tail -n 2 | tr '\n' '|')"
check "and has no folder" unset "$(value IMBREX_TEST_OCLGRIND_ICD)"
fresh new
check "a package that can not be installed does not keep PoCL away" "required SYSTEM/usr/lib/libpocl.so.2.10.0" \
  "$(run 0 FAKE_CONFLICT=mesa-opencl-icd > /dev/null; value IMBREX_TEST_OPENCL) $(named OCL_ICD_VENDORS)"

# --- As another user ---

fresh new
check "others unpack into their cache" \
  "OpenCL: unpacking $all into CACHE/debian-12-amd64 ...|OpenCL: PoCL 3.1 (unpacked in CACHE/debian-12-amd64), Oclgrind|" \
  "$(short "$(run 1000 CI=true | tr '\n' '|')")"
check "and only download" "install download $all|" "$(calls)"
check "libraries are found where they were unpacked" "CACHE/debian-12-amd64/usr/lib/x86_64-linux-gnu" "$(value LD_LIBRARY_PATH)"
check "and by the linker" \
  "CACHE/debian-12-amd64/usr/lib/x86_64-linux-gnu:CACHE/debian-12-amd64/usr/lib/gcc/x86_64-linux-gnu/12" "$(value LIBRARY_PATH)"
check "drivers are named by absolute paths" \
  "CACHE/debian-12-amd64/usr/lib/x86_64-linux-gnu/libpocl.so.2.10.0 CACHE/debian-12-amd64/usr/lib/oclgrind/liboclgrind-rt-icd.so" \
  "$(named OCL_ICD_VENDORS) $(named IMBREX_TEST_OCLGRIND_ICD)"
check "rusticl, which does not run there, is left out" unset "$(value IMBREX_TEST_RUSTICL_ICD)"
cached=("$home"/.cache/imbrex/opencl-runtime/debian-*)
check "the linker's script names what is there" \
  'GROUP ( /lib/libc.so.6 "CACHE/debian-12-amd64/usr/lib/libc_nonshared.a" )' \
  "$(short "$(cat "${cached[0]}/usr/lib/x86_64-linux-gnu/libc.so")")"
check "no second C library is unpacked, and nothing else is left" "0 1" \
  "$(find "$home" -name 'libc.so.6*' | wc -l | tr -d ' ') $(find "$home/.cache/imbrex/opencl-runtime" -mindepth 1 -maxdepth 1 | wc -l | tr -d ' ')"
: > "$CALLS"
before="$(cat "$work/env")"
check "the next run uses it, with the same environment" "0 $before" \
  "$(run 1000 > /dev/null; wc -l < "$CALLS" | tr -d ' ') $(cat "$work/env")"
rm "${cached[0]}/usr/lib/x86_64-linux-gnu/libpocl.so.2.10.0"
check "a broken one is made again" "install download $all|required" "$(run 1000 > /dev/null; calls; value IMBREX_TEST_OPENCL)"
fresh old
check "old lists are fetched into a folder of its own" "install download $all|update|install download $all|" \
  "$(run 1000 > /dev/null; calls)"
check "and the system's stay" old "$([ -e "$work/apt/old" ] && echo old)"
fresh none
check "so are empty ones" "update|install download $all|" "$(run 1000 > /dev/null; calls)"
fresh new
check "without a home it goes into the build folder" "PROJECT/target/opencl-runtime/debian-12-amd64/icd/pocl" \
  "$(run 1000 HOME= > /dev/null; value OCL_ICD_VENDORS)"
check "and so do PoCL's kernels" "PROJECT/target/opencl-runtime/kernels" "$(value POCL_CACHE_DIR)"

# --- Where it can not be had ---

fresh new
could_not="OpenCL: PoCL could not be had with apt-get, see target/opencl-runtime.log; install pocl-opencl-icd, ocl-icd-libopencl1 and clinfo."
check "without a network CI fails with a sentence" "$could_not 1" \
  "$(run 1000 CI=true FAKE_OFFLINE=1 | tail -n 1) $(run 1000 CI=true FAKE_OFFLINE=1 > /dev/null; echo $?)"
check "and leaves nothing that a later run would use" 0 \
  "$(find "$home/.cache/imbrex/opencl-runtime" -mindepth 1 | wc -l | tr -d ' ')"
check "others go on, and are told" "OpenCL: tests that need an OpenCL device can not run here 0 unset" \
  "$(run 1000 FAKE_OFFLINE=1 | tail -n 1) $(run 1000 FAKE_OFFLINE=1 > /dev/null; echo $?) $(value IMBREX_TEST_OPENCL)"
fresh new
check "a PoCL that finds no device is none" "1 unset" \
  "$(run 0 CI=true FAKE_BROKEN=1 > /dev/null; echo $?) $(value IMBREX_TEST_OPENCL)"
rm "$work/bin/apt-get" "$work/bin/dpkg-query"
fresh new
none="OpenCL: no PoCL was found, and no apt-get to get it with; install PoCL, an OpenCL loader and clinfo"
none="$none (Fedora: dnf install pocl ocl-icd clinfo; Arch: pacman -S pocl ocl-icd clinfo; others: https://portablecl.org)."
check "without apt-get CI fails and says what to install" "$none|1" \
  "$(run 0 CI=true | tr '\n' '|')$(run 0 CI=true > /dev/null; echo $?)"
check "others go on without apt-get" "$none|OpenCL: tests that need an OpenCL device can not run here|0" \
  "$(run 0 | tr '\n' '|')$(run 0 > /dev/null; echo $?)"
PATH="$work/bin:$PATH" dpkg -x ocl-icd-libopencl1 "$IMBREX_TEST_SYSTEM"
PATH="$work/bin:$PATH" dpkg -x pocl-opencl-icd "$IMBREX_TEST_SYSTEM"
check "without apt-get what is there is used, even without clinfo" \
  "OpenCL: PoCL (installed)|OpenCL: no Oclgrind was found, so tests on it are left out|" "$(run 0 CI=true | tr '\n' '|')"
mkdir "$work/own"
touch "$work/libpocl.so.9"
echo "$work/libpocl.so.9" > "$work/own/mine.icd"
check "an OCL_ICD_VENDORS of one's own goes first" "$work/libpocl.so.9" \
  "$(run 0 OCL_ICD_VENDORS="$work/own" > /dev/null; named OCL_ICD_VENDORS)"

finish opencl-runtime
