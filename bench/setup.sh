#!/usr/bin/env bash
# Makes .venv-bench with the frameworks of requirements.txt: some GB. Does nothing
# where it is up to date.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=.venv-bench/requirements.txt
if ! cmp -s bench/requirements.txt "$stamp"; then
  echo "installing: Python packages of bench/requirements.txt into .venv-bench"
  /usr/bin/python3 -m venv --clear .venv-bench
  .venv-bench/bin/python -m pip install -q --disable-pip-version-check -r bench/requirements.txt
  cp bench/requirements.txt "$stamp"
fi
