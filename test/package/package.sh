#!/bin/sh
# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs the build into a prefix of its own, builds project/ and the example of
# the C++ library against that, runs them, and does the same against the build
# tree.
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

  cp -R "$here/../../examples/cpp_spec" "$work/$name/spec"
  "$cmake" -S "$work/$name/spec" -B "$work/$name/spec/build" -G "$generator" \
    -DCMAKE_CXX_COMPILER="$cxx" -Dsnnc_DIR="$package"
  "$cmake" --build "$work/$name/spec/build"
  "$work/$name/spec/build/cpp_spec" "$work/$name/spec"

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
check installed "$package"
check buildtree "$build"
