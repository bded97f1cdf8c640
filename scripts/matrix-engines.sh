#!/usr/bin/env bash
# Compiles the kernel for matrix engines (gemm_matrix.cl) for GPUs that are not in this machine, with whatever of their
# vendors' compilers can be had, and says which instructions came out and what could not be had. Nothing is run.
#
#   scripts/matrix-engines.sh
#
# NVIDIA and AMD: clang 15 or newer with its libclc; then ptxas where there is one (of CUDA, or PTXAS=PATH). Intel: ocloc,
# from the PATH, or from Debian's packages, unpacked into target/matrix-engines. Exits with 1 if something that could be
# had does not compile.
set -u

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home" || exit 1
work=target/matrix-engines
kernels=kernels/src/main/resources/dev/imbrex/kernels
mkdir -p "$work" || exit 1
cat "$kernels/prelude.cl" <(echo) "$kernels/gemm_matrix.cl" > "$work/gemm_matrix.cl"

failures=0
macros() { # engine frag_m frag_n steps bias
  echo "-D ENGINE=$1 -D FRAG_M=$2 -D FRAG_N=$3 -D SUB_M=2 -D SUB_N=2 -D STEPS=$4 -D BIAS=$5 -D KEEP=$5 -D ACTIVATE=0"
}

# The tiles that MatrixProduct takes: the small ones, and the large ones with everything.
variants() { # engine
  case "$1" in
    1) echo "1 1 4 0"; echo "2 4 4 1" ;;
    2) echo "1 1 2 0"; echo "2 4 2 1" ;;
    3) echo "1 1 2 0"; echo "4 4 2 1" ;;
    4) echo "1 1 2 0"; echo "4 2 2 1" ;;
    5) echo "1 1 4 0"; echo "2 2 4 1" ;;
    6) echo "1 1 2 0"; echo "2 2 2 1" ;;
  esac
}

report() { # what file pattern
  local count
  count="$(grep -c "$3" "$2")"
  if [ "$count" -gt 0 ]; then
    echo "compiled  $1: $count times $(grep -o "$3" "$2" | head -n 1)"
  else
    echo "FAILED    $1: there is no $3 in $2"
    failures=$((failures + 1))
  fi
}

failed() { # what log
  echo "FAILED    $1:"
  head -n 5 "$2"
  failures=$((failures + 1))
}

clang="$(type -P clang-19 clang-18 clang-17 clang-16 clang-15 clang | head -n 1)"
clang_version="$("${clang:-false}" --version 2> /dev/null | sed -n 's/.*clang version \([0-9]*\).*/\1/p')"
ptxas="${PTXAS:-$(type -P ptxas || ls /usr/local/cuda/bin/ptxas 2> /dev/null)}"

# clang, with OpenCL's functions from libclc: a library of bitcode, which says nothing of the device's generation.
device() { # log libclc output arguments...
  local log="$1" library="$2" output="$3"
  shift 3
  "$clang" -x cl -cl-std=CL1.2 -O2 -nogpulib -Wno-everything -Xclang -finclude-default-header -Xclang -mlink-builtin-bitcode \
    -Xclang "$library" "$@" -S -o "$output" "$work/gemm_matrix.cl" > "$log" 2>&1
}

library() { ls /usr/lib/clc/"$1" /usr/share/clc/"$1" 2> /dev/null | head -n 1; }

nvidia() {
  local engine frag_m frag_n steps bias name options clc sm
  clc="$(library nvptx64--nvidiacl.bc)"
  if [ "${clang_version:-0}" -lt 15 ] || [ -z "$clc" ]; then
    echo "not had   NVIDIA: clang 15 or newer with libclc (Debian: apt-get install clang-15 libclc-15)"
    return
  fi
  for engine in 1 2; do
    while read -r frag_m frag_n steps bias; do
      name="engine $engine, ${frag_m}x$frag_n, clang $clang_version, sm_80"
      read -r -a options <<< "$(macros "$engine" "$frag_m" "$frag_n" "$steps" "$bias")"
      device "$work/log" "$clc" "$work/$engine.ptx" -target nvptx64-nvidia-cuda -Xclang -target-cpu -Xclang sm_80 \
        -Xclang -target-feature -Xclang +ptx72 "${options[@]}" || { failed "$name" "$work/log"; continue; }
      report "$name" "$work/$engine.ptx" 'mma\.sync[a-z0-9.]*'
      for sm in sm_80 sm_90; do
        if [ -z "$ptxas" ]; then
          echo "not had   ptxas, which would assemble that for $sm (it comes with CUDA; or set PTXAS)"
        elif "$ptxas" -arch=$sm "$work/$engine.ptx" -o "$work/$engine.cubin" > "$work/log" 2>&1; then
          echo "assembled engine $engine, ${frag_m}x$frag_n, $("$ptxas" --version | sed -n 's/.*release \([0-9.]*\).*/ptxas \1/p'), $sm"
        else
          failed "$name, ptxas for $sm" "$work/log"
        fi
      done
    done < <(variants "$engine")
  done
}

