# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that every C and C++ file is as clang-format would write it.

    clang_format.py CLANG-FORMAT SOURCES
"""

import pathlib
import subprocess
import sys

FOLDERS = ("compiler", "dialect", "runtime", "test", "examples", "bench")
SUFFIXES = (".c", ".h", ".cpp", ".hpp")


def main():
    clang_format, root = sys.argv[1], pathlib.Path(sys.argv[2])
    files = sorted(str(file.relative_to(root)) for folder in FOLDERS
                   for file in (root / folder).rglob("*") if file.suffix in SUFFIXES)
    if not files:
        sys.exit(f"no source files under {root}")
    done = subprocess.run([clang_format, "--dry-run", "-Werror", *files], cwd=root)
    if done.returncode:
        sys.exit("clang-format-22 -i on the files above puts it right")
    print(f"{len(files)} files are formatted")


main()
