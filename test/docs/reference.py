# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that the reference in BUILD/docs has every operation and pass, and that
every operation has an example.

    reference.py SOURCES BUILD
"""

import pathlib
import re
import sys


def section(text, heading):
    """The text under a heading, up to the next one of the same depth."""
    found = re.search(rf"^### {re.escape(heading)}.*?(?=^### |\Z)", text,
                      re.MULTILINE | re.DOTALL)
    return found.group() if found else ""


def main():
    root, build = map(pathlib.Path, sys.argv[1:])
    texts = {name: (build / f"docs/{name}.md").read_text()
             for name in ("Dialect", "Transforms", "Conversion")}
    ops = set(re.findall(r'def \w+Op : \w+<"(\w+)"', "".join(
        (root / f"dialect/{name}.td").read_text() for name in ("NetworkOps", "PrimitiveOps", "ScanOps", "KernelOps"))))
    problems = [f"snn.{op}" for op in ops
                if "```mlir" not in section(texts["Dialect"], f"`snn.{op}`")]
    passes = set()
    for folder in ("Transforms", "Conversion"):
        found = re.findall(r'Pass<"(snn-[\w-]+)"', (root / f"compiler/{folder}/Passes.td").read_text())
        passes.update(found)
        problems += [name for name in found if len(section(texts[folder], f"`-{name}`")) < 200]
    if problems:
        sys.exit(f"not described with an example: {', '.join(problems)}")
    print(f"{len(ops)} operations, {len(passes)} passes")


main()
