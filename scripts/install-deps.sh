#!/usr/bin/env bash
# Installs what the build and the tests need on Debian 12: packages through
# apt, Python packages into .venv. Does nothing where all of it is there.
# With --no-tests, only what the compiler needs.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  llvm-22-dev libmlir-22-dev mlir-22-tools clang-22 lld-22
  cmake ninja-build ccache g++ pkg-config nlohmann-json3-dev libhdf5-dev liblzf-dev
  zlib1g-dev libzstd-dev libedit-dev libcurl4-openssl-dev
)
if [[ ${1-} != --no-tests ]]; then
  packages+=(
    llvm-22-tools clang-format-22 clang-tidy-22 libclang-rt-22-dev
    make libgtest-dev mandoc qemu-user python3-venv
  )
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  sudo=()
  if ((EUID != 0)); then sudo=(sudo); fi
  echo "installing: ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [[ ${1-} == --no-tests ]]; then exit; fi

# The stamp is the requirements file as it was installed, so a changed pin
# installs again and an unchanged one costs nothing.
stamp=.venv/requirements.txt
if ! cmp -s scripts/requirements.txt "$stamp"; then
  echo "installing: Python packages of scripts/requirements.txt into .venv"
  /usr/bin/python3 -m venv --clear .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check -r scripts/requirements.txt
  cp scripts/requirements.txt "$stamp"
fi
