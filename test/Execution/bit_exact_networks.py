# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks and inputs that look for the edges of kernels: layer sizes around
panels and words of spikes, every activation function, every reduction, long
delays, and inputs that are silent, dense, infinite or not a number."""

import numpy as np

import generate

SIZES = [1, 3, 15, 16, 17, 31, 33, 63, 64, 65, 100]
WIDE = 1000      # now and then, where the other side is small
CHANNELS = [1, 2, 3, 8, 15, 16, 17, 33, 64, 65]
REDUCTIONS = ["none", "none", "none", "sum", "mean", "last", "max"]
ODD_VALUES = [np.nan, np.inf, -np.inf, 3e38, -1e30, 1e-40, -0.0, 1e-30]


class Network(generate.Network):
    """As its base, with other shapes and settings, all layers in one graph."""

    composes = False

    def draw_inputs(self):
        is_image = self.chance(0.5)
        space = [self.below(2, 8), self.below(2, 8)]
        self.inputs = []
        for k in range(self.pick([1, 1, 2, 3])):
            size = self.pick(CHANNELS if is_image else SIZES)
            self.inputs.append({"name": f"x{k}", "shape": [size, *space] if is_image else [size]})
            if self.chance(0.5):
                self.inputs[-1]["spikes"] = True
        if not is_image and self.chance(0.08):
            self.inputs[0]["shape"] = [WIDE]

    def Linear(self, layer, sources, shape):
        if len(shape) > 1:
            shape[-1] = self.pick(CHANNELS)
            return
        is_wide = shape[0] <= 100 and self.chance(0.06)
        shape[:] = [WIDE if is_wide else self.pick(SIZES)]

    def Delay(self, layer, sources, shape):
        """Now and then longer than a tile."""
        super().Delay(layer, sources, shape)
        if self.chance(0.3):
            layer["steps"] = layer["steps"] * self.pick([7, 16, 50])

    def Conv2d(self, layer, sources, shape):
        super().Conv2d(layer, sources, shape)
        channels = self.shape(sources[0])[0]
        if layer.get("merge") == "concat" or len(sources) > 1:
            return
        if self.chance(0.3):  # depthwise, with one or several filters a channel
            layer["groups"] = channels
            shape[0] = channels * self.pick([1, 1, 2])
        elif layer["groups"] == 1:
            shape[0] = self.pick(CHANNELS)

    def Lambda(self, layer, sources, shape):
        usable = [f for f in generate.FUNCTIONS if "softmax" not in f or len(shape) == 1]
        layer["fn"] = self.pick(usable)

    def finish(self):
        # Where an edge back enters a cycle, nothing else may say its shape.
        for i, sources in enumerate(self.sources):
            if any(kind == "layer" and j >= i for kind, j in sources):
                self.layers[i]["shape"] = list(self.shapes[i])
        super().finish()
        for each in self.spec["outputs"]:
            each["reduce"] = self.pick(REDUCTIONS)


class Convolutions(Network):
    """Networks of images alone, and mostly of what reads windows of them."""

    image_layers = {"Conv2d": 10, "LIF": 3, "SimpleLIF": 2, "SimpleLI": 1, "AvgPool2d": 1.5,
                    "MaxPool2d": 1.5, "SumPool2d": 1, "Flatten": 0.5, "Linear": 1.5, "Delay": 1, "Reshape": 1,
                    "Lambda": 0.5}

    def draw_inputs(self):
        space = [self.below(3, 9), self.below(3, 9)]
        self.inputs = []
        for k in range(self.pick([1, 1, 2, 3])):
            self.inputs.append({"name": f"x{k}", "shape": [self.pick(CHANNELS), *space]})
            if self.chance(0.6):
                self.inputs[-1]["spikes"] = True


class Sums(Network):
    """Networks of what adds up many terms: outputs over steps, counts, and pools and norms of
    images that are large, with large windows."""

    image_layers = {"AvgPool2d": 2, "SumPool2d": 2, "AdaptiveAvgPool2d": 3, "LayerNorm": 1,
                    "RMSNorm": 1, "GroupNorm": 2, "SpikeCounter": 2, "LIF": 1, "Lambda": 0.5,
                    "Flatten": 0.5}
    pool_kernels = [3, 16, 17, 19, 33]
    strides = [3, 5, 17]

    def draw_inputs(self):
        space = [self.below(17, 40), self.below(17, 40)]
        self.inputs = []
        for k in range(self.pick([1, 1, 2])):
            self.inputs.append({"name": f"x{k}", "shape": [self.pick([1, 3, 16, 17]), *space]})
            if self.chance(0.4):
                self.inputs[-1]["spikes"] = True

    def finish(self):
        super().finish()
        for each in self.spec["outputs"]:
            each["reduce"] = self.pick(["none", "sum", "mean"])


def mixed(seed):
    """A network, one in three of convolutions."""
    return (Convolutions if seed % 3 == 2 else Network)(seed)


def draw_input(random, spec, batch, steps):
    """[batch, steps, shape...]: spikes of some density, or noise as dense as
    that; sometimes with values that arithmetic finds hard."""
    shape = (batch, steps, *spec["shape"])
    density = random.choice([0, 0.05, 0.3, 1])
    x = np.float32(random.random(shape) < density)
    if not spec.get("spikes"):
        x *= np.float32(random.standard_normal(shape) * random.choice([0.3, 1, 30]))
    if random.random() < 0.3:
        places = random.random(shape) < 1 / max(8, x[0, 0].size)
        x[places] = random.choice(np.float32(ODD_VALUES), places.sum())
    return x


def states_to_record(network, random):
    """Up to two states, by the names that the compiler gives them."""
    names = [f"{layer.get('name', i)}.{state}"
             for i, layer in enumerate(network.spec["layers"])
             for state in {"LIF": "vis", "LIFSoftReset": "vis", "SimpleLIF": "v", "IAF": "vi",
                           "AdaptiveLIF": "vw", "SimpleIAF": "v", "SigmaDelta": "iemf",
                           "SpikeCounter": "nr", "SimpleLI": "v"}.get(layer["type"], "")]
    if not names or random.random() < 0.6:
        return []
    return sorted(random.choice(names, min(2, len(names)), replace=False).tolist())
