# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A file that the Python package nir wrote, read and written by snnc, is the same file to
the package.

    nir_package.py SNNC-REPLAY FOLDER
"""

import pathlib
import subprocess
import sys

import nir
import numpy as np

replay, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def random(*shape, dtype="float32"):
    return np.random.default_rng(sum(shape)).random(shape).astype(dtype)


def nodes():
    """One node of every type, by names that need care."""
    def values(count, size=4, dtype="float32"):
        return [random(size, dtype=dtype) + i for i in range(count)]
    pool = [np.array([2, 2]), np.array([2, 1]), np.array([0, 1])]
    inner = nir.NIRGraph({"input": nir.Input(np.array([4])), "a_b": nir.Scale(random(4)),
                          "output": nir.Output(np.array([4]))}, [], type_check=False)
    return {
        "input": nir.Input(np.array([4])), "Affine": nir.Affine(random(3, 4), random(3)),
        "0": nir.Linear(random(300, 1001, dtype="float64")), "scale me": nir.Scale(random(4)),
        "c.1": nir.Conv1d(9, random(2, 3, 5), 1, "same", 1, 1, random(2)),
        "c-2": nir.Conv2d((9, 8), random(2, 3, 5, 3), (1, 2), (0, 1), 1, 1, random(2)),
        "sum": nir.SumPool2d(*pool), "Ø": nir.AvgPool2d(*pool),
        "flat": nir.Flatten({"input": np.array([1, 2, 3])}, 1, -1),
        "delay": nir.Delay(random(4)), "I": nir.I(random(4)), "IF": nir.IF(*values(3)),
        "LI": nir.LI(*values(3, dtype="float64")), "LIF": nir.LIF(*values(5)),
        "CubaLI": nir.CubaLI(*values(5)), "CubaLIF": nir.CubaLIF(*values(7)),
        "T": nir.Threshold(random(4), metadata={"by": "a test", "n": 3}), "graph": inner,
        "output": nir.Output(np.array([4])),
    }


def same(a, b, where):
    """Compares what the package reads, value by value."""
    if isinstance(a, dict):
        assert sorted(a) == sorted(b), f"{where}: {sorted(a)} and {sorted(b)}"
        for key, value in a.items():
            same(value, b[key], f"{where}/{key}")
    elif isinstance(a, (str, list)):
        assert a == b, f"{where}: {a} and {b}"
    elif a is not None or b is not None:
        a, b = np.asarray(a), np.asarray(b)
        assert a.shape == b.shape, f"{where}: {a.shape} and {b.shape}"
        assert np.array_equal(a.astype("float32"), b.astype("float32")), where


def check(graph, name, **options):
    """Writes, copies and reads a graph."""
    original, copy = folder / f"{name}.nir", folder / f"{name}-copy.nir"
    nir.write(original, graph, **options)
    subprocess.run([replay, "copy", original, copy], check=True)
    before, after = (nir.read(file, type_check=False) for file in (original, copy))
    same(before.to_dict(), after.to_dict(), name)
    assert before.edges == after.edges, name
    assert nir.serialization.read_version(copy) == nir.version


def main():
    wires = [("input", "scale me"), ("scale me", "LIF"), ("LIF", "scale me"), ("LIF", "Ø"),
             ("T", "output"), ("c.1", "c-2"), ("input", "output")]
    graph = nir.NIRGraph(nodes(), wires, metadata={"who": "me"}, type_check=False)
    for compression in (None, "gzip", "lzf"):
        check(graph, f"all-{compression}", compression=compression)
    check(nir.NIRGraph(nodes(), [], type_check=False), "no-edges")


main()
