#!/usr/bin/env bash
# From a fresh Debian 12 to a speaker recognised: installs what the compiler
# needs, builds it, compiles examples/vowels and runs the program around it on
# the 370 recordings of its test set.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/demo

echo "== 1 of 4: packages"
scripts/install-deps.sh --no-tests

echo "== 2 of 4: the compiler (some minutes the first time)"
scripts/build.sh --no-tests snnc snnc_runtime

echo "== 3 of 4: the network"
echo "\$ snnc compile examples/vowels/vowels.json -o $out"
build/bin/snnc compile examples/vowels/vowels.json -o "$out"

echo "== 4 of 4: the program around it"
link=(cc -O2 -I "$out" -I runtime/include examples/vowels/main.c "$out/vowels.o"
  build/lib/libsnnc_runtime.a -lm -o "$out/vowels")
echo "\$ ${link[*]}"
"${link[@]}"
echo "\$ $out/vowels examples/vowels/test"
"$out/vowels" examples/vowels/test

echo "== done"
echo "object:  $PWD/$out/vowels.o ($(stat -c %s "$out/vowels.o") bytes)"
echo "header:  $PWD/$out/vowels.h"
echo "program: $PWD/$out/vowels, made of examples/vowels/main.c"
