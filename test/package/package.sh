#!/bin/sh
# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs the build into a prefix of its own, builds project/ (which uses the C
# library, too), the example of the C++ library and that of a pass against it, runs
# them, and does the same against the build tree.
# usage: package.sh CMAKE BUILD GENERATOR C-COMPILER CXX-COMPILER
set -eu
cmake=$1 build=$2 generator=$3 cc=$4 cxx=$5
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "package.sh: $1" >&2
  exit 1
}

# Builds examples/pass_plugin, runs its pass in snn-opt, and compiles what it made:
# of tiny.json's weights [[1, 0.5, 0], [4, 0, 0]] only 4 is left.
check_plugin() {
  name=$1 package=$2 bin=$3
  plugin=$work/$name/plugin
  "$cmake" -S "$here/../../examples/pass_plugin" -B "$plugin" -G "$generator" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" -Dsnnc_DIR="$package"
  "$cmake" --build "$plugin"
  (
    cd "$plugin"
    "$bin/snnc" compile "$work/$name/tiny.json" --emit=network --print-weights -o net.mlir
    "$bin/snn-opt" --load-pass-plugin="$plugin/prune_weights.so" net.mlir -o pruned.mlir \
      --pass-pipeline='builtin.module(prune-weights{part=0.8})' 2>remarks
    grep -q "5 of 6 weights of '.*' are zero" remarks || fail "$name: the pass gave no remark"
    # Alignment, and six floats.
    grep -q '"0x04000000'000000000000000000000000'00008040'0000000000000000'"' pruned.mlir ||
      fail "$name: the pass left other weights"
    "$bin/snnc" compile pruned.mlir -o .
  )
}

# Builds and runs a copy of project/. The model is compiled again when its spec
# changes, and only then.
check() {
  name=$1 package=$2
  cp -R "$here/project" "$work/$name"
  "$cmake" -S "$work/$name" -B "$work/$name/build" -G "$generator" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" -Dsnnc_DIR="$package"
  "$cmake" --build "$work/$name/build"
  "$work/$name/build/use_c"
  "$work/$name/build/use_cpp"
  "$work/$name/build/use_compiler" "$work/$name/tiny.json"

  cp -R "$here/../../examples/cpp_spec" "$work/$name/spec"
  "$cmake" -S "$work/$name/spec" -B "$work/$name/spec/build" -G "$generator" \
    -DCMAKE_CXX_COMPILER="$cxx" -Dsnnc_DIR="$package"
  "$cmake" --build "$work/$name/spec/build"
  "$work/$name/spec/build/cpp_spec" "$work/$name/spec"

  check_plugin "$name" "$package" "$3"

  object=$work/$name/build/tiny.snnc/tiny.o
  touch "$work/$name/stamp"
  "$cmake" --build "$work/$name/build"
  test "$object" -ot "$work/$name/stamp" || fail "$name: the model was compiled twice"
  sleep 1
  touch "$work/$name/tiny.json"
  "$cmake" --build "$work/$name/build"
  test "$object" -nt "$work/$name/stamp" || fail "$name: a changed spec was not compiled"
}

"$cmake" --install "$build" --prefix "$work/prefix" >"$work/install.log"
package=$(find "$work/prefix" -name snncConfig.cmake -exec dirname {} \;)
test -n "$package" || fail "no snncConfig.cmake was installed"
check installed "$package" "$work/prefix/bin"
check buildtree "$build" "$build/bin"

# The manual and what shells complete lie where they look for it.
for each in man/man1/snnc-compile.1 bash-completion/completions/snnc \
  zsh/site-functions/_snnc fish/vendor_completions.d/snnc.fish; do
  test -s "$work/prefix/share/$each" || fail "$each was not installed"
done
