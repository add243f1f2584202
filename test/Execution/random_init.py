# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is drawn is what JAX draws from the same key (docs/Semantics.md, R1 to
R5):

    states      init_state, of every init_fn: by snnc run, by the C interface, by
                the reference interpreter, and without fused multiply-add
    parameters  weights and biases of Linear, Conv2d and MLP, against Equinox's layers

    random_init.py [--snnc PATH]
Uniform values are equal bit for bit, normal ones to 1 ulp.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import equinox as eqx
import jax
import numpy as np
from safetensors.numpy import load_file

import native_model

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHAPES = [[3, 5, 7]]
KEYS = [(0xdeadbeef, 0x12345678)]
if os.environ.get("SNNC_TEST_FULL"):
    SHAPES += [[1], [5], [33], [3, 5], [40, 2], [17, 2, 3]]
    KEYS += [(0, 0), (0, 42)]

# The layer classes take turns; every init_fn is a layer's.
INITS = [
    "uniform",
    {"fn": "uniform", "low": -0.3, "high": 0.7},
    {"fn": "uniform", "low": 1e-3, "high": 1.1e-3},
    "normal",
    {"fn": "normal", "mean": -0.5, "std": 0.1},
    {"fn": "constant", "value": 0.25},
    "ones",
    "zeros",
]
CLASSES = [("LIF", 2), ("SimpleLI", 1), ("LIFSoftReset", 2), ("SimpleLIF", 1)]


def spec(shape):
    layers = [{"type": CLASSES[k % len(CLASSES)][0],
               "decay_constants": [0.9] * CLASSES[k % len(CLASSES)][1], "init_fn": init}
              for k, init in enumerate(INITS)]
    return {"format": "snnc", "version": 1, "name": "drawn",
            "inputs": [{"name": "x", "shape": shape}], "layers": layers}


def draw(init, key, shape):
    """The value, and by how many ulp another may differ."""
    init = {"fn": init} if isinstance(init, str) else init
    f32 = np.float32
    if init["fn"] == "uniform":
        return jax.random.uniform(key, shape, minval=f32(init.get("low", 0)),
                                  maxval=f32(init.get("high", 1))), 0
    if init["fn"] == "normal":
        normal = np.asarray(jax.random.normal(key, shape))
        return normal * f32(init.get("std", 1)) + f32(init.get("mean", 0)), 1
    value = {"zeros": 0, "ones": 1}.get(init["fn"], init.get("value"))
    return np.full(shape, value, np.float32), 0


def expected_states(shape, key):
    keys = jax.random.split(jax.random.wrap_key_data(np.uint32(key)), len(INITS))
    return {f"{k}.v": draw(init, keys[k], tuple(shape)) for k, init in enumerate(INITS)}


def compare(what, found, expected, ulps):
    expected = np.asarray(expected)
    if found.shape != expected.shape:
        sys.exit(f"{what}: {found.shape}, expected {expected.shape}")
    numbers = [x.view(np.int32).astype(np.int64) for x in (found, expected)]
    far = abs(numbers[0] - numbers[1]) > ulps
    if far.any():
        at = tuple(np.argwhere(far)[0])
        sys.exit(f"{what} at {at}: found {found[at]:.9g}, expected {expected[at]:.9g}; "
                 f"{far.sum()} of {far.size} differ")
    return found.size


class Runner:
    def __init__(self, snnc, folder):
        self.snnc, self.folder = snnc, folder

    def write(self, model):
        path = self.folder / "drawn.json"
        path.write_text(json.dumps(model))
        return path

    def snnc_run(self, *arguments):
        subprocess.run([str(each) for each in (self.snnc, *arguments)], check=True)

    def states(self, model, shape, key, *options):
        x, states = self.folder / "x.npy", self.folder / "states.safetensors"
        np.save(x, np.zeros((0, *shape), np.float32))
        self.snnc_run("run", model, "--input", x, "--state-out", states, "--key",
                      ",".join(map(str, key)), *options)
        return load_file(states)

    def output(self, model, x, *options):
        given, taken = self.folder / "x.npy", self.folder / "y.npy"
        np.save(given, np.float32(x))
        self.snnc_run("run", model, "--input", given, "--output", taken, *options)
        return np.load(taken)


def check_states(runner, shape):
    path = runner.write(spec(shape))
    runner.snnc_run("compile", path, "--emit=lib", "-o", runner.folder)
    library = native_model.Model(next(runner.folder.glob("*.so")), "drawn")
    count = 0
    for key in KEYS:
        expected = expected_states(shape, key)
        found = {"snnc run": runner.states(path, shape, key),
                 "the C interface": library.states(library.new_state(key))}
        if platform.machine() == "x86_64":
            found["without FMA"] = runner.states(path, shape, key, "--cpu=x86-64")
        for how, states in found.items():
            for name, (values, ulps) in expected.items():
                count += compare(f"{how}, shape {shape}, key {key}, state {name}",
                                 states[name], values, ulps)
        x = np.random.default_rng(1).normal(size=(3, *shape))
        options = ["--key", ",".join(map(str, key))]
        outputs = [runner.output(path, x, *options, *more) for more in ([], ["--interpret"])]
        count += compare(f"interpreter, shape {shape}, key {key}", *outputs, 0)
    return count


def drawn_layer(cls, use_bias, **arguments):
    layer = {"type": cls, **arguments, "weight": {"init": "uniform"}, "use_bias": use_bias}
    return {**layer, "bias": {"init": {"fn": "uniform"}}} if use_bias else layer


