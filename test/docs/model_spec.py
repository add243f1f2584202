# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the models in README.md, docs/ModelSpec.md and docs/ComingFromSNNAX.md,
and that docs/ModelSpec.md tells of every layer.

    model_spec.py SOURCES FOLDER

A block marked `json model` is a model; one marked `json layer 2x8x8` is a layer
whose input has that shape.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

BLOCK = re.compile(r"^```json (model|layer (\S+))\n(.*?)^```", re.MULTILINE | re.DOTALL)
# The last one has the sections on layers.
DOCUMENTS = ("README.md", "docs/ComingFromSNNAX.md", "docs/ModelSpec.md")


def check(path):
    done = subprocess.run(["snnc", "check", str(path)], capture_output=True, text=True)
    if done.returncode or done.stderr:
        sys.exit(f"an example is wrong:\n{path.read_text()}\n{done.stderr}")


def main():
    root, folder = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "examples/topology/topology3.safetensors", folder)
    blocks, types = [], set()
    for name in DOCUMENTS:
        text = (root / name).read_text()
        blocks += BLOCK.findall(text)
    for number, (kind, shape, body) in enumerate(blocks):
        path = folder / f"example{number}.json"
        if kind != "model":
            types.add(json.loads(body)["type"])
            sizes = shape.replace("x", ", ")
            body = ('{"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": '
                    f'[{sizes}]}}], "layers": [\n{body}]}}\n')
        path.write_text(body)
        check(path)
    schema = json.loads(subprocess.run(["snnc", "help", "schema"], capture_output=True, text=True,
                                       check=True).stdout)
    known = set(schema["definitions"]["layer"]["properties"]["type"]["enum"])
    undescribed = {name for name in known - types if f"`{name}`" not in text}
    if not known or undescribed or types - known:
        sys.exit(f"without an example: {undescribed}, or unknown: {types - known}")
    print(f"{len(blocks)} examples are right, {len(types)} layers have one")


main()
