# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What tests of many small expectations share."""

import argparse
import pathlib
import subprocess
import sys
import tempfile


class Checker:
    """Runs snnc in a folder, and counts what holds."""

    def __init__(self, snnc, folder):
        self.snnc, self.folder, self.checks, self.wrong = snnc, pathlib.Path(folder), 0, 0

    def call(self, *words):
        return subprocess.run([self.snnc, *map(str, words)], capture_output=True, text=True, timeout=120)

    def expect(self, what, holds):
        self.checks += 1
        if not holds:
            self.wrong += 1
            print(f"wrong: {what}")


def main(doc, what, *tests, kind=Checker):
    """Each test takes the Checker."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checker = kind(options.snnc, folder)
        for test in tests:
            test(checker)
    print(f"{checker.checks} checks of {what}, {checker.wrong} wrong")
    sys.exit(1 if checker.wrong else 0)
