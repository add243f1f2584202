# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the commands of a README.md, those in blocks marked `sh`, from the root of
the repository. SNNAX is the stand-in of Inputs/snnax.

    walk.py README.md FOLDER

What the README puts into /tmp/walk goes into FOLDER.
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main():
    readme, folder = map(pathlib.Path, sys.argv[1:])
    commands = "".join(BLOCK.findall(readme.read_text())).splitlines()
    here = {".venv/bin/python": sys.executable, "build/bin/snnc": "snnc", "/tmp/walk": str(folder)}
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(HERE / "Inputs")}
    for command in commands:
        for written, meant in here.items():
            command = command.replace(written, meant)
        subprocess.run(command, shell=True, check=True, cwd=HERE.parents[1], env=environment)
    print(f"{len(commands)} commands")


main()
