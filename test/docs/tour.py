# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The IR in docs/Tour.md, made by compiling the model that stands there.

    tour.py SOURCES FOLDER [--write]

A comment `<!-- PHASE: FIRST ... LAST -->` in front of a block says what the block
holds: the lines of the IR behind PHASE from the first that contains FIRST to the
next that contains LAST, or without LAST that one line. Several of these are
joined by lines of `...`. With --write the blocks are written, else compared.
"""

import difflib
import pathlib
import re
import subprocess
import sys
import textwrap

MODEL = re.compile(r"^```json model\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^<!-- ([a-z-]+): (.*?) -->\n```mlir\n(.*?)^```", re.MULTILINE | re.DOTALL)
PHASE = re.compile(r'^ *\{"([a-z-]+)", "', re.MULTILINE)


def compiled(model, phase):
    """Made for a CPU that is named, as panels and vectors follow it."""
    done = subprocess.run(["snnc", "compile", str(model), "--stop-after", phase, "-o", "-",
                           "--target", "x86_64-linux-gnu", "--cpu", "x86-64-v3"],
                          check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def excerpt(lines, place):
    first, _, last = place.partition(" ... ")
    begin = next((k for k, line in enumerate(lines) if first in line), None)
    if begin is None:
        sys.exit(f"no line has '{first}'")
    end = next((k for k, line in enumerate(lines[begin:], begin) if (last or first) in line), None)
    if end is None:
        sys.exit(f"no line behind '{first}' has '{last}'")
    return textwrap.dedent("\n".join(lines[begin:end + 1])) + "\n"


def main():
    root, folder = map(pathlib.Path, sys.argv[1:3])
    document = root / "docs/Tour.md"
    text = document.read_text()
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "tour.json"
    model.write_text(MODEL.search(text).group(1))
    phases = PHASE.findall((root / "compiler/Pipeline/Pipeline.cpp").read_text())
    shown = []

    def block(match):
        phase, places = match.group(1), match.group(2).split(" | ")
        shown.append(phase)
        lines = compiled(model, phase)
        body = "...\n".join(excerpt(lines, place) for place in places)
        return f"<!-- {phase}: {match.group(2)} -->\n```mlir\n{body}```"

    fresh = BLOCK.sub(block, text)
    left_out = [phase for phase in phases if f"`{phase}`" not in text]
    if not shown or left_out:
        sys.exit(f"phases that the tour does not name: {left_out}")
    if "--write" in sys.argv:
        document.write_text(fresh)
    elif fresh != text:
        diff = difflib.unified_diff(text.splitlines(True), fresh.splitlines(True),
                                    str(document), "as it is now; tour.py --write")
        sys.exit("".join(diff))
    print(f"{len(shown)} blocks, {len(phases)} phases named")


main()
