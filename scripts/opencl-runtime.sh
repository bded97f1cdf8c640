#!/usr/bin/env bash
# Provides what the OpenCL tests run on and prints the environment for them, as lines for eval:
#
#   eval "$(scripts/opencl-runtime.sh)"
#
# That is PoCL (a device on every CPU) with an OpenCL loader, and where they can be had Oclgrind (finds races and
# bad accesses) and Mesa's rusticl (another implementation). What is there is used. What is not comes from the
# system's own packages: root installs them with apt-get, others unpack them into a private folder. Without
# apt-get it says what to install. Messages go to stderr. Exits with 1 where there is no PoCL in the end and CI=true.
#
#   OCL_ICD_VENDORS            the folder of PoCL alone, so that tests see one device, the same everywhere
#   IMBREX_TEST_POCL_ICD, IMBREX_TEST_OCLGRIND_ICD, IMBREX_TEST_RUSTICL_ICD
#                              such a folder of each that is there; set before, it says where to look first
#   IMBREX_TEST_OPENCL         "required": an OpenCL test that finds no device must fail, not be skipped
#   POCL_CACHE_DIR             where PoCL keeps compiled kernels, unless set before: without such a folder that
#                              it can write to, PoCL has no device
#   LD_LIBRARY_PATH, LIBRARY_PATH, PATH
#                              only for unpacked packages: their libraries and the linker that PoCL calls
set -u

project="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
system="${IMBREX_TEST_SYSTEM:-}"    # where this script's own tests keep a made-up /etc and /usr
log="$project/target/opencl-runtime.log"
unpacked=""

say() { echo "OpenCL: $*" >&2; }

# --- What is there ---

# Where the dynamic linker finds a library. Its cache is asked for folders, not for the file, as it does not list
# libpocl.so.2.10.0, which PoCL's .icd file names, but libpocl.so.2. ldconfig is not on everyone's PATH.
library() {
  { tr : '\n' <<< "${LD_LIBRARY_PATH:-}"
    PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2> /dev/null | sed -n 's|^.* => \(/.*\)/[^/]*$|\1|p' | awk '!seen[$0]++'
  } | {
    while IFS= read -r folder; do
      [ -n "$folder" ] && [ -e "$folder/$1" ] && { echo "$folder/$1"; exit; }
    done
    exit 1
  }
}

# The first library called $1… that an .icd file names, in folders of them or in one such file.
driver() { # name vendors...
  local name="$1" vendors icd path
  shift
  for vendors in "$@"; do
    [ -n "$vendors" ] || continue
    for icd in "$vendors" "$vendors"/*.icd; do
      [ -f "$icd" ] || continue
      path=""
      read -r path < "$icd"    # its one line need not end in a newline
      case "${path##*/}" in "$name"*) ;; *) continue ;; esac
      case "$path" in
        /*) for path in "$unpacked$path" "$system$path" "$path"; do [ -e "$path" ] && { echo "$path"; return; }; done ;;
        *) library "$path" && return ;;
      esac
    done
  done
  return 1
}

# Oclgrind's packages have no .icd file.
oclgrind_library() {
  local path
  driver liboclgrind-rt-icd "${IMBREX_TEST_OCLGRIND_ICD:-}" "${OCL_ICD_VENDORS:-}" && return
  for path in ${unpacked:+"$unpacked"/usr/lib/oclgrind/liboclgrind-rt-icd.so} \
      "$system"/usr/lib*/oclgrind/liboclgrind-rt-icd.so "$system"/usr/lib*/liboclgrind-rt-icd.so \
      "$system"/usr/local/lib*/oclgrind/liboclgrind-rt-icd.so; do
    [ -e "$path" ] && { echo "$path"; return; }
  done
  return 1
}

look() {
  loader="$(library libOpenCL.so.1)"
  pocl="$(driver libpocl "${IMBREX_TEST_POCL_ICD:-}" "${OCL_ICD_VENDORS:-}" \
    ${unpacked:+"$unpacked"/etc/OpenCL/vendors} "$system"/etc/OpenCL/vendors)"
  oclgrind="$(oclgrind_library)"
  rusticl="$(driver libRusticl "${IMBREX_TEST_RUSTICL_ICD:-}" "${OCL_ICD_VENDORS:-}" "$system"/etc/OpenCL/vendors)"
  return 0    # nothing found is an answer, too
}

# PoCL's version as the loader tells it, which is the proof that the two work together: they find a device.
pocl_version() {
  OCL_ICD_VENDORS="$1" clinfo 2>> "$log" \
    | awk '/Platform Version/ && match($0, /PoCL [0-9.]+/) { version = substr($0, RSTART + 5, RLENGTH - 5) }
           /Device Name/ { device = 1 }
           END { if (version == "" || !device) exit 1; print version }'
}

