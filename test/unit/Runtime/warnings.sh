#!/bin/sh
# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The runtime is clean under the warnings of every compiler given: its sources
# as C11, its headers as C99 and as C++17.
# usage: warnings.sh RUNTIME-DIRECTORY COMPILER...
set -eu
runtime=$1
shift
flags="-Wall -Wextra -Werror -pedantic -O2 -I$runtime/include -S -o /dev/null"
ran=0
for compiler in "$@"; do
  command -v "$compiler" >/dev/null || continue
  ran=$((ran + 1))
  for source in "$runtime"/src/*.c; do
    "$compiler" -x c -std=c11 $flags "$source"
  done
  for header in "$runtime"/include/snn/*.h; do
    echo "#include \"$header\"" | "$compiler" -x c -std=c99 $flags -
    echo "#include \"$header\"" | "$compiler" -x c++ -std=c++17 $flags -
  done
  echo "#include <snn/model.hpp>" | "$compiler" -x c++ -std=c++17 $flags -
done
# A test that ran no compiler has shown nothing.
test "$ran" -gt 0 || { echo "none of these compilers found: $*" >&2; exit 1; }
