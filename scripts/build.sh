#!/usr/bin/env bash
# Configures and builds with the preset `dev`, in few lines. Arguments are
# targets (all of them if there is none); --no-tests before them leaves the tests out.
# The whole output is in build/build.log, and its end is printed if something fails.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
log=build/build.log

fail() {
  tail -n 40 "$log"
  echo "$1 failed; all of its output is in $PWD/$log"
  exit 1
}

# A line every 10 seconds, so that a long build is seen to move.
progress() {
  local shown=$SECONDS
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] && ((SECONDS >= shown + 10)); then
      echo "  built ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
      shown=$SECONDS
    fi
  done
}

tests=ON
if [[ ${1-} == --no-tests ]]; then
  tests=OFF
  shift
fi
started=$SECONDS
cmake --preset dev -DBUILD_TESTING=$tests >"$log" 2>&1 || fail "configuring"
NINJA_STATUS='[%f/%t] ' ninja -C build "$@" 2>&1 | tee -a "$log" | progress || fail "the build"
echo "built in $((SECONDS - started)) s: $PWD/build"
