#!/bin/sh
# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What snnc_add_model takes, derives from a toolchain, and refuses; with the package
# in the build tree, as other projects see it.
# usage: add_model.sh CMAKE BUILD GENERATOR C-COMPILER CXX-COMPILER
set -eu
cmake=$1 build=$2 generator=$3 cc=$4 cxx=$5
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "add_model.sh: $1" >&2
  test -z "${2-}" || cat "$2" >&2
  exit 1
}

# project NAME: a project whose CMakeLists.txt is the standard input behind the
# usual beginning.
project() {
  mkdir -p "$work/$1"
  cp "$here"/project/tiny.json "$here"/project/use.c "$work/$1"
  {
    echo 'cmake_minimum_required(VERSION 3.22)'
    echo 'project(Uses LANGUAGES C)'
    echo 'find_package(snnc 0.1 REQUIRED)'
    cat
  } >"$work/$1/CMakeLists.txt"
}

# configure NAME OPTIONS...: the output is in NAME.log.
configure() {
  name=$1
  shift
  "$cmake" -S "$work/$name" -B "$work/$name/build" -G "$generator" -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_CXX_COMPILER="$cxx" -Dsnnc_DIR="$build" "$@" >"$work/$name.log" 2>&1
}

make() {
  "$cmake" --build "$work/$1/build" >"$work/$1.log" 2>&1 || fail "$1 does not build" "$work/$1.log"
}

says() {
  tr '\n' ' ' <"$work/$1.log" | tr -s ' ' | grep -qF -- "$2" || fail "$1: expected '$2'" "$work/$1.log"
}

# refuses 'ARGUMENTS' 'TEXT': of snnc_add_model(net tiny.json ARGUMENTS).
refuses() {
  echo "snnc_add_model(net $1)" | project refused
  if configure refused; then fail "'$1' is not refused"; fi
  says refused "$2"
  rm -r "$work/refused"
}

# machine FILE TEXT: what llvm-readobj says of an object.
machine() {
  "${LLVM_READOBJ:-llvm-readobj}" --file-headers "$1" | grep -q "$2" || fail "$1 is not for $2"
}

refuses 'tiny.json PREFX other' "expected PREFIX, HEADER, CONVENTION, TARGET, CPU, OPTIONS, DEPENDS, found 'PREFX;other'"
refuses 'tiny.json PREFIX' 'expected a value behind PREFIX, found none'
refuses 'tiny.json PREFIX 2x' "expected a C identifier as the model's name, found '2x'"
refuses 'tiny.json HEADER net' "expected HEADER to be a name that ends in .h, found 'net'"
refuses 'none.json' 'expected a model, found no file'

# Each argument. A model can be made by the build.
"$build/bin/snnc" convert "$here/project/tiny.json" --to nir -o "$work/tiny.nir" >/dev/null
project all <<'END'
snnc_add_model(tiny tiny.json HEADER network.h)
snnc_add_model(both tiny.json PREFIX both CPU x86-64-v3 x86-64-v4)
snnc_add_model(own tiny.json PREFIX own CPU native OPTIONS -O1)
snnc_add_model(arm tiny.json PREFIX arm TARGET aarch64-linux-gnu)
snnc_add_model(nir ../tiny.nir PREFIX nir CONVENTION norse OPTIONS --dt 1e-4)
add_custom_command(OUTPUT made.json DEPENDS tiny.json
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/tiny.json made.json)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/made.json PROPERTIES GENERATED TRUE)
snnc_add_model(made ${CMAKE_CURRENT_BINARY_DIR}/made.json)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/named.c "#include \"network.h\"\nint n(void) { return TINY_ABI_VERSION; }\n")
add_executable(use use.c ${CMAKE_CURRENT_BINARY_DIR}/named.c)
target_link_libraries(use PRIVATE tiny)
END
configure all || fail "all is not configured" "$work/all.log"
says all "snnc_add_model(tiny): this machine's target, CPU portable"
says all "snnc_add_model(both): this machine's target, CPU x86-64-v3,x86-64-v4"
says all "snnc_add_model(arm): target aarch64-linux-gnu (TARGET), CPU portable"
if [ "$(uname -m)" = x86_64 ]; then
  make all
  "$work/all/build/use"
  grep -q '"cpu": "x86-64-v2"' "$work/all/build/tiny.snnc/tiny.manifest.json" || fail 'tiny is not portable'
  test "$(grep -c '"cpu":' "$work/all/build/both.snnc/both.manifest.json")" = 2 || fail 'both are not two'
  grep -q '"name": "norse"' "$work/all/build/nir.snnc/nir.manifest.json" || fail 'nir is not read as norse'
  test -s "$work/all/build/made.snnc/made.o" || fail 'made is not made'
  machine "$work/all/build/arm.snnc/arm.o" EM_AARCH64
  configure all -DSNNC_CPU=x86-64-v3 || fail "all is not configured again" "$work/all.log"
  says all "snnc_add_model(tiny): this machine's target, CPU x86-64-v3"
  says all "snnc_add_model(own): this machine's target, CPU native"
