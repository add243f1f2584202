# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports models of SNNAX's classes (those of Inputs/snnax, which bear their
names) and runs them in `snnc run` and in JAX: outputs must agree, before a
neuron comes near its threshold.

    compare_snnax.py [--snnc PATH] [MODEL...]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path += [str(HERE / "Inputs"), str(ROOT / "examples/from_snnax")]

from case import NEAR, draw_inputs  # first: it sets JAX up
import equinox as eqx
import jax
import numpy as np
from snnax import functional, snn

from comparison import Mismatch, compare
from export import export
from snnax_models import MODELS, Keys

STEPS = 20
FEWEST = 12
SEED = 7


def run_jax(model, state, inputs):
    """The outputs step by step, up to where a neuron comes near its threshold."""
    graph, outs = model.graph_structure, []
    for t in range(STEPS):
        functional.nearest.clear()
        state, out = model.forward_fn(model.layers, graph, None, state, [x[t] for x in inputs])
        if min(functional.nearest, default=1) <= NEAR:
            break
        outs.append([np.asarray(out[i], np.float32) for i in graph.final_layer_ids])
    return [np.stack(out) for out in zip(*outs)]


def run_snnc(snnc, folder, shapes, inputs, outputs):
    command = [snnc, "run", folder / "net.json", "--key", f"0,{SEED}"]
    for name, x in zip(shapes, inputs):
        np.save(folder / f"{name}.npy", x)
        command += ["--input", f"{name}={folder}/{name}.npy"]
    for name in outputs:
        command += ["--output", f"{name}={folder}/{name}.npy"]
    if code := subprocess.run(command).returncode:
        raise Mismatch(f"exit code {code}")
    return [np.load(folder / f"{name}.npy") for name in outputs]


def case(snnc, folder, name):
    """Gives over how many steps and output spikes the two agree."""
    model, shapes, *layer_shapes = MODELS[name](Keys(SEED))
    inputs = draw_inputs(np.random.default_rng(SEED), [{"shape": s} for s in shapes.values()],
                         STEPS)
    whole = model if isinstance(model, snn.StatefulModel) else snn.Sequential(model)
    finals = whole.graph_structure.final_layer_ids
    outputs = [{"name": f"out{i}"} for i in range(len(finals))]
    export(model, folder / "net.json", shapes, outputs=outputs)
    state = whole.init_state([tuple(s) for s in shapes.values()], *layer_shapes,
                             key=jax.random.PRNGKey(SEED))
    expected = run_jax(whole, state, inputs)
    steps = len(expected[0]) if expected else 0
    if steps < FEWEST:
        raise Mismatch(f"{steps} steps are too few to compare; choose other weights")
    found = run_snnc(snnc, folder, shapes, [x[:steps] for x in inputs],
                     [each["name"] for each in outputs])
    for each, left, right in zip(outputs, found, expected):
        compare(each["name"], left, right)
    if not any(np.ptp(out) for out in expected):
        raise Mismatch("nothing happens in it; choose other weights")
    return steps


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    parser.add_argument("models", nargs="*", default=list(MODELS))
    options = parser.parse_args()
    failed = 0
    for name in options.models:
        with tempfile.TemporaryDirectory() as folder:
            try:
                steps = case(options.snnc, pathlib.Path(folder), name)
                print(f"{name}: {steps} steps as in JAX")
            except Mismatch as problem:
                failed += 1
                print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(options.models) - failed} models agree")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
