# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A SNNAX model in JAX and, exported, in `snnc run`, step by step side by side."""

import pathlib
import subprocess
import sys

from case import NEAR, draw_inputs  # first: it sets JAX up
import jax
import numpy as np

from comparison import Mismatch, compare

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "examples/from_snnax"))
from export import export

STEPS = 20
FEWEST = 8
SEED = 7


def run_jax(step, state, inputs, nearest):
    """`step(state, inputs)` gives the next state and the outputs, and appends to
    `nearest` how near each layer of neurons came to its threshold. Up to where
    that is too near."""
    outs = []
    for t in range(STEPS):
        nearest.clear()
        state, out = step(state, [x[t] for x in inputs])
        if min(nearest, default=1) <= NEAR:
            break
        outs.append([np.asarray(each, np.float32) for each in out])
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


def agree(snnc, folder, model, shapes, finals, start, step, nearest):
    """Gives over how many steps the two agree. `start(key)` gives the first state;
    `finals` are the layers that `step` gives the outputs of."""
    random = np.random.default_rng(SEED)
    inputs = draw_inputs(random, [{"shape": s} for s in shapes.values()], STEPS)
    names = [f"out{i}" for i in finals]
    export(model, folder / "net.json", shapes, outputs=[{"name": n} for n in names])
    expected = run_jax(step, start(jax.random.PRNGKey(SEED)), inputs, nearest)
    steps = len(expected[0]) if expected else 0
    if steps < FEWEST or not any(np.ptp(out) for out in expected):
        raise Mismatch(f"too little happens in {steps} steps; choose other weights")
    found = run_snnc(snnc, folder, shapes, [x[:steps] for x in inputs], names)
    for name, left, right in zip(names, found, expected):
        compare(name, left, right)
    return steps
