# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of layers that read a copy of their input, convolutions with a
padding that is not of zeros and linear layers along the last axis, and of layers
that multiply what they read: compiled code gives the reference interpreter's bits.

    copies.py [--snnc PATH] [--count N] [--seed N]
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

SIZES = [1, 2, 3, 5, 15, 16, 17, 33, 65]
MODES = ["REFLECT", "REPLICATE", "CIRCULAR"]
STEPS, BATCH = 9, 3


class Network:
    def __init__(self, seed):
        self.random = np.random.default_rng([seed, 5])
        rank = self.pick([2, 2, 3, 4])
        self.shape = [self.pick(SIZES), *(self.pick([1, 2, 3, 4, 7]) for _ in range(rank - 1))]
        self.input = {"name": "x", "shape": list(self.shape)}
        if self.pick([0, 1]):
            self.input["spikes"] = True
        self.layers, self.last = [], "x"
        for _ in range(self.pick([1, 2, 3])):
            self.pick([self.linear, self.linear, self.conv, self.conv, self.gate, self.loop])()
            if self.pick([0, 1]):
                self.follow()

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    def floats(self, *shape):
        return np.float32(self.random.standard_normal(shape)).tolist()

    def add(self, layer, *sources):
        name = f"l{len(self.layers)}"
        self.layers.append({**layer, "name": name, "from": list(sources) or [self.last]})
        self.last = name
        return name

    def weights(self, out, *shape):
        bias = {"bias": self.floats(out)} if self.pick([0, 1]) else {"use_bias": False}
        return {"weight": self.floats(out, *shape), **bias}

    def linear(self, out=None):
        size = self.shape[-1]
        self.shape[-1] = out or self.pick([1, 3, 16, 17, 40])
        return self.add({"type": "Linear", "in_features": size, "out_features": self.shape[-1],
                         **self.weights(self.shape[-1], size)})

    def conv(self):
        axes = len(self.shape) - 1
        groups = self.pick([each for each in (1, 1, 2, 3, self.shape[0]) if self.shape[0] % each == 0])
        channels, out = self.shape[0], groups * self.pick([1, 2, 5])
        layer = {"type": f"Conv{axes}d", "in_channels": channels, "out_channels": out,
                 "groups": groups, "padding_mode": self.pick(MODES)}
        layer["kernel_size"] = [self.pick([1, 2, 3]) for _ in range(axes)]
        layer["stride"] = [self.pick([1, 1, 2]) for _ in range(axes)]
        layer["dilation"] = [self.pick([1, 1, 2]) for _ in range(axes)]
        # As much as keeps a window in it, or more.
        layer["padding"] = [[self.pick([0, 1, 5, 11]), d * (k - 1)]
                            for k, d in zip(layer["kernel_size"], layer["dilation"])]
        self.shape = [out] + [
            (size + sum(sides) - d * (k - 1) - 1) // s + 1 for size, sides, k, s, d in zip(
                self.shape[1:], layer["padding"], layer["kernel_size"], layer["stride"],
                layer["dilation"])]
        return self.add({**layer, **self.weights(out, channels // groups, *layer["kernel_size"])})

    def gate(self):
        """A product of two or three, with spikes among them."""
        source = self.last
        signal = self.add({"type": "Lambda", "fn": self.pick(["tanh", "square", "sigmoid"])}, source)
        spikes = self.add({"type": "SimpleLIF", "decay_constants": [0.6], "threshold": 0.2}, source)
        self.add({"type": self.pick(["Identity", "SimpleLI"]), "merge": "product",
                  "decay_constants": [0.7]}, *self.pick(
                      [[signal, spikes], [spikes, signal, signal], [spikes, spikes]]))
        if self.layers[-1]["type"] == "Identity":
            del self.layers[-1]["decay_constants"]

    def loop(self):
        """Spikes that come back, added to what a linear layer reads."""
        size, index = self.shape[-1], len(self.layers)
        self.add({"type": "Linear", "in_features": size, "out_features": size, "merge": "sum",
                  **self.weights(size, size)}, self.last, f"l{index + 1}")
        self.add({"type": "LIF", "decay_constants": [0.6, 0.5], "threshold": 0.3,
                  "refractory": self.pick([0, 1, 2])})

    def follow(self):
        kind = self.pick(["LIF", "norm", "softplus", "flat", "unflat", "delay"])
        if kind == "LIF":
            self.add({"type": "LIF", "decay_constants": [0.6, 0.5], "threshold": 0.2,
                      "refractory": self.pick([0, 2])})
        elif kind == "norm":
            self.add({"type": "LayerNorm", "shape": list(self.shape)})
        elif kind == "softplus":
            self.add({"type": "Lambda", "fn": "softplus"})
        elif kind == "delay":
            self.add({"type": "Identity"}, {"layer": self.last, "delay": 2})
        else:
            shape = [int(np.prod(self.shape[:-1])), self.shape[-1]]
            if kind == "unflat":
                self.add({"type": "Flatten"})
                shape = [self.shape[-1], *self.shape[:-1]]
            self.shape = shape
            self.add({"type": "Reshape", "shape": list(shape)})

    def spec(self):
        return {"format": "snnc", "version": 1, "inputs": [self.input],
                "outputs": [{"name": "y", "layer": self.last}], "layers": self.layers}

    def draw_input(self):
        shape = (BATCH, STEPS, *self.input["shape"])
        if self.input.get("spikes"):
            return np.float32(self.random.random(shape) < self.pick([0.05, 0.3, 0.8]))
        return np.float32(self.random.standard_normal(shape))


def run(snnc, folder, *flags):
    done = subprocess.run([snnc, "run", folder / "net.json", "--input", folder / "x.npy", "--output",
                           folder / "y.npy", *flags], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr[:2000]}\n{(folder / 'net.json').read_text()}")
    return np.load(folder / "y.npy")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default="snnc")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    total = active = 0
    for seed in range(options.seed, options.seed + options.count):
        network = Network(seed)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "net.json").write_text(json.dumps(network.spec()))
            np.save(folder / "x.npy", network.draw_input())
            found, expected = run(options.snnc, folder), run(options.snnc, folder, "--interpret")
        same = (found.view(np.uint32) == expected.view(np.uint32)) | (
            np.isnan(found) & np.isnan(expected))
        if found.shape[2:] != tuple(network.shape) or not same.all():
            sys.exit(f"seed {seed}: {(~same).sum()} of {same.size} differ, {found.shape}\n"
                     f"{json.dumps(network.spec())}")
        total += found.size
        active += bool(np.ptp(found))
    print(f"{options.count} networks, {total} values of the same bits, {active} networks active")


if __name__ == "__main__":
    main()
