# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a long test, unless nothing that it depends on has changed since it passed.

    unless_unchanged.py STAMP PROGRAM... -- COMMAND...

The test depends on the programs, on the Python files beside this one, on the
versions of Python's packages, on the processor and on its command. STAMP holds their hash and what
the test printed when it passed. SNNC_TEST_FULL in the environment runs it anyway.
"""

import hashlib
import importlib.metadata
import os
import pathlib
import subprocess
import sys


def key(programs, command):
    digest = hashlib.sha256("\0".join(command).encode())
    scripts = sorted(pathlib.Path(__file__).parent.glob("*.py"))
    for file in [*map(pathlib.Path, programs), *scripts]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        described = {line for line in cpuinfo.read_text().splitlines() if line.startswith(("model name", "flags"))}
        digest.update("\0".join(sorted(described)).encode())
    packages = {f"{package.name} {package.version}" for package in importlib.metadata.distributions()}
    digest.update("\0".join(sorted(packages)).encode())
    return digest.hexdigest()


def main():
    split = sys.argv.index("--")
    stamp, programs, command = pathlib.Path(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1:]
    now = key(programs, command)
    then, _, said = stamp.read_text().partition("\n") if stamp.exists() else ("", "", "")
    if then == now and not os.environ.get("SNNC_TEST_FULL"):
        print(f"unchanged since it passed with:\n{said}")
        return 0
    stamp.unlink(missing_ok=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    if done.returncode == 0:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(f"{now}\n{done.stdout}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