amd() {
  local engine gpu frag_m frag_n steps bias name options clc instruction
  clc="$(library amdgcn--amdhsa.bc)"
  if [ "${clang_version:-0}" -lt 15 ] || [ -z "$clc" ]; then
    echo "not had   AMD: clang 15 or newer with libclc (Debian: apt-get install clang-15 libclc-15)"
    return
  fi
  while read -r engine gpu instruction; do
    while read -r frag_m frag_n steps bias; do
      name="engine $engine, ${frag_m}x$frag_n, clang $clang_version, $gpu"
      read -r -a options <<< "$(macros "$engine" "$frag_m" "$frag_n" "$steps" "$bias")"
      if device "$work/log" "$clc" "$work/$engine.s" -target amdgcn-amd-amdhsa -mcpu="$gpu" "${options[@]}"; then
        report "$name" "$work/$engine.s" "$instruction"
      else
        failed "$name" "$work/log"
      fi
    done < <(variants "$engine")
  done << 'ENGINES'
5 gfx908 v_mfma_f32_16x16x4[_a-z0-9]*
5 gfx90a v_mfma_f32_16x16x4[_a-z0-9]*
5 gfx940 v_mfma_f32_16x16x4[_a-z0-9]*
6 gfx1100 v_wmma_f32_16x16x16_bf16
ENGINES
  # What has no such engine must not compile: that is how one is looked for.
  while read -r engine gpu; do
    read -r -a options <<< "$(macros "$engine" 1 1 2 0)"
    if device "$work/log" "$clc" "$work/$engine.s" -target amdgcn-amd-amdhsa -mcpu="$gpu" "${options[@]}"; then
      echo "FAILED    engine $engine compiles for $gpu, which has none"
      failures=$((failures + 1))
    else
      echo "refused   engine $engine, clang $clang_version, $gpu, which has none"
    fi
  done << 'ENGINES'
5 gfx1100
5 gfx906
6 gfx90a
6 gfx1030
ENGINES
}

# Debian's ocloc with the compiler that it loads, unpacked: installed they would be one more OpenCL driver on this machine.
unpack_ocloc() {
  local root="$home/$work/ocloc" package
  if [ ! -x "$root/usr/bin/ocloc" ]; then
    type -P apt-get > /dev/null && type -P dpkg > /dev/null || return 1
    rm -rf "$root.next" && mkdir -p "$root.next" || return 1
    (cd "$root.next" && apt-get -qq download intel-opencl-icd libigc1 libigdfcl1 libigdgmm12 libopencl-clang14 libllvmspirvlib14 \
      libigc-tools) \
      > "$work/log" 2>&1 || return 1
    for package in "$root.next"/*.deb; do
      dpkg -x "$package" "$root.next" || return 1
    done
    rm -rf "$root" "$root.next"/*.deb && mv "$root.next" "$root"
  fi
  PATH="$PATH:$root/usr/bin"
  LD_LIBRARY_PATH="$(echo "$root"/usr/lib/*-linux-gnu)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export PATH LD_LIBRARY_PATH
}

intel() {
  local engine gpu generation frag_m frag_n steps bias name
  if ! type -P ocloc > /dev/null && ! unpack_ocloc; then
    echo "not had   Intel: ocloc (Debian: in intel-opencl-icd)"
    return
  fi
  while read -r engine gpu generation; do
    while read -r frag_m frag_n steps bias; do
      name="engine $engine, ${frag_m}x$frag_n, ocloc, $gpu"
      # Builds older than the extension's name compile its functions, but declare them only where the name is set.
      if ! ocloc compile -file "$work/gemm_matrix.cl" -device "$gpu" -output_no_suffix -output "intel$engine" -out_dir "$work/intel" \
          -options "-cl-std=CL1.2 -D cl_intel_subgroup_matrix_multiply_accumulate=1 $(macros "$engine" "$frag_m" "$frag_n" "$steps" "$bias")" \
          > "$work/log" 2>&1; then
        failed "$name" "$work/log"
      elif ! type -P iga64 > /dev/null; then
        echo "compiled  $name; not had: iga64, which would show the instructions (Debian: in libigc-tools)"
      else
        ocloc disasm -file "$work/intel/intel$engine" -device "$gpu" -dump "$work/intel/dump$engine" > "$work/log" 2>&1
        iga64 "-p=$generation" -d "$work/intel/dump$engine/gemm_matrix_f32_KernelHeap.dat" > "$work/$engine.asm" 2>> "$work/log"
        report "$name" "$work/$engine.asm" 'dpas\.8x8'
      fi
    done < <(variants "$engine")
  done << 'ENGINES'
3 acm-g10 xehpg
4 pvc xehpc
ENGINES
}

nvidia
amd
intel
echo "$failures failures"
[ "$failures" -eq 0 ]
