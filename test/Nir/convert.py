# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""snnc convert: what is written says what was read.

Networks go from NIR to JSON and to NIR again, and from JSON with SNNAX's neurons to
NIR; every file is run, with the options that snnc names for it, and the NIR package
reads those that are its own.
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import tempfile

import h5py
import nir
import numpy as np

import nir_file

STEPS = 60


def neuron(kind, size, random, **fields):
    """A node with values of its own for each neuron."""
    def around(center):
        return np.float32(center * random.uniform(0.7, 1.3, size))
    own = {"LIF": {"tau": 2e-3, "r": 1.0, "v_leak": 0.0, "v_threshold": 0.05},
           "LI": {"tau": 3e-3, "r": 1.0, "v_leak": 0.1},
           "IF": {"r": 1e3, "v_threshold": 0.6},
           "CubaLIF": {"tau_mem": 2e-3, "tau_syn": 1e-3, "r": 10.0, "v_leak": 0.0, "w_in": 2.0,
                       "v_threshold": 0.2, "v_reset": -0.1},
           "CubaLI": {"tau_mem": 2e-3, "tau_syn": 1e-3, "r": 2.0, "v_leak": 0.0, "w_in": 1.0},
           }[kind]
    return {"type": kind} | {key: around(value) for key, value in own.items()} | fields


def affine(inputs, outputs, random, bias=True):
    node = {"type": "Affine" if bias else "Linear",
            "weight": np.float32(random.normal(size=(outputs, inputs)) / np.sqrt(inputs))}
    if bias:
        node["bias"] = np.float32(random.normal(size=outputs) / 5)
    return node


def port(kind, shape):
    return {"type": kind, "shape": np.array(shape)}


def chain(random):
    weight = np.float32(random.normal(size=(4, 1, 3, 2)))
    nodes = {
        "input": port("Input", (2, 7, 6)),
        "conv": {"type": "Conv2d", "weight": weight, "bias": np.float32(random.normal(size=4)),
                 "input_shape": np.array([7, 6]), "stride": np.array([1, 1]),
                 "padding": np.array([1, 0]), "dilation": np.array([1, 1]), "groups": 2},
        "spikes": neuron("IF", (4, 7, 5), random),
        "pool": {"type": "SumPool2d", "kernel_size": np.array([2, 2]),
                 "stride": np.array([2, 2]), "padding": np.array([0, 0])},
        "flat": {"type": "Flatten", "start_dim": 0, "end_dim": -1,
                 "input_type": np.array([4, 3, 2])},
        "fc": affine(24, 5, random), "out": neuron("LI", 5, random),
        "output": port("Output", (5,))}
    names = list(nodes)
    return nodes, list(zip(names, names[1:])), {"input": (2, 7, 6)}, ["out"]


def recurrent(random):
    nodes = {"input": port("Input", (6,)), "fc": affine(6, 8, random),
             "rec.lif": neuron("CubaLIF", 8, random), "rec.w": affine(8, 8, random),
             "late": {"type": "Delay", "delay": np.float32(random.integers(0, 4, 8) * 1e-4)},
             "skip": {"type": "Scale", "scale": np.float32(random.normal(size=8))},
             "out": neuron("LIF", 8, random), "output": port("Output", (8,)),
             "second": port("Output", (8,))}
    edges = [("input", "fc"), ("fc", "rec.lif"), ("rec.lif", "rec.w"), ("rec.w", "rec.lif"),
             ("rec.lif", "late"), ("late", "out"), ("fc", "skip"), ("skip", "out"),
             ("out", "output"), ("rec.lif", "second")]
    return nodes, edges, {"input": (6,)}, ["output", "second"]


def two_inputs(random):
    nodes = {"left": port("Input", (3,)), "right": port("Input", (4,)),
             "a": affine(3, 5, random), "b": affine(4, 5, random, bias=False),
             "lif": neuron("LIF", 5, random), "self": neuron("CubaLI", 5, random),
             "output": port("Output", (5,))}
    edges = [("left", "a"), ("right", "b"), ("a", "lif"), ("b", "lif"), ("lif", "lif"),
             ("lif", "self"), ("self", "output")]
    return nodes, edges, {"left": (3,), "right": (4,)}, ["output"]


