# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Specs of chains of Linear and LIF, with random weights, always the same ones.

A layer's weights are scaled until it spikes at TARGET: a network that is silent,
or that always spikes, would say nothing about speed.
"""

import json

import numpy as np
from safetensors.numpy import save_file

DECAY = (0.95, 0.85)  # SNNAX's usual ones
TARGET = 0.1          # spikes a neuron and step
STEPS = 100


def lif(currents):
    """[steps, ...] of input to spikes of the same shape (docs/Semantics.md, S2)."""
    a, b = np.float32(DECAY)
    v = i = s = np.zeros_like(currents[0])
    spikes = []
    for x in currents:
        v = v - v * s
        v = a * v + (1 - a) * i
        i = b * i + (1 - b) * x
        s = np.float32(v >= 1)
        spikes.append(s)
    return np.array(spikes)


def calibrate(spikes, weight, bias):
    """The factor for the weights that gives TARGET, and the spikes it gives."""
    plain = spikes @ weight.T
    low, high = 0.0, 64.0
    for _ in range(16):
        gain = (low + high) / 2
        after = lif(gain * plain + bias)
        low, high = (gain, high) if after.mean() < TARGET else (low, gain)
    return np.float32(gain), after


def chain(folder, sizes, density):
    """Writes chain_<sizes>.json and its weights; gives the path."""
    random = np.random.default_rng(sum(sizes))
    name = "chain_" + "_".join(map(str, sizes))
    spikes = np.float32(random.random((STEPS, 8, sizes[0])) < density)
    layers, tensors = [], {}
    for k, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        weight = np.float32(random.standard_normal((outputs, inputs)) / inputs**0.5)
        bias = np.float32(random.standard_normal(outputs) * 0.1)
        gain, spikes = calibrate(spikes, weight, bias)
        tensors |= {f"{k}.weight": gain * weight, f"{k}.bias": bias}
        layers += [{"type": "Linear", "in_features": inputs, "out_features": outputs,
                    "weight": f"{k}.weight", "bias": f"{k}.bias"},
                   {"type": "LIF", "decay_constants": DECAY}]
    save_file(tensors, folder / f"{name}.safetensors")
    path = folder / f"{name}.json"
    path.write_text(json.dumps({
        "format": "snnc", "version": 1, "name": name,
        "inputs": [{"name": "x", "shape": [sizes[0]], "spikes": True}],
        "outputs": [{"name": "y"}], "weights": f"{name}.safetensors", "layers": layers},
        indent=1))
    return path
