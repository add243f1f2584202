#!/usr/bin/env bash
# Installs what the tests need, builds everything, and runs every test.
# --full also lets clang-tidy read the files that include MLIR, and runs long tests
# whose programs have not changed since they passed, and feeds the readers of model
# files and the compiler what a fuzzer makes up: some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

steps=3
case ${1-} in
"") ;;
--full)
  export SNNC_TEST_FULL=1
  steps=4
  ;;
*)
  echo "usage: $0 [--full]" >&2
  exit 2
  ;;
esac

echo "== 1 of $steps: packages"
scripts/install-deps.sh
echo "== 2 of $steps: build"
scripts/build.sh
echo "== 3 of $steps: tests"
# Two at a time: each runs as many programs as there are processors, but for its end.
ctest --test-dir build --output-on-failure --parallel 2
if ((steps == 4)); then
  echo "== 4 of $steps: fuzzing, 60 s a target"
  exec scripts/fuzz.sh 60
fi
