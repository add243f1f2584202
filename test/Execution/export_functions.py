# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every function of a spec's Lambda is recognised by examples/from_snnax, in a Lambda and in
an MLP, however it is wrapped, and gives what JAX gives.

    export_functions.py --snnc SNNC
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE / "Inputs"), str(HERE.parents[1] / "examples/from_snnax")]

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from snnax import snn

from export import export

SAME = {"swish": "silu", "hard_swish": "hard_silu", "celu": "elu"}  # what gives the same numbers


def names_of_spec(snnc, folder):
    """As the compiler lists them to who names another."""
    spec = {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [3]}],
            "layers": [{"type": "Lambda", "fn": "none_of_them"}]}
    (folder / "wrong.json").write_text(json.dumps(spec))
    said = subprocess.run([snnc, "check", folder / "wrong.json"], capture_output=True, text=True).stderr
    names = re.findall(r'"(\w+)"', said.split("for 'fn'")[0].split("expected one of")[1])
    assert len(names) >= 31, said
    return names


def function(name):
    return getattr(jax.nn, name, None) or getattr(jnp, name)


def wrapped(name):
    return jax.jit(lambda x: function(name)(x))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--snnc", required=True)
    snnc = parser.parse_args().snnc
    with tempfile.TemporaryDirectory() as path:
        folder = pathlib.Path(path)
        names = names_of_spec(snnc, folder)
        count = len(names)
        graph = snn.GraphStructure(count, [[0]] * count, list(range(count)), [[]] * count)
        layers = [eqx.nn.Lambda(wrapped(name)) for name in names]
        export(snn.StatefulModel(graph, layers), folder / "net.json", {"x": (40,)},
               outputs=[{"name": f"y_{name}"} for name in names])
        for name, layer in zip(names, json.loads((folder / "net.json").read_text())["layers"], strict=True):
            assert layer == {"type": "Lambda", "fn": SAME.get(name, name)}, (name, layer)
        x = np.float32(np.random.default_rng(3).normal(size=(3, 40)) * 3)
        np.save(folder / "x.npy", x)
        outputs = [f"--output=y_{name}={folder}/{name}.npy" for name in names]
        subprocess.run([snnc, "run", folder / "net.json", "--input", folder / "x.npy", *outputs],
                       check=True, capture_output=True)
        for name in names:
            expected = np.stack([function(name)(row) for row in x])
            np.testing.assert_allclose(np.load(folder / f"{name}.npy"), expected, 1e-5, 1e-6, err_msg=name)
        model = eqx.nn.MLP(4, 2, 8, 1, activation=wrapped("mish"), final_activation=jnp.square,
                           key=jax.random.PRNGKey(0))
        export(model, folder / "mlp.json", {"x": (4,)})
        layer, = json.loads((folder / "mlp.json").read_text())["layers"]
        assert (layer["activation"], layer["final_activation"]) == ("mish", "square"), layer
    print(f"{count} functions are recognised")


main()
