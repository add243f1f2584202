#!/usr/bin/env bash
# Feeds the readers of model files, and the compiler IR, what a fuzzer makes of the files
# of the tests.
#
#     scripts/fuzz.sh [SECONDS [TARGET...]]
#
# Each target runs that long (60 s unless given): json, safetensors, nir (a file as a
# whole, read in a child process), nir-graph (what that process hands back) and ir (what
# each phase leaves, changed as text and as structure; it is interpreted, and compiled by
# the phases behind). An input that brings one down is kept in build-fuzz/found/TARGET.
# Once that is mended the input belongs into test/fuzz/crashes/TARGET, which a test replays.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
targets=("${@:-json}")
if (($# == 0)); then targets=(json safetensors nir nir-graph ir); fi
if [[ ! $seconds =~ ^[0-9]+$ ]]; then
  sed -n '5p' "$0" >&2
  exit 2
fi

build=build-fuzz
mkdir -p "$build"
log=$build/build.log
scripts/build.sh snnc snnc-replay
echo "building the fuzz targets in $PWD/$build"
if ! { cmake --preset fuzz && cmake --build --preset fuzz; } >"$log" 2>&1; then
  tail -n 40 "$log"
  exit 1
fi
.venv/bin/python test/fuzz/make_seeds.py build/bin "$build/seeds"

# LLVM's libraries, which are not instrumented, know nothing of what headers poison here.
export ASAN_OPTIONS=allow_user_poisoning=0
bad=0
for target in "${targets[@]}"; do
  corpus=$build/corpus/$target found=$build/found/$target log=$build/$target.log
  mkdir -p "$corpus" "$found"
  # What the libraries allocate at their start is no leak of ours to find here.
  if "$build/bin/fuzz-$target" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 \
    -detect_leaks=0 -print_final_stats=1 -artifact_prefix="$found/" \
    "$corpus" "$build/seeds/$target" "test/fuzz/crashes/$target" >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: $runs inputs in $seconds s, none brought it down"
  else
    bad=1
    echo "$target: an input brought it down; it is in $found, the log is $log:"
    grep -m 3 -E 'ERROR|runtime error|SUMMARY' "$log" || tail -n 5 "$log"
  fi
done
exit $bad
