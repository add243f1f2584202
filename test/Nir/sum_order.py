# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What leads to a node is added up in the order of the file's edges, Inputs like others:
in f32, (1 + 1e8) - 1e8 is 0, and (1e8 - 1e8) + 1 is 1."""

import argparse
import itertools
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file

TERMS = {"one": 1.0, "large": 1e8, "minus": -1e8}


def graph(order, inputs, target):
    """The terms are Inputs or Scales of one; they lead to a Scale by 1 or to the Output."""
    end = {"shape": np.array([1])}
    nodes = {"y": {"type": "Output"} | end}
    edges = []
    for name, value in TERMS.items():
        nodes[f"x_{name}"] = {"type": "Input"} | end
        if name not in inputs:
            nodes[name] = {"type": "Scale", "scale": np.float32([1])}
            edges.append((f"x_{name}", name))
    edges += [(f"x_{name}" if name in inputs else name, target) for name in order]
    if target == "sum":
        nodes["sum"] = {"type": "Scale", "scale": np.float32([1])}
        edges.append(("sum", "y"))
    return nodes, edges


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    checks = wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        words = []
        for name, value in TERMS.items():
            np.save(folder / f"{name}.npy", np.float32([[value]]))
            words.append(f"--input=x_{name}={folder}/{name}.npy")
        for order in itertools.permutations(TERMS):
            first, second, third = (np.float32(TERMS[name]) for name in order)
            for inputs, target in itertools.product([(), ("one",), ("large",), ("one", "minus"), tuple(TERMS)], ["sum", "y"]):
                nir_file.write(folder / "net.nir", *graph(order, inputs, target))
                subprocess.run([options.snnc, "run", str(folder / "net.nir"), "--interpret", *words,
                                f"--output={folder}/y.npy"], check=True, capture_output=True, timeout=60)
                checks += 1
                found = np.load(folder / "y.npy").item()
                if found != (first + second) + third:
                    wrong += 1
                    print(f"{order} with the Inputs {inputs} into {target}: {found}")
    print(f"{checks} sums, {wrong} in another order")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
