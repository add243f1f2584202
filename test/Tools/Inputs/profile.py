# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""profile.py DIR: models and inputs for profile.test; profile.py DIR check:
compares the profiles with counts by NumPy. Those take the layers' values from
outputs and go the other way round: from each output element to what it reads."""

import json
import sys
from itertools import product

import numpy as np

WIDE, STEPS, CUT = 2000, 9000, 4000  # 64 MiB hold some 4190 of these steps


def sparse(random, *shape):
    weight = random.normal(size=shape).astype(np.float32)
    return weight * (random.random(shape) < 0.6)


def parameters():
    random = np.random.default_rng(5)
    fc = sparse(random, 5, 12 + 5 + 5 + 3)
    fc[0] = 0  # so that what the delay by two steps carries has zeros
    fc[:, 12:17] *= 4
    return {
        "conv": sparse(random, 4, 1, 3, 2) * 4,
        "conv2": sparse(random, 2, 4, 2, 2) * 2,
        "conv2_bias": np.float32([0.25, -0.5]),
        "fc": fc,
        "fc_bias": np.float32([0, 0.5, -0.5, 0.25, 0]),
    }


CONV = dict(stride=(2, 1), padding=((1, 1), (0, 1)), dilation=(1, 1), groups=2)
CONV2 = dict(stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(2, 1), groups=1)


def layers():
    p = {name: array.tolist() for name, array in parameters().items()}
    lif = {"type": "LIF", "decay_constants": [0.6, 0.5]}
    return [
        {"type": "Conv2d", "name": "conv", "in_channels": 2, "out_channels": 4,
         "kernel_size": [3, 2], "weight": p["conv"], "use_bias": False,
         **CONV, "from": ["img"]},
        {**lif, "name": "lif1", "threshold": 0.4, "from": ["conv"]},
        {"type": "Conv2d", "name": "conv2", "in_channels": 4, "out_channels": 2,
         "kernel_size": 2, "weight": p["conv2"], "bias": p["conv2_bias"],
         **CONV2, "from": ["lif1"]},
        {"type": "Lambda", "name": "relu", "fn": "relu", "from": ["conv2"]},
        {"type": "Flatten", "name": "flat", "from": ["relu"]},
        {"type": "Linear", "name": "fc", "in_features": 25, "out_features": 5,
         "weight": p["fc"], "bias": p["fc_bias"],
         "from": ["flat", "lif2", {"layer": "fc", "delay": 2}, "ev"]},
        {**lif, "name": "lif2", "threshold": 0.3, "from": ["fc"]},
    ]


def write(folder):
    def model(name, outputs, inputs, layers):
        spec = {"format": "snnc", "version": 1, "name": name, "inputs": inputs,
                "outputs": outputs, "layers": layers}
        with open(f"{folder}/{name}.json", "w") as file:
            json.dump(spec, file)

    inputs = [{"name": "img", "shape": [2, 6, 5]},
              {"name": "ev", "shape": [3], "spikes": True}]
    names = [layer["name"] for layer in layers()]
    model("net", [{"layer": "lif2", "reduce": "sum"}], inputs, layers())
    model("all", [{"layer": name} for name in names], inputs, layers())
    model("wide", [{"reduce": "last"}], [{"name": "x", "shape": [1]}], [
        {"type": "Linear", "in_features": 1, "out_features": WIDE,
         "weight": np.linspace(-1, 4, WIDE)[:, None].tolist(), "use_bias": False},
        {"type": "LIF", "name": "lif", "decay_constants": [0.9, 0.8]}])
    random = np.random.default_rng(6)
    image = random.normal(size=(3, 9, 2, 6, 5)) * (random.random((3, 9, 2, 6, 5)) < 0.5)
    x = random.normal(size=(STEPS, 1)) * 3 * (random.random((STEPS, 1)) < 0.5)
    for name, array in {"img": image, "ev": random.random((3, 9, 3)) < 0.3,
                        "x": x, "first": x[:CUT], "second": x[CUT:],
                        "empty": x[:0]}.items():
        np.save(f"{folder}/{name}.npy", array.astype(np.float32))


def count_conv(x, weight, stride, padding, dilation, groups):
    """Effective operations on x [channel, h, w], and those without zeros."""
    pads = [(0, 0), *padding]
    nonzero, inside = np.pad(x != 0, pads), np.pad(np.ones_like(x, bool), pads)
    rows, columns, kh, kw = weight.shape
    sizes = [(nonzero.shape[a + 1] - d * (k - 1) - 1) // s + 1
             for a, (d, k, s) in enumerate(zip(dilation, (kh, kw), stride))]
    effective = dense = 0
    for o, i, j, c, a, b in product(range(rows), range(sizes[0]), range(sizes[1]),
                                    range(columns), range(kh), range(kw)):
        at = (o * groups // rows * columns + c, i * stride[0] + a * dilation[0],
              j * stride[1] + b * dilation[1])
        effective += nonzero[at] and weight[o, c, a, b] != 0
        dense += inside[at]
    return int(effective), int(dense)


def delayed(values, steps, before):
    return np.concatenate([[before] * steps, values])[:len(values)]


def count_fc(values, p):
    """[accumulates, multiply-accumulates] of all steps of a sample."""
    bias = np.maximum(p["conv2_bias"], 0).repeat(6)
    before = p["fc"][:, :12] @ bias + p["fc_bias"]
    assert 0 < np.count_nonzero(before) < 5
    sources = [(values["flat"], False), (delayed(values["lif2"], 1, np.zeros(5)), True),
               (delayed(values["fc"], 2, before), False), (values["ev"], True)]
    counts, column = [0, 0], 0
    for source, is_spikes in sources:
        weight = p["fc"][:, column:column + source.shape[1]]
        counts[0 if is_spikes else 1] += sum(
            np.count_nonzero(weight[:, row != 0]) for row in source)
        column += source.shape[1]
    return counts


def expected(values, p):
    samples = [{name: array[s] for name, array in values.items()} for s in range(3)]
    conv = [count_conv(x, p["conv"], **CONV) for s in samples for x in s["img"]]
    conv2 = [count_conv(x, p["conv2"], **CONV2) for s in samples for x in s["lif1"]]
    fc = np.sum([count_fc(sample, p) for sample in samples], axis=0)
    return {
        "conv": (0, sum(n for n, _ in conv), conv[0][1]),
        "conv2": (sum(n for n, _ in conv2), 0, conv2[0][1]),
        "fc": (*fc, 5 * 25),
    }


def operations(part, executions):
    return (part["accumulates"] * executions,
            part["multiply_accumulates"] * executions, part["dense_operations"])


def check_net(folder, load):
    profile = load("p")
    assert list(profile) == ["model", "steps", "samples", "layers", "total"]
    assert (profile["model"], profile["steps"], profile["samples"]) == ("net", 9, 3)
    names = [layer["name"] for layer in layers()]
    assert [layer["name"] for layer in profile["layers"]] == names
    values = {name: np.load(f"{folder}/{name}.npy") for name in names + ["img", "ev"]}
    counts = expected(values, parameters())
    for layer in profile["layers"]:
        value = values[layer["name"]]
        assert layer["shape"] == list(value.shape[2:])
        density = np.count_nonzero(value) / value.size
        assert 0 < density < 1 or layer["name"] == "conv2"  # has biases
        assert np.isclose(layer["density"], density, rtol=1e-12)
        found = operations(layer, 27)
        assert np.allclose(found, counts.get(layer["name"], 0), rtol=1e-12), layer
        assert min(found) >= 0 and sum(found[:2]) <= 27 * found[2]
    assert [layer["type"] for layer in profile["layers"]] == [
        "conv", "LIF", "conv", "lambda", "flatten", "linear", "LIF"]
    total = np.sum(list(counts.values()), axis=0)
    assert np.allclose(operations(profile["total"], 27), total, rtol=1e-12)


def check_parts(load):
    """A run that fits into memory in pieces only, against its parts."""
    def sums(name):
        profile = load(name)
        steps = profile["steps"]
        return steps, [layer["density"] * steps for layer in profile["layers"]] + [
            layer["multiply_accumulates"] * steps for layer in profile["layers"]]

    (n, whole), (n1, first), (n2, second) = map(sums, ("whole", "first", "second"))
    assert (n, n1, n2) == (STEPS, CUT, STEPS - CUT)
    assert np.allclose(whole, np.add(first, second), rtol=1e-9) and min(whole[:3]) > 0
    empty = load("empty")
    assert empty["steps"] == 0 and empty["layers"][1]["density"] == 0
    assert empty["total"] == {"accumulates": 0, "multiply_accumulates": 0,
                              "dense_operations": WIDE}


def check(folder):
    def load(name):
        with open(f"{folder}/{name}-profile.json") as file:
            return json.load(file)

    check_net(folder, load)
    check_parts(load)


folder = sys.argv[1]
check(folder) if sys.argv[2:] == ["check"] else write(folder)