# --- Packages: the two that must be, and the rest ---

needed="ocl-icd-libopencl1 pocl-opencl-icd"

# Debian's names for what is not there, but for packages that are there without what was looked for.
missing() {
  { [ -n "$loader" ] || echo ocl-icd-libopencl1
    [ -n "$pocl" ] || echo pocl-opencl-icd
    type -P clinfo > /dev/null || echo clinfo
    [ -n "$oclgrind" ] || echo oclgrind
    # Mesa's rusticl looks for libclc in /usr/lib/clc and nowhere else: unpacked elsewhere it fails.
    [ -n "$rusticl" ] || ! is_root || echo mesa-opencl-icd
  } | while IFS= read -r package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || echo "$package"
  done
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# apt-get with the options that install and unpack set.
apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 "${options[@]}" "$@" >> "$log" 2>&1 < /dev/null
}

# Those of the packages that this release of the system has.
known() {
  local package
  for package in "$@"; do
    apt-cache "${options[@]}" show "$package" > /dev/null 2>&1 && echo "$package"
  done
}

# What is to be had of the packages; first the lists of packages are fetched where they lack what must be.
available() {
  # shellcheck disable=SC2086 # two words
  [ "$(known $needed | wc -l)" -eq 2 ] || apt update
  known "$@"
}

# As root: into the system. Old lists name versions that are gone, and a package that is nice to have must not
# stand in the way of those that must be.
install() {
  local packages
  options=(-o DPkg::Lock::Timeout=300)
  mapfile -t packages < <(available "$@")
  [ "${#packages[@]}" -gt 0 ] || return 1
  say "installing ${packages[*]} ..."
  # shellcheck disable=SC2086 # two words
  apt -y --no-install-recommends install "${packages[@]}" \
    || { apt update; apt -y --no-install-recommends install "${packages[@]}"; } \
    || apt -y --no-install-recommends install $needed clinfo
}

# As anyone: the packages and all that they need and the system lacks, into $unpacked. It becomes visible only when
# it is whole, and stays for the next run. No locks, as everything that apt-get writes is in a folder of our own.
next=""
trap '[ -z "$next" ] || rm -rf "$next"' EXIT
unpack() {
  local packages
  next="$(mktemp -d "$cache/next.XXXXXX")" || return 1
  mkdir -p "$next/cache/archives/partial" "$next/lists/partial"
  options=(-o "Dir::Cache=$next/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Acquire::Languages=none)
  local own_lists=(-o "Dir::State::lists=$next/lists")
  # shellcheck disable=SC2086 # two words
  [ "$(known $needed | wc -l)" -eq 2 ] || options+=("${own_lists[@]}")
  mapfile -t packages < <(available "$@")
  [ "${#packages[@]}" -gt 0 ] && say "unpacking ${packages[*]} into $unpacked ..." \
    && { download "${packages[@]}" || { options+=("${own_lists[@]}"); apt update; download "${packages[@]}"; }; } \
    && extract "$next/cache/archives" "$next/root" \
    && { mv -T "$next/root" "$unpacked" 2> /dev/null || [ -d "$unpacked" ]; }    # another run may have been faster
}

download() { apt -y --no-install-recommends --download-only install "$@"; }

extract() { # archives root
  local archive
  mkdir "$2"
  for archive in "$1"/*.deb; do
    case "${archive##*/}" in
      libc6_* | libc-bin_*) ;;    # never a second C library in one process
      *) dpkg -x "$archive" "$2" >> "$log" 2>&1 || return 1 ;;
    esac
  done
  # A third of it is of no use here.
  rm -rf "$2"/usr/include "$2"/usr/share/{doc,info,lintian,locale,man} "$2"/lib32 "$2"/usr/lib32
  find "$2" -name '*.a' ! -name '*_nonshared.a' ! -name 'libgcc*.a' -delete
  # PoCL links kernels with -lc, and libc.so is a text that names an archive beside it by its absolute path.
  find "$2"/usr/lib -name libc.so -type f -exec sed -i -E "s# (/[^ ]*_nonshared\.a)# \"$unpacked\1\"#" {} +
}

# --- The environment ---

