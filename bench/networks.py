# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a workload's files: spec and weights, input, the spikes that it should give,
densities, and how near the potentials come to the threshold.

Weights are random, always the same ones, and scaled until every layer spikes as
often as the workload says: a network that is silent, or that always spikes,
would say nothing about speed.
"""

import dataclasses
import functools
import json
import pathlib

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

import reference
import workloads

CALIBRATION = (100, 32)  # steps, samples
AIM = 0.96              # of the density wanted: other inputs may give a little more
CHECKED_MACS = 4e10     # what a check may cost; it takes so many samples


@dataclasses.dataclass
class Network:
    """A workload, and one (weight, bias) for each of its layers."""
    workload: workloads.Workload
    weights: list
    folder: pathlib.Path

    def parts(self):
        """(layer, weight, bias) for each layer, as tensors."""
        def tensor(array):
            return None if array is None else torch.from_numpy(array)
        return [(layer, tensor(weight), tensor(bias))
                for layer, (weight, bias) in zip(self.workload.layers, self.weights)]

    @functools.cached_property
    def facts(self):
        return json.loads((self.folder / "facts.json").read_text())

    def input(self, batch):
        """f32 [batch, steps, ...]"""
        return np.float32(np.load(self.folder / "x.npy", mmap_mode="r")[:batch])


def random_input(workload, random, samples, steps):
    shape = (samples, steps, *workload.inputs)
    if workload.density is None:
        return random.standard_normal(shape, dtype=np.float32)
    return random.random(shape, dtype=np.float32) < workload.density


def random_weight(layer, shape, random):
    kind, *given = layer
    outputs = given[0]
    fan_in = (shape[0], given[1], given[1]) if kind == "conv" else (workloads.size(shape),)
    if kind == "recurrent":
        fan_in = (fan_in[0] + outputs,)
    scale = np.float32(1 / workloads.size(fan_in)**0.5)
    return scale * random.standard_normal((outputs, *fan_in), dtype=np.float32)


def calibrate(workload, layer, weight, bias, x):
    """The largest factor for the weight that keeps the layer's density, and the
    spikes that it gives."""
    weight = torch.from_numpy(weight)
    plain = reference.currents(layer, weight, None, x)
    feedback = weight[:, :len(weight)] if layer[0] == "recurrent" else None
    offset = 0 if bias is None else torch.from_numpy(bias).reshape(-1, *[1] * (plain.ndim - 3))
    low, high, spikes = 0.0, 16 / (1 - workload.decay), torch.zeros_like(plain)
    for _ in range(18):
        gain = (low + high) / 2
        after = reference.neurons(gain * plain + offset, workload.decay,
                                  None if feedback is None else gain * feedback)
        if after.mean() <= AIM * workload.layer_density:
            low, spikes = gain, after
        else:
            high = gain
    return np.float32(low), spikes


def draw(workload, random):
    """Calibrated (weight, bias) of each layer."""
    x = random_input(workload, random, CALIBRATION[1], CALIBRATION[0])
    x = torch.as_tensor(x, dtype=torch.float32).transpose(0, 1)
    shape, weights = workload.inputs, []
    for layer in workload.layers:
        if layer[0] == "pool":
            weights.append((None, None))
            x = reference.currents(layer, None, None, x)
        else:
            weight, bias = random_weight(layer, shape, random), None
            if workload.bias:
                bias = 0.1 * random.standard_normal(layer[1], dtype=np.float32)
            gain, x = calibrate(workload, layer, weight, bias, x)
            weights.append((gain * weight, bias))
        shape = workloads.shape_after(shape, layer[0], layer[1:])
    return weights


def spec_of_layer(k, layer, shape, workload, source):
    """What stands in the spec for a layer and its neurons."""
    kind, *given = layer
    lif = {"type": "SimpleLIF", "name": f"lif{k}", "decay_constants": [workload.decay],
           "from": f"layer{k}"}
    one = {"name": f"layer{k}", "from": source}
    if kind == "pool":
        return [one | {"type": "AvgPool2d", "kernel_size": given[0], "stride": given[0]}]
    one |= {"weight": f"{k}.weight", "use_bias": workload.bias}
    if workload.bias:
        one["bias"] = f"{k}.bias"
    if kind == "conv":
        channels, kernel, stride, padding = given
        return [one | {"type": "Conv2d", "in_channels": shape[0], "out_channels": channels,
                       "kernel_size": kernel, "stride": stride, "padding": padding}, lif]
    features, flat = workloads.size(shape), []
    if len(shape) > 1:
        flat = [{"type": "Flatten", "name": f"flat{k}", "from": source}]
        one["from"] = f"flat{k}"
    if kind == "recurrent":
        one["from"] = [f"lif{k}", one["from"]]
        features += given[0]
    return [*flat, one | {"type": "Linear", "in_features": features, "out_features": given[0]},
            lif]


def spec(workload):
    shape, source, layers = workload.inputs, "x", []
    for k, layer in enumerate(workload.layers):
        layers += spec_of_layer(k, layer, shape, workload, source)
        shape = workloads.shape_after(shape, layer[0], layer[1:])
        source = layers[-1]["name"]
    return {"format": "snnc", "version": 1, "name": "net",
            "inputs": [{"name": "x", "shape": list(workload.inputs),
                        "spikes": workload.density is not None}],
            "outputs": [{"layer": source, "name": "y"}], "weights": "net.safetensors",
            "layers": layers}


def write(workload, folder):
    """All files of a workload; the last of them, facts.json, says that the others
    are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20)
    network = Network(workload, draw(workload, random), folder)
    save_file({f"{k}.{name}": array for k, pair in enumerate(network.weights)
               for name, array in zip(("weight", "bias"), pair) if array is not None},
              folder / "net.safetensors")
    (folder / "net.json").write_text(json.dumps(spec(workload), indent=1))
    x = random_input(workload, random, max(workload.batches), workload.steps)
    np.save(folder / "x.npy", x)
    macs = sum(row[1] + row[2] for row in workload.synapses)
    checked = max(1, min(8, len(x), int(CHECKED_MACS / macs / workload.steps)))
    spikes, heard, densities, margin = reference.run(network, x[:checked])
    np.save(folder / "spikes.npy", spikes)
    np.save(folder / "margin.npy", margin)
    (folder / "facts.json").write_text(json.dumps(
        {"workload": repr(workload), "heard": heard, "densities": densities,
         "checked": checked}))


def load(workload, folder):
    """The network in `folder`/<name>, made first if it is not there."""
    folder = folder / workload.name
    facts = folder / "facts.json"
    if not facts.exists() or json.loads(facts.read_text())["workload"] != repr(workload):
        write(workload, folder)
    tensors = load_file(folder / "net.safetensors")
    weights = [(tensors.get(f"{k}.weight"), tensors.get(f"{k}.bias"))
               for k in range(len(workload.layers))]
    return Network(workload, weights, folder)
