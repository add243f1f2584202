#!/usr/bin/env bash
# Installs what the tests need, builds everything, and runs every test.
# --full also lets clang-tidy read the files that include MLIR, and runs long tests
# whose programs have not changed since they passed: some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1-} in
"") ;;
--full) export SNNC_TEST_FULL=1 ;;
*)
  echo "usage: $0 [--full]" >&2
  exit 2
  ;;
esac

echo "== 1 of 3: packages"
scripts/install-deps.sh
echo "== 2 of 3: build"
scripts/build.sh
echo "== 3 of 3: tests"
exec ctest --test-dir build --output-on-failure
