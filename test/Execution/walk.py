# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the commands of a README.md, those in blocks marked `sh`, from the root of
the repository, and then the program in its block marked `c`. SNNAX is the stand-in of
Inputs/snnax.

    walk.py README.md FOLDER

What the README puts into /tmp/walk goes into FOLDER.
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
def blocks(text, language):
    return "".join(re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


def run_program(code, folder):
    """What it includes is above its statements."""
    includes, statements = code.split("\n", 1)
    compiled = folder / "compiled"
    source = compiled / "main.c"
    source.write_text(f"{includes}\nint main(void) {{\n{statements}return scores[29][0] == 0;\n}}\n")
    subprocess.run(["cc", "-std=c99", "-pedantic", "-Wall", "-Werror", "-I", compiled, source,
                    compiled / "net.o", "-o", compiled / "main"], check=True)
    subprocess.run([compiled / "main"], check=True)


def main():
    readme, folder = map(pathlib.Path, sys.argv[1:])
    text = readme.read_text()
    commands = blocks(text, "sh").splitlines()
    here = {".venv/bin/python": sys.executable, "build/bin/snnc": "snnc", "/tmp/walk": str(folder)}
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(HERE / "Inputs")}
    for command in commands:
        for written, meant in here.items():
            command = command.replace(written, meant)
        subprocess.run(command, shell=True, check=True, cwd=HERE.parents[1], env=environment)
    run_program(blocks(text, "c"), folder)
    print(f"{len(commands)} commands, and the program")


main()
