#!/usr/bin/env bash
# Feeds the readers of model files what a fuzzer makes of the files of the tests.
#
#     scripts/fuzz.sh [SECONDS [TARGET...]]
#
# Each target runs that long (60 s unless given): json, safetensors, nir (a file as a
# whole, read in a child process) and nir-graph (what that process hands back). An
# input that brings a reader down is kept in build-fuzz/found/TARGET. Once the reader
# is mended it belongs into test/fuzz/crashes/TARGET, which a test replays.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
targets=("${@:-json}")
if (($# == 0)); then targets=(json safetensors nir nir-graph); fi
if [[ ! $seconds =~ ^[0-9]+$ ]]; then
  sed -n '4p' "$0" >&2
  exit 2
fi

build=build-fuzz
mkdir -p "$build"
log=$build/build.log
scripts/build.sh snnc-replay
echo "building the fuzz targets in $PWD/$build"
if ! { cmake -S test/fuzz -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld && ninja -C "$build"; } >"$log" 2>&1; then
  tail -n 40 "$log"
  exit 1
fi
.venv/bin/python test/fuzz/make_seeds.py build/bin/snnc-replay "$build/seeds"

bad=0
for target in "${targets[@]}"; do
  corpus=$build/corpus/$target found=$build/found/$target log=$build/$target.log
  mkdir -p "$corpus" "$found"
  # What the libraries allocate at their start is no leak of ours to find here.
  if "$build/fuzz-$target" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 \
    -detect_leaks=0 -print_final_stats=1 -artifact_prefix="$found/" \
    "$corpus" "$build/seeds/$target" "test/fuzz/crashes/$target" >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: $runs inputs in $seconds s, none brought the reader down"
  else
    bad=1
    echo "$target: an input brought the reader down; it is in $found, the log is $log:"
    grep -m 3 -E 'ERROR|runtime error|SUMMARY' "$log" || tail -n 5 "$log"
  fi
done
exit $bad