fi

# The files that a spec names are known without being listed.
project weights <<'END'
snnc_add_model(net "${CMAKE_CURRENT_SOURCE_DIR}/a b/vowels.json")
END
mkdir "$work/weights/a b"
cp "$here"/../../examples/vowels/vowels.* "$work/weights/a b"
configure weights || fail "weights is not configured" "$work/weights.log"
make weights
touch "$work/stamp"
make weights
test "$work/weights/build/net.snnc/vowels.o" -ot "$work/stamp" || fail 'compiled twice'
sleep 1
touch "$work/weights/a b/vowels.safetensors"
make weights
test "$work/weights/build/net.snnc/vowels.o" -nt "$work/stamp" || fail 'changed weights are not compiled'

# toolchain NAME LINES...: configures and builds a library of the model alone, and
# sets `object`.
toolchain() {
  name=$1
  shift
  project "$name" <<'END'
snnc_add_model(tiny tiny.json)
END
  printf '%s\n' 'set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)' "$@" >"$work/$name/toolchain.cmake"
  "$cmake" -S "$work/$name" -B "$work/$name/build" -G "$generator" -Dsnnc_DIR="$build" \
    --toolchain "$work/$name/toolchain.cmake" >"$work/$name.log" 2>&1 ||
    fail "$name is not configured" "$work/$name.log"
  object=$work/$name/build/tiny.snnc/tiny.o
}

clang="set(CMAKE_C_COMPILER $(command -v clang-22 || command -v clang))"
toolchain clang 'set(CMAKE_SYSTEM_NAME Linux)' 'set(CMAKE_SYSTEM_PROCESSOR aarch64)' "$clang" \
  'set(CMAKE_C_COMPILER_TARGET aarch64-linux-gnu)'
says clang 'target aarch64-linux-gnu (CMAKE_C_COMPILER_TARGET), CPU portable'
make clang
machine "$object" EM_AARCH64
toolchain flags 'set(CMAKE_SYSTEM_NAME Linux)' 'set(CMAKE_SYSTEM_PROCESSOR riscv64)' "$clang" \
  'set(CMAKE_C_FLAGS_INIT "--target=riscv64-linux-gnu")'
says flags 'target riscv64-linux-gnu (CMAKE_C_FLAGS), CPU portable'
make flags
machine "$object" EM_RISCV
toolchain bare 'set(CMAKE_SYSTEM_NAME Generic)' 'set(CMAKE_SYSTEM_PROCESSOR cortex-m4)' "$clang" \
  'set(CMAKE_C_COMPILER_TARGET thumbv7em-none-eabihf)'
says bare 'target thumbv7em-none-eabihf (CMAKE_C_COMPILER_TARGET), CPU portable'
make bare
machine "$object" EM_ARM
toolchain processor 'set(CMAKE_SYSTEM_NAME Linux)' 'set(CMAKE_SYSTEM_PROCESSOR ppc64le)' "$clang" \
  'set(CMAKE_CROSSCOMPILING_EMULATOR /nowhere/emulator)'
says processor 'target powerpc64le-linux-gnu (CMAKE_SYSTEM_PROCESSOR, CMAKE_SYSTEM_NAME), CPU portable'
make processor
machine "$object" EM_PPC64
if [ "$(uname -m)" = x86_64 ]; then
  toolchain small "$clang" 'set(CMAKE_C_FLAGS_INIT -m32)'
  says small 'target i686-linux-gnu (pointers of 4 bytes), CPU portable'
  make small
  machine "$object" EM_386
fi

# With a C library for the other machine: the runtime, too, and it runs.
if command -v aarch64-linux-gnu-gcc >/dev/null; then
  "$cmake" --install "$build" --prefix "$work/prefix" >"$work/install.log"
  project cross <<'END'
snnc_add_model(tiny tiny.json)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/main.c
  "#include \"tiny.h\"\n#include <snn/runtime.h>\n"
  "int main(void) { return snn_model_check(&tiny_model, NULL); }\n")
add_executable(check ${CMAKE_CURRENT_BINARY_DIR}/main.c)
target_link_libraries(check PRIVATE tiny snnc::runtime)
add_executable(use use.c)
target_link_libraries(use PRIVATE tiny)
END
  printf '%s\n' 'set(CMAKE_SYSTEM_NAME Linux)' 'set(CMAKE_SYSTEM_PROCESSOR aarch64)' \
    'set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)' >"$work/cross/toolchain.cmake"
  "$cmake" -S "$work/cross" -B "$work/cross/build" -G "$generator" -DCMAKE_PREFIX_PATH="$work/prefix" \
    --toolchain "$work/cross/toolchain.cmake" >"$work/cross.log" 2>&1 ||
    fail "cross is not configured" "$work/cross.log"
  says cross 'target aarch64-linux-gnu (/'
  make cross
  if command -v qemu-aarch64 >/dev/null; then
    for program in check use; do
      qemu-aarch64 -L /usr/aarch64-linux-gnu "$work/cross/build/$program" || fail "$program fails on aarch64"
    done
  fi
fi
