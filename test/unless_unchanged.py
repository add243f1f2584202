# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a long test, unless nothing that it depends on has changed since it passed.

    unless_unchanged.py KEPT PROGRAM... -- COMMAND...

The test depends on the programs and the shared libraries that they load, on the files of
FOLDERS, on Python and the versions of its packages, on the processor and on its command.
What it printed when it passed is in the folder KEPT, under the hash of all that, without
the paths of this clone: it is good in every clone. SNNC_TEST_FULL in the environment runs
it anyway.
"""

import hashlib
import importlib.metadata
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# What such tests read, each other's modules among it.
FOLDERS = ("examples/from_snnax", "runtime", "test/Execution", "test/Frameworks", "test/Nir",
           "test/Target/Inputs")


def libraries(program):
    """What is loaded with a program; the system's package manager replaces it as a whole."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for file in sorted(word for word in listed.split() if word.startswith("/")):
        yield f"{pathlib.Path(file).resolve().name} {os.stat(file).st_size}"


def files():
    for name in FOLDERS:
        for file in sorted((ROOT / name).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def machine():
    """Python, its packages and the processor."""
    yield sys.version
    yield from sorted({f"{package.name} {package.version}"
                       for package in importlib.metadata.distributions()})
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        yield from sorted({line for line in cpuinfo.read_text().splitlines()
                           if line.startswith(("model name", "flags"))})


def key(programs, command):
    digest = hashlib.sha256()

    def add(*texts):
        for text in texts:
            digest.update((text if isinstance(text, bytes) else text.encode()) + b"\0")

    add(*(word.replace(str(ROOT), "") for word in command[1:]), *machine())
    for program in programs:
        add(pathlib.Path(program).name, pathlib.Path(program).read_bytes(), *libraries(program))
    for file in files():
        add(str(file.relative_to(ROOT)), file.read_bytes())
    return digest.hexdigest()


def main():
    split = sys.argv.index("--")
    programs, command = sys.argv[2:split], sys.argv[split + 1:]
    stamp = pathlib.Path(sys.argv[1]) / key(programs, command)
    if stamp.exists() and not os.environ.get("SNNC_TEST_FULL"):
        print(f"unchanged since it passed with:\n{stamp.read_text()}")
        return 0
    stamp.unlink(missing_ok=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    if done.returncode == 0:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        # At once: the same test may run in another clone.
        written = stamp.with_suffix(f".{os.getpid()}")
        written.write_text(done.stdout)
        written.replace(stamp)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