def snnax_spec(random):
    """A recurrent layer that joins its inputs, and one that is read twice."""
    def matrix(rows, columns):
        return np.float32(random.normal(size=(rows, columns)) / np.sqrt(columns) * 2).tolist()
    return {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [6]}],
            "layers": [
                {"type": "Linear", "name": "fc", "in_features": 14, "out_features": 8,
                 "weight": matrix(8, 14), "bias": np.float32(random.normal(size=8)).tolist(),
                 "from": ["x", "lif"]},
                {"type": "LIF", "name": "lif", "decay_constants": [0.9, 0.8], "threshold": 0.6,
                 "from": ["fc"]},
                {"type": "Linear", "name": "read", "in_features": 8, "out_features": 4,
                 "weight": matrix(4, 8), "use_bias": False,
                 "from": [{"layer": "lif", "delay": 2}]},
                {"type": "SimpleLI", "name": "out", "decay_constants": [0.85], "from": ["read"]}]}


class Runner:
    def __init__(self, snnc, folder, random):
        self.snnc, self.folder, self.random = snnc, pathlib.Path(folder), random

    def call(self, *arguments):
        done = subprocess.run([self.snnc, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"snnc {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout

    def convert(self, model, options, kind, folder):
        """Gives the file and the options with which to read it."""
        out = self.folder / folder
        printed = self.call("convert", model, *options, "--to", kind, "-o", out)
        written = out / f"{pathlib.Path(model).stem}.{kind}"
        named = [line for line in printed.splitlines() if line.startswith("  --")]
        return written, shlex.split(named[0]) if named else []

    def draw(self, shapes):
        arguments = []
        for name, shape in shapes.items():
            path = self.folder / f"{name}.npy"
            np.save(path, np.float32(self.random.random((STEPS, *shape)) < 0.4))
            arguments += ["--input", f"{name}={path}"]
        return arguments

    def run(self, model, options, inputs, outputs):
        files = {name: self.folder / f"out-{name}.npy" for name in outputs}
        named = [f"--output={name}={file}" for name, file in files.items()]
        self.call("run", model, *options, *inputs, *named)
        return [np.load(file) for file in files.values()]


def metadata_of(path):
    with h5py.File(path) as file:
        return {key: text.asstr()[()] for key, text in file["node/metadata"].items()}


def outputs_of(runner, model, options):
    lines = runner.call("info", model, *options).splitlines()
    return [line.split()[1] for line in lines if line.startswith("output")]


def compare(what, first, second):
    for a, b in zip(first, second, strict=True):
        if not np.array_equal(a, b):
            raise SystemExit(f"{what}: outputs differ by up to {np.abs(a - b).max()}")
    assert any(a.any() for a in first), f"{what}: nothing but zeros"
    return sum(a.size for a in first)


def check_nir(runner, name, network, options):
    nodes, edges, shapes, _ = network
    model = runner.folder / f"{name}.nir"
    first = next(iter(nodes.values()))
    nir_file.write(model, {**nodes, next(iter(nodes)): first | {"metadata": {"unit": "mV"}}},
                   edges, compression="gzip", metadata={"author": "someone"})
    outputs = outputs_of(runner, model, options)
    inputs = runner.draw(shapes)
    wanted = runner.run(model, options, inputs, outputs)
    spec, _ = runner.convert(model, options, "json", "json")
    count = compare(f"{name} as JSON", wanted, runner.run(spec, [], inputs, outputs))
    for source, how in ((model, options), (spec, [])):
        again, reading = runner.convert(source, how, "nir", "again")
        assert metadata_of(again)["author"] == "someone"
        assert "mV" in metadata_of(again).values()
        if name != "chain":  # nir 1.0.8 knows neither groups nor kernels that are no squares
            nir.read(again)
        own = outputs_of(runner, again, reading)
        count += compare(f"{name} as NIR again", wanted, runner.run(again, reading, inputs, own))
    assert json.loads(spec.read_text())["convention"]["name"] in options
    return count


def check_hint(snnc, model, reading):
    """Whoever forgets the options is told those with which the file was written."""
    said = subprocess.run([snnc, "check", model], capture_output=True, text=True).stderr
    hint = f"note: snnc wrote the file, to be read with {shlex.join(reading)}"
    assert reading and "is open" in said and hint in said, said


def check_snnax(runner):
    spec = runner.folder / "snnax.json"
    spec.write_text(json.dumps(snnax_spec(runner.random)))
    inputs = runner.draw({"x": (6,)})
    wanted = runner.run(spec, [], inputs, ["out"])
    model, reading = runner.convert(spec, [], "nir", "nir")
    check_hint(runner.snnc, model, reading)
    own = outputs_of(runner, model, reading)
    return compare("SNNAX's as NIR", wanted, runner.run(model, reading, inputs, own))


FIRST = {"type": "IF", "name": "a", "v_threshold": 1, "dt": 1, "reset": "zero"}
CONV = {"type": "Conv1d", "in_channels": 3, "out_channels": 1, "kernel_size": 3, "padding": 1, "weight": 0.5,
        "use_bias": False}
# Of which layers behind one another or, with `from`, as they say; with which input; in words.
REFUSED = [([FIRST, {"type": "LIF", "decay_constants": [0.9, 0.8], "reset_val": 0.1}], [3], "it resets by v - (v - reset_val)"),
           ([FIRST, {"type": "SimpleLIF", "decay_constants": [0.9], "init_fn": "ones"}], [3], "its init_fn starts it"),
           ([FIRST, {"type": "SimpleIAF", "leak": 0.1}], [3], "NIR's IF has neither a leak nor a reset_val"),
           ([FIRST, {"type": "IF", "v_threshold": 1, "dt": 1, "reset": "subtract", "name": "b"}], [3],
            "'b': it has 'reset' subtract, 'a' has 'reset' zero, and one convention counts for all of a file"),
           ([FIRST, {"type": "NIR_LIF", "tau": 9, "v_threshold": 1, "dt": 1, "reset": "zero", "clamp": True}], [3],
            "is read as another step"),
           ([FIRST, {"type": "NIR_LI", "tau": 9, "dt": 1, "init_state": {"v": 1}}], [3], "it has an init_state"),
           ([FIRST | {"refractory": 2}], [3], "'a': NIR's neurons have no refractory period"),
           ([{"type": "SimpleLIF", "name": "a", "decay_constants": [0.9], "refractory": [0, 0, 1]}], [3],
            "'a': NIR's neurons have no refractory period"),
           ([{"type": "Identity", "name": "gate", "merge": "product", "from": ["x", "x"]}], [3],
            "'gate': it multiplies what it reads, which NIR adds up"),
           ([{"type": "Reshape", "name": "r", "shape": [2, 3]}], [6],
            "'r': it gives what it reads another shape, and NIR's Flatten only joins axes"),
           ([{"type": "Reshape", "name": "r", "shape": [3, 2]}], [2, 3], "'r': it gives what it reads another shape"),
           ([{"type": "Linear", "name": "fc", "in_features": 3, "out_features": 2, "weight": 0.5, "use_bias": False}], [5, 3],
            "'fc': it is applied along the last axis of a tensor, and NIR's takes a vector"),
           *(([CONV | {"name": "c", "padding_mode": mode}], [3, 8], "'c': NIR pads with zeros alone")
             for mode in ("REFLECT", "REPLICATE", "CIRCULAR")),
           ([CONV | {"name": "c", "padding": [[0, 1]]}], [3, 8], "'c': it pads the sides of an axis differently"),
           ([CONV | {"name": "c", "padding": "SAME_LOWER"}], [3, 8], "'c': its padding of the same size is not PyTorch's"),
           ([{"type": "AvgPool2d", "name": "p", "kernel_size": 2, "stride": 2, "use_ceil": True}], [1, 5, 5],
            "'p': NIR's pools have no use_ceil"),
           ([{"type": "SRM", "name": "s", "decay_constants": [0.9, 0.8], "layer": {"type": "Identity"}}], [3],
            "'s': NIR has no node for this type of layer"),
           ([{"type": "Lambda", "name": "f", "fn": "relu"}], [3], "'f': NIR has no node for this type of layer"),
           ([{"type": "Linear", "name": "fc", "in_features": 3, "out_features": 3, "weight": 0.5, "bias": 1},
             {"type": "Identity", "name": "i", "from": [{"layer": "fc", "delay": 1}]}], [3],
            "'i': it reads 'fc' with a delay, which does not start from zeros")]


def spec_of(layers, shape):
    return {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": shape}],
            "layers": [layer | ({} if "from" in layer else {"from": ["x" if k == 0 else layers[k - 1]["name"]]})
                       for k, layer in enumerate(layers)]}


def check_refusals(runner):
    """What NIR cannot say is refused, with the layer and the reason."""
    for layers, shape, why in REFUSED:
        file = runner.folder / "refused.json"
        file.write_text(json.dumps(spec_of(layers, shape)))
        done = subprocess.run([runner.snnc, "convert", str(file), "--to", "nir", "-o", str(runner.folder)],
                              capture_output=True, text=True)
        if done.returncode != 1 or "refused.json:1:" not in done.stderr or "NIR cannot say the layer" not in done.stderr or \
                why not in done.stderr:
            raise SystemExit(f"{layers}: expected {why!r}, found {done.stderr}")


# What could be refused as one of these, and need not.
TAKEN = [([{"type": "Reshape", "name": "r", "shape": [24]}], [2, 3, 4]),
         ([{"type": "Reshape", "name": "r", "shape": [6, 4]}], [2, 3, 4]),
         ([{"type": "Reshape", "name": "r", "shape": [2, 12]}], [2, 3, 4]),
         ([{"type": "Reshape", "name": "r", "shape": [2, 3, 4]}], [2, 3, 4]),
         ([FIRST | {"refractory": [0, 0, 0]}], [3]),
         # A delayed layer without a state that starts from zeros all the same.
         ([{"type": "Linear", "name": "fc", "in_features": 3, "out_features": 2, "weight": 0.5, "bias": [0, 0]},
           {"type": "Identity", "name": "i", "from": [{"layer": "fc", "delay": 2}]}], [3]),
         ([{"type": "Threshold", "name": "t", "threshold": 0.5},
           {"type": "Identity", "name": "i", "from": [{"layer": "t", "delay": 2}]}], [3]),
         ([{"type": "Threshold", "name": "t", "threshold": 0},
           {"type": "Scale", "name": "i", "scale": 2, "from": [{"layer": "t", "delay": 1}]}], [3])]


def check_taken(runner):
    count = 0
    for layers, shape in TAKEN:
        spec = runner.folder / "taken.json"
        spec.write_text(json.dumps(spec_of(layers, shape)))
        inputs, outputs = runner.draw({"x": tuple(shape)}), [layers[-1]["name"]]
        wanted = runner.run(spec, [], inputs, outputs)
        model, reading = runner.convert(spec, [], "nir", "taken")
        count += compare(f"{layers}", wanted, runner.run(model, reading, inputs, outputs_of(runner, model, reading)))
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snnc", default="snnc")
    arguments = parser.parse_args()
    random = np.random.default_rng(6)
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(arguments.snnc, folder, random)
        check_refusals(runner)
        count = check_snnax(runner) + check_taken(runner)
        for options in (["--convention", "spec", "--dt", "1e-4"],
                        ["--convention", "norse", "--dt", "1e-4", "--reset", "subtract"],
                        ["--convention", "sinabs", "--dt", "1e-4", "--gain", "dt/tau"]):
            for network in (chain, recurrent, two_inputs):
                count += check_nir(runner, network.__name__, network(random), options)
    print(f"{count} values of 10 networks, each written twice or three times, are as before")


if __name__ == "__main__":
    main()
