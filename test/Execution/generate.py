# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks as specs: `Network(seed)` has `spec`, a dict that is the JSON
text, the `tensors` of its weight file, and the `shapes` of its layers' outputs.

A network grows layer by layer out of what is there already; then edges back are
added where they fit: into a linear or convolutional layer, whose input grows,
or into a layer that sums or multiplies sources of one shape.
"""

import numpy as np

from generate_compositions import Compositions
from generate_parameters import GROWING, NEURONS, Parameters

VECTOR_LAYERS = {"Linear": 5, "LIF": 3, "LIFSoftReset": 2, "SimpleLIF": 2, "SimpleLI": 1,
                 "AdaptiveLIF": 1, "IAF": 0.7, "SimpleIAF": 0.7, "SigmaDelta": 0.5,
                 "SpikeCounter": 0.3, "LayerNorm": 1, "Lambda": 1, "Identity": 0.4, "Flatten": 0.2,
                 "RMSNorm": 0.4, "GroupNorm": 0.4, "BatchNorm": 0.5, "Dropout": 0.1, "Delay": 0.7, "Reshape": 0.3}
IMAGE_LAYERS = {"Conv2d": 5, "LIF": 3, "LIFSoftReset": 1, "SimpleLIF": 2, "SimpleLI": 0.5,
                "AdaptiveLIF": 0.5, "IAF": 0.4, "SimpleIAF": 0.4, "SigmaDelta": 0.3,
                "SpikeCounter": 0.2, "LayerNorm": 0.7, "Lambda": 0.7, "AvgPool2d": 1, "MaxPool2d": 1.5,
                "Flatten": 1.5, "Identity": 0.3, "RMSNorm": 0.3, "GroupNorm": 0.7, "BatchNorm": 0.7,
                "AdaptiveAvgPool2d": 0.4, "AdaptiveMaxPool2d": 0.4, "SpikingMaxPool2d": 0.5,
                "Linear": 1, "Delay": 0.5, "Reshape": 0.4}
PASSING = ("Identity", "Flatten", "MaxPool2d", "AdaptiveMaxPool2d", "Dropout", "SpikeCounter", "Delay", "Reshape")
FUNCTIONS = ["identity", "relu", "relu6", "leaky_relu", "elu", "tanh", "sigmoid", "softplus",
             "gelu", "silu", "softmax", "log_softmax", "abs", "exp", "hard_tanh",
             "hard_sigmoid", "hard_silu", "selu", "soft_sign", "log_sigmoid", "squareplus", "mish",
             "sparse_plus", "sparse_sigmoid"]


class Network(Parameters, Compositions):
    """A network in the making. A source is ("layer" or "input", index)."""

    image_layers = IMAGE_LAYERS
    pool_kernels = [1, 2, 2, 3]
    strides = [1, 1, 2, 3]
    composes = True

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.tensors, self.layers, self.sources = {}, [], []
        self.shapes, self.spiking = [], []
        self.draw_inputs()
        count = int(self.random.integers(1, 9))
        self.is_chain = len(self.inputs) == 1 and self.chance(0.3)
        for _ in range(count):
            self.add_layer()
        if not self.is_chain:
            self.add_back_edges()
        for layer, sources, shape in zip(self.layers, self.sources, self.shapes):
            self.fill(layer, sources, shape)
        if self.composes:
            self.compose()
        self.finish()

    # ---------------------------------------------------------------- chances
    def chance(self, p):
        return self.random.random() < p

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    def below(self, low, high):
        return int(self.random.integers(low, high))

    # ------------------------------------------------------------------ shape
    def draw_inputs(self):
        self.inputs = []
        is_image = self.chance(0.4)
        space = [self.below(5, 10), self.below(5, 10)]
        for k in range(self.pick([1, 1, 1, 2, 2, 3])):
            shape = [self.below(1, 4), *space] if is_image else [self.below(1, 30)]
            self.inputs.append({"name": f"x{k}", "shape": shape})
            if self.chance(0.3):
                self.inputs[-1]["spikes"] = True

    def shape(self, source):
        kind, index = source
        return self.inputs[index]["shape"] if kind == "input" else self.shapes[index]

    def is_spikes(self, source):
        kind, index = source
        return self.inputs[index].get("spikes", False) if kind == "input" else self.spiking[index]

    def choose_sources(self):
        """One source, mostly the last one, and others that can be joined to it."""
        i = len(self.layers)
        if self.is_chain:
            return [("layer", i - 1) if i else ("input", 0)], "concat"
        inputs = [("input", k) for k in range(len(self.inputs))]
        unread = [s for s in inputs if not any(s in each for each in self.sources)]
        known = [("layer", j) for j in range(i)] + inputs
        first = ("layer", i - 1) if i and self.chance(0.75) else self.pick(unread or known)
        merge = self.pick(["sum", "sum", "product", *["concat"] * 8])
        fits = [s for s in known if s != first and
                (self.shape(s)[1:] == self.shape(first)[1:] if merge == "concat" else
                 self.shape(s) == self.shape(first))]
        self.random.shuffle(fits)
        chosen = [first]
        for kind, index in fits[:self.pick([0, 0, 0, 1, 1, 2])]:
            source = (str(kind), int(index))
            if self.shape(source)[0] + sum(self.shape(s)[0] for s in chosen) <= 200:
                chosen.append(source)
        return chosen, merge

    def add_layer(self):
        sources, merge = self.choose_sources()
        shape = list(self.shape(sources[0]))
        if merge == "concat":
            shape[0] = sum(self.shape(s)[0] for s in sources)
        weights = VECTOR_LAYERS if len(shape) == 1 else self.image_layers
        odds = np.array([*weights.values()])
        kind = str(self.random.choice([*weights], p=odds / odds.sum()))
        layer = {"type": kind}
        if merge != "concat":
            layer["merge"] = merge
        if self.chance(0.4):
            layer["name"] = f"{kind.lower()}{len(self.layers)}"
        getattr(self, kind, lambda *_: None)(layer, sources, shape)
        self.layers.append(layer)
        self.sources.append(sources)
        self.shapes.append(shape)
        passes = kind in PASSING
        self.spiking.append(kind == "SpikingMaxPool2d" or kind in NEURONS and kind not in ("SimpleLI", "SpikeCounter")
                            or passes and all(map(self.is_spikes, sources)))

    # Each turns the input's shape into the output's, and draws the settings.
    def Linear(self, layer, sources, shape):
        """Of an image, along its last axis."""
        shape[-1] = self.below(1, 40 if len(shape) == 1 else 12)

    def Reshape(self, layer, sources, shape):
        """An image of as many elements, or a vector."""
        count, sizes = int(np.prod(shape)), []
        for _ in range(self.pick([0, 2, 2])):
            sizes.append(self.pick([n for n in range(1, min(count, 33) + 1) if count % n == 0]))
            count //= sizes[-1]
        shape[:] = [*sizes, count]
        layer["shape"] = list(shape)

    def Delay(self, layer, sources, shape):
        """One delay, one for each element, or what broadcasts to that."""
        form = self.pick([(), tuple(shape), (*shape[:1], *[1] * (len(shape) - 1))])
        layer["dt"] = "steps"
        layer["steps"] = self.random.integers(self.pick([0, 1]), self.pick([1, 3, 6]) + 1, form)

    def Flatten(self, layer, sources, shape):
        shape[:] = [int(np.prod(shape))]

    def Lambda(self, layer, sources, shape):
        bounded = all(map(self.is_spikes, sources))
        usable = [f for f in FUNCTIONS if ("softmax" not in f or len(shape) == 1)
                  and (f != "exp" or bounded)]
        layer["fn"] = self.pick(usable)

    def window(self, layer, shape, kernels, dilation):
        """Kernel, stride and padding for an image; the padding is less than the
        kernel. Gives the sizes that come out."""
        sizes, reach = [], []
        kernel = [min(self.pick(kernels), size) for size in shape[1:]]
        if self.chance(0.5):
            kernel = [min(kernel)] * 2
        stride = [self.pick(self.strides) for _ in kernel]
        for size, k in zip(shape[1:], kernel):
            reach.append((k - 1) * dilation + 1)
            sizes.append(size)
        pads = [[self.below(0, k), self.below(0, k)] for k in kernel]
        form = self.below(0, 4)
        if form == 0:
            pads = [[0, 0], [0, 0]]
        elif form == 1:
            pads = [[pads[0][0]] * 2] * 2 if kernel[0] == kernel[1] else [[0, 0], [0, 0]]
        elif form == 2:
            pads = [[p[0]] * 2 for p in pads]
        pads = [[p[0] + max(0, r - n - sum(p)), p[1]] for p, r, n in zip(pads, reach, sizes)]
        if form == 0 and pads == [[0, 0], [0, 0]]:
            pass
        elif pads[0] == pads[1] and pads[0][0] == pads[0][1]:
            layer["padding"] = pads[0][0]
        elif form == 2 and all(p[0] == p[1] for p in pads):
            layer["padding"] = [p[0] for p in pads]
        else:
            layer["padding"] = pads
        layer["kernel_size"] = kernel[0] if kernel[0] == kernel[1] else kernel
        if stride != [1, 1] or self.chance(0.3):
            layer["stride"] = stride[0] if stride[0] == stride[1] else stride
        return kernel, stride, pads, [
            (n + sum(p) - r) // s + 1 for n, p, r, s in zip(sizes, pads, reach, stride)]

    def Conv2d(self, layer, sources, shape):
        dilation = self.pick([1, 1, 1, 2])
        kernel, stride, _, sizes = self.window(layer, shape, [1, 2, 3, 3, 5], dilation)
        if dilation > 1:
            layer["dilation"] = dilation
        if self.chance(0.25):
            layer["padding"] = self.pick(["SAME", "SAME_LOWER"])
            sizes = [-(-n // s) for n, s in zip(shape[1:], stride)]
        if self.chance(0.25):
            layer["padding_mode"] = self.pick(["REFLECT", "REPLICATE", "CIRCULAR"])
        groups = [g for g in (1, 2, 3, 4) if shape[0] % g == 0]
        layer["groups"] = self.pick(groups) if self.chance(0.4) else 1
        shape[:] = [layer["groups"] * self.below(1, 5), *sizes]

    def AvgPool2d(self, layer, sources, shape):
        kernel, stride, pads, sizes = self.window(layer, shape, self.pool_kernels, 1)
        fits = all(p[1] + s <= k for k, s, p in zip(kernel, stride, pads))
        if fits and self.chance(0.5):
            layer["use_ceil"] = True
            sizes = [-(-(n + sum(p) - k) // s) + 1
                     for n, p, k, s in zip(shape[1:], pads, kernel, stride)]
        shape[1:] = sizes

    MaxPool2d = SumPool2d = AvgPool2d

    def SpikingMaxPool2d(self, layer, sources, shape):
        self.AvgPool2d(layer, sources, shape)
        layer["threshold"] = self.number(0.1, 0.8, (), "")

    def AdaptiveAvgPool2d(self, layer, sources, shape):
        shape[1:] = [self.below(1, min(n, 4) + 1) for n in shape[1:]]
        layer["target_shape"] = shape[1:]

    AdaptiveMaxPool2d = AdaptiveAvgPool2d

    def GroupNorm(self, layer, sources, shape):
        layer["groups"] = self.pick([g for g in (1, 2, 3, 4) if shape[0] % g == 0])

    # -------------------------------------------------------------- edges back
    def add_back_edges(self):
        wanted = self.pick([0, 1, 1, 2, 3])
        places = [(i, j) for i in range(len(self.layers)) for j in range(i, len(self.layers))]
        self.random.shuffle(places)
        for i, j in places:
            if wanted and self.takes(int(i), int(j)):
                self.sources[int(i)].append(("layer", int(j)))
                wanted -= 1

    def takes(self, i, j):
        """Whether layer i can hear layer j, from now on, without a change of its
        output's shape."""
        layer, source = self.layers[i], ("layer", j)
        one = self.shape(self.sources[i][0])
        if source in self.sources[i]:
            return False
        if "merge" in layer:
            return self.shapes[j] == one
        if layer["type"] not in GROWING or layer.get("groups", 1) != 1:
            return False
        if layer["type"] == "Linear" and len(one) > 1:
            return False
        return self.shapes[j][1:] == one[1:]

    # -------------------------------------------------------------------- text
    def finish(self):
        count = len(self.layers)
        self.spec = {"format": "snnc", "version": 1, "name": "random", "inputs": self.inputs}
        self.spec["forward"] = self.pick(["default", "delayed"])
        wanted = min(self.pick([1, 1, 2, 3]), count)
        read = {source for sources in self.sources for source in sources}
        others = [int(i) for i in self.random.permutation(count - 1)]
        others.sort(key=lambda i: ("layer", i) in read)  # loose ends first
        finals = [count - 1, *others[:wanted - 1]]
        outputs = [{"name": f"y{k}"} | ({"reduce": self.pick(["sum", "mean", "last", "max"])}
                                        if self.chance(0.15) else {})
                   for k in range(len(finals))]
        if self.is_chain and self.chance(0.5):
            outputs = outputs[:1]
        elif self.chance(0.4):
            self.name_sources(outputs, finals)
        else:
            self.number_sources(finals)
        self.spec |= {"outputs": outputs, "layers": self.layers}
        if self.tensors:
            self.spec["weights"] = "random.safetensors"

    def number_sources(self, finals):
        def pick(kind):
            return [[j for k, j in each if k == kind] for each in self.sources]

        self.spec["graph"] = {
            "num_layers": len(self.layers), "input_layer_ids": pick("input"),
            "final_layer_ids": finals, "input_connectivity": pick("layer")}

    def name_sources(self, outputs, finals):
        """The other form of the same graph, with a delay here and there."""
        names = [layer.get("name", str(i)) for i, layer in enumerate(self.layers)]
        for i, sources in enumerate(self.sources):
            self.layers[i]["from"] = listed = []
            for kind, j in sources:
                if kind == "input":
                    listed.append(self.inputs[j]["name"])
                elif self.chance(0.35):
                    listed.append({"layer": names[j], "delay": self.below(j >= i, 4)})
                else:
                    listed.append(names[j])
        for each, i in zip(outputs, finals):
            each["layer"] = names[i]