use_unpacked() {
  local folder libraries="" linked=""
  for folder in "$unpacked"/usr/lib/*-linux-gnu* "$unpacked"/lib/*-linux-gnu*; do
    [ -d "$folder" ] && libraries="$libraries${libraries:+:}$folder"
  done
  for folder in "$unpacked"/usr/lib/gcc/*/*; do
    [ -d "$folder" ] && linked="$linked:$folder"
  done
  export LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export LIBRARY_PATH="$libraries$linked${LIBRARY_PATH:+:$LIBRARY_PATH}"
  export PATH="$PATH:$unpacked/usr/bin"
}

# A folder with one .icd file in it, which names one library by its absolute path.
vendors() { # name library
  local folder="${unpacked:-$cache/installed}/icd/$1"
  mkdir -p "$folder"
  if [ "$(cat "$folder/$1.icd" 2> /dev/null)" != "$2" ]; then
    echo "$2" > "$folder/next.$$" && mv "$folder/next.$$" "$folder/$1.icd"
  fi
  echo "$folder"
}

put() { printf 'export %s=%q\n' "$1" "$2"; }

# Prints the environment and says what there is; fails where the tests could not run with it.
provide() {
  local folder version="" more=""
  [ -n "$loader" ] && [ -n "$pocl" ] || return 1
  folder="$(vendors pocl "$pocl")"
  if type -P clinfo > /dev/null; then
    version=" $(pocl_version "$folder")" || return 1
  fi
  if [ -n "$unpacked" ]; then
    put LD_LIBRARY_PATH "$LD_LIBRARY_PATH"
    put LIBRARY_PATH "$LIBRARY_PATH"
    put PATH "$PATH"
  fi
  put POCL_CACHE_DIR "$POCL_CACHE_DIR"
  put OCL_ICD_VENDORS "$folder"
  put IMBREX_TEST_POCL_ICD "$folder"
  [ -z "$oclgrind" ] || put IMBREX_TEST_OCLGRIND_ICD "$(vendors oclgrind "$oclgrind")"
  [ -z "$rusticl" ] || put IMBREX_TEST_RUSTICL_ICD "$(vendors rusticl "$rusticl")"
  put IMBREX_TEST_OPENCL required
  more="${oclgrind:+, Oclgrind}${rusticl:+, rusticl}"
  say "PoCL$version (${unpacked:+unpacked in }${unpacked:-installed})$more"
  [ -n "$oclgrind" ] || say "no Oclgrind was found, so tests on it are left out"
}

# --- The steps, until one of them provides PoCL ---

# The user's cache where there is one to write to, else the build folder.
cache="${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}"
case "$cache" in /*) cache="$cache/imbrex/opencl-runtime" ;; *) cache="$project/target/opencl-runtime" ;; esac
{ mkdir -p "$cache" && [ -w "$cache" ]; } 2> /dev/null || cache="$project/target/opencl-runtime"
mkdir -p "$cache" "$project/target" || exit 1
export POCL_CACHE_DIR="${POCL_CACHE_DIR:-$cache/kernels}"
: > "$log"

release() (
  # shellcheck disable=SC1091 # it is the system's
  . "$system/etc/os-release" 2> /dev/null
  echo "${ID:-linux}-${VERSION_ID:-${VERSION_CODENAME:-rolling}}-$(dpkg --print-architecture)"
)

from_packages() {
  local packages own=() package
  type -P apt-get > /dev/null && type -P dpkg > /dev/null || return 1
  mapfile -t packages < <(missing)
  [ "${#packages[@]}" -gt 0 ] || return 1
  if is_root; then
    install "${packages[@]}" && look && provide && return
  fi
  for package in "${packages[@]}"; do
    [ "$package" = mesa-opencl-icd ] || own+=("$package")
  done
  [ "${#own[@]}" -gt 0 ] || return 1
  # The name says what is in it. One that an upgrade of the system broke is made again.
  unpacked="$cache/$(release)-$(echo "${own[*]}" | cksum | cut -d' ' -f1)"
  if [ -d "$unpacked" ]; then
    (use_unpacked; look; provide) && return
    rm -rf "$unpacked"
  fi
  unpack "${own[@]}" && (use_unpacked; look; provide)
}

look
from_packages && exit
unpacked=""
look
provide && exit    # without those packages that are nice to have

if type -P apt-get > /dev/null; then
  say "PoCL could not be had with apt-get, see target/opencl-runtime.log; install pocl-opencl-icd, ocl-icd-libopencl1 and clinfo."
else
  say "no PoCL was found, and no apt-get to get it with; install PoCL, an OpenCL loader and clinfo" \
    "(Fedora: dnf install pocl ocl-icd clinfo; Arch: pacman -S pocl ocl-icd clinfo; others: https://portablecl.org)."
fi
[ "${CI:-}" != true ] || exit 1
say "tests that need an OpenCL device can not run here"