def check_parameters(runner, layer, module, shape, seed):
    """The layer stands second in its model, behind another one. Without a bias, an
    input of one 1 gives a column of the weight; with one, zeros give the bias."""
    model = {"format": "snnc", "version": 1, "name": "drawn",
             "inputs": [{"name": "x", "shape": shape}], "layers": [{"type": "Identity"}]}
    key = jax.random.split(jax.random.PRNGKey(seed), 2)[1]
    made = module(key=key)
    size = int(np.prod(shape))
    ones = np.eye(size, dtype=np.float32).reshape(size, *shape)
    path = runner.write({**model, "layers": [*model["layers"], layer(False)]})
    columns = runner.output(path, ones, "--key", str(seed)).reshape(size, -1).T
    count = compare_weights(made, columns)
    path = runner.write({**model, "layers": [*model["layers"], layer(True)]})
    bias = runner.output(path, np.zeros((1, *shape)), "--key", f"0,{seed}")
    return count + compare(f"{type(made).__name__} bias", bias.ravel(),
                           np.asarray(made.bias).ravel(), 0)


def compare_weights(made, columns):
    """columns[o, j] is what input j adds to output o: a convolution whose kernel is
    the whole input has one output a channel, and reads its group alone."""
    weight = np.asarray(made.weight)
    rows = weight.reshape(weight.shape[0], -1)
    groups = getattr(made, "groups", 1)
    expected = np.zeros_like(columns)
    outputs, inputs = columns.shape[0] // groups, columns.shape[1] // groups
    for group in range(groups):
        part = slice(group * outputs, (group + 1) * outputs)
        expected[part, group * inputs:(group + 1) * inputs] = rows[part]
    return compare(f"{type(made).__name__} weight", columns, expected, 0)


def check_linear(runner, inputs, outputs, seed):
    return check_parameters(
        runner, lambda bias: drawn_layer("Linear", bias, in_features=inputs, out_features=outputs),
        lambda key: eqx.nn.Linear(inputs, outputs, key=key), [inputs], seed)


def check_conv(runner, inputs, outputs, kernel, groups, seed):
    arguments = {"in_channels": inputs, "out_channels": outputs, "kernel_size": kernel,
                 "groups": groups}
    return check_parameters(
        runner, lambda bias: drawn_layer("Conv2d", bias, **arguments),
        lambda key: eqx.nn.Conv2d(inputs, outputs, kernel, groups=groups, key=key),
        [inputs, *kernel], seed)


def check_nested(runner):
    """A composition splits its key again among its layers."""
    lif = {"type": "LIF", "decay_constants": [0.9, 0.8], "init_fn": "uniform"}
    inner = {"type": "Sequential", "name": "inner", "layers": [{"type": "Identity"}, lif]}
    block = {"type": "CompoundLayer", "name": "block", "layers": [lif, inner, lif]}
    path = runner.write({**spec([9]), "layers": [{"type": "Identity"}, block]})
    key = jax.random.split(jax.random.PRNGKey(7), 2)[1]
    first, second, third = jax.random.split(key, 3)
    keys = {"block.0.v": first, "block.inner.1.v": jax.random.split(second, 2)[1],
            "block.2.v": third}
    found = runner.states(path, [9], (0, 7))
    return sum(compare(f"nested, state {name}", found[name],
                       jax.random.uniform(key, (9,)), 0) for name, key in keys.items())


def check_mlp(runner, inputs, outputs, width, depth, seed):
    """Weights as in Equinox's MLP, seen through what comes out."""
    parts = [{"weight": {"init": "uniform"}, "bias": {"init": "uniform"}}] * (depth + 1)
    layer = {"type": "MLP", "in_size": inputs, "out_size": outputs, "width_size": width,
             "depth": depth, "layers": parts}
    path = runner.write({**spec([inputs]), "layers": [{"type": "Identity"}, layer]})
    key = jax.random.split(jax.random.PRNGKey(seed), 2)[1]
    made = eqx.nn.MLP(inputs, outputs, width, depth, key=key)
    x = np.float32(np.random.default_rng(seed).normal(size=(5, inputs)))
    found = runner.output(path, x, "--key", str(seed))
    expected = np.stack([np.asarray(made(each)) for each in x])
    if not np.allclose(found, expected, rtol=1e-5, atol=1e-6):
        sys.exit(f"MLP: {found}, expected {expected}")
    return expected.size


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--snnc", default=ROOT / "build/bin/snnc")
    snnc = parser.parse_args().snnc
    with tempfile.TemporaryDirectory() as name:
        count = 0
        for number, shape in enumerate(SHAPES):
            folder = pathlib.Path(name) / str(number)
            folder.mkdir()
            count += check_states(Runner(snnc, folder), shape)
        runner = Runner(snnc, pathlib.Path(name))
        count += check_linear(runner, 7, 20, seed=3)
        count += check_linear(runner, 33, 2, seed=2000000000)
        count += check_conv(runner, 3, 8, [3, 5], 1, seed=5)
        count += check_conv(runner, 4, 6, [2, 2], 2, seed=6)
        count += check_nested(runner)
        count += check_mlp(runner, 5, 3, 7, 2, seed=8)
        count += check_mlp(runner, 4, 2, 3, 0, seed=9)
    print(f"{count} values as JAX draws them")


if __name__ == "__main__":
    main()
