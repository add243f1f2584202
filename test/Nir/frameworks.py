# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares snnc with what frameworks answered when test/Frameworks/record.py
recorded them: spikes exactly, values to 1e-5.

    frameworks.py [--snnc PATH] [--keep DIR] [NAME...]
"""

import argparse
import json
import pathlib
import sys
import tempfile

import numpy as np

import nir_file

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Frameworks"))

import harness  # noqa: E402


def rebuild(value, arrays):
    """A node or a field of a recording."""
    if isinstance(value, dict) and set(value) == {"array"}:
        return arrays[value["array"]]
    if isinstance(value, dict):
        return {key: rebuild(inner, arrays) for key, inner in value.items()}
    return value


def load(path, folder):
    """Writes the network of a recording, and gives the Case."""
    arrays = np.load(path)
    about = json.loads(str(arrays["about"]))
    file = folder / ("net.json" if "spec" in about else "net.nir")
    if "spec" in about:
        file.write_text(json.dumps(about["spec"]))
    else:
        graph = rebuild(about["graph"], arrays)
        nir_file.write(file, graph["nodes"], graph["edges"], compression="gzip")
    y = arrays["y"]
    answer = harness.Answer(y, np.full(y.shape[:2], np.inf), about["framework"])
    return harness.Case(path.stem, file, np.float32(arrays["x"]), [answer], about["convention"],
                        tuple(about["options"]), about["spikes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(harness.ROOT / "build/bin/snnc"))
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    count, failed = harness.Count(), 0
    paths = sorted((HERE / "Inputs/frameworks").glob("*.npz"))
    for path in paths:
        if options.names and path.stem not in options.names:
            continue
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            if options.keep:
                folder = options.keep / path.stem
                folder.mkdir(parents=True, exist_ok=True)
            problem = harness.check(load(path, folder), options.snnc, count, options.keep and folder)
        count.networks += 1
        if problem:
            failed += 1
            print(problem)
    print(f"{count.networks} networks of frameworks; compared {count.spikes:,} spikes ({count.fired:,} not 0) "
          f"and {count.values:,} values; {failed} networks differ")
    return 1 if failed or not count.networks else 0


if __name__ == "__main__":
    sys.exit(main())
