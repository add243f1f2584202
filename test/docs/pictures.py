# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The pictures in docs, drawn of examples/vowels.

    pictures.py SOURCES FOLDER [--write]

With --write they are written into SOURCES/docs, else into FOLDER and compared.
"""

import pathlib
import subprocess
import sys

PICTURES = {
    "graph.svg": ["info", "vowels.json", "--input", "test/x.npy", "--graph"],
    "raster.svg": ["run", "vowels.json", "--input", "test/x.npy", "--record", "lif", "--record", "evidence",
                   "--raster"],
}


def main():
    root, folder = map(pathlib.Path, sys.argv[1:3])
    docs = root / "docs"
    target = docs if "--write" in sys.argv else folder
    target.mkdir(parents=True, exist_ok=True)
    for name, command in PICTURES.items():
        subprocess.run(["snnc", *command, (target / name).resolve()], cwd=root / "examples/vowels", check=True,
                       stdout=subprocess.DEVNULL)
        if (target / name).read_bytes() != (docs / name).read_bytes():
            sys.exit(f"docs/{name} is not what snnc draws now; pictures.py {root} {folder} --write")
    print(f"{len(PICTURES)} pictures are as they are drawn now")


main()
