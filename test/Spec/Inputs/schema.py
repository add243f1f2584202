# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the schema of models with what snnc says of each model in the
repository: files, and examples and tests of documents.

    schema.py SCHEMA SOURCES
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

BLOCK = re.compile(r"^```json (model|layer (\S+))\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
# What a schema can say, as snnc says it.
OF_KIND = re.compile(r"unknown key|needs the key '\w+'$|unknown layer type|expected one of \"")
FOLDERS = ("docs", "examples", "test", "bench")


def models(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.json")):
            yield path.name, path.read_text(errors="replace"), path.parent, False
        for path in sorted((root / folder).rglob("*.md")):
            for kind, shape, body in BLOCK.findall(path.read_text()):
                if kind != "model":
                    sizes = shape.replace("x", ", ")
                    body = ('{"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": '
                            f'[{sizes}]}}], "layers": [\n{body}]}}\n')
                yield path.name, body, root / "examples/topology", kind != "model"


def parse(text):
    try:
        value = json.loads(COMMENT.sub(lambda match: match.group(1) or "", text))
    except ValueError:
        return None
    return value if isinstance(value, dict) and value.get("format") == "snnc" else None


def check(text, folder):
    """What snnc says of a model beside whose file others are."""
    with tempfile.TemporaryDirectory() as where:
        for name in os.listdir(folder):
            os.symlink(folder / name, pathlib.Path(where) / name)
        done = subprocess.run(["snnc", "check", "-"], input=text, capture_output=True, text=True,
                              cwd=where)
    return done.returncode == 0, done.stderr


# Objects in which the user gives the names, some of which must be others' too.
OF_NAMES = ("state", "params", "init_state")


def mutants(layer):
    """The layer with something wrong, as a rule; and whether a schema can know that."""
    layer = {key: value for key, value in layer.items() if key != "name"}
    yield layer | {"weigth": 1}, True
    for key in layer:
        yield {other: value for other, value in layer.items() if other != key}, False
        yield layer | {key: {"?": 0}}, key not in OF_NAMES


def compare_mutants(validator, layers):
    """Layers that stand in one model, one a line: snnc names the lines that are wrong."""
    changed = [mutant for layer in layers for mutant in mutants(layer)]
    lines = [json.dumps(mutant) for mutant, _ in changed]
    text = ('{"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": 3}], "layers": ['
            '{"type": "?"},\n' + ",\n".join(lines) + "]}")
    done = subprocess.run(["snnc", "check", "-"], input=text, capture_output=True, text=True)
    refused = {int(line) for line in re.findall(r":(\d+):\d+: error: ", done.stderr)}
    for number, (mutant, is_known) in enumerate(changed, start=2):
        by_snnc, by_schema = number in refused, not validator.is_valid(mutant)
        if by_schema > by_snnc or (is_known and by_snnc != by_schema):
            sys.exit(f"refused by snnc: {by_snnc}, by the schema: {by_schema}:\n{mutant}")
    return len(changed)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    of_layer = jsonschema.Draft7Validator({"$ref": "#/definitions/layer",
                                          "definitions": schema["definitions"]})
    right = wrong = 0
    layers = []
    found = [(name, text, parse(text), folder, is_layer)
             for name, text, folder, is_layer in models(pathlib.Path(sys.argv[2]))]
    found = [each for each in found if each[2] is not None]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda each: check(each[1], each[3]), found))
    for (name, text, value, _, is_layer), (good, said) in zip(found, answers):
        problem = jsonschema.exceptions.best_match(validator.iter_errors(value))
        errors = [line for line in said.splitlines() if "error:" in line]
        if good and problem:
            sys.exit(f"{name}: snnc takes it, the schema does not: {problem.message}\n{text}")
        if any(map(OF_KIND.search, errors)) and not problem:
            sys.exit(f"{name}: the schema takes it, snnc does not:\n{said}\n{text}")
        if is_layer:
            layers += value["layers"]
        right += not problem
        wrong += problem is not None
    mutated = compare_mutants(of_layer, layers)
    print(f"{right} models are right by the schema, {wrong} are wrong by it; "
          f"{mutated} changed layers")


main()
