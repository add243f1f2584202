# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks aimed at kernels that share code: many layers of one kind that differ in
sizes, in the constants of their neurons, in what they read and how late.
`Network(seed)` has `spec`, `tensors` and the names of its `states`.
"""

import numpy as np

LAYERS = 14
SIZES = [(1, 16), (17, 32), (33, 48), (49, 64), (65, 80), (97, 112), (130, 144)]
CONSTANTS = [0.9, 0.5, 0.25, 0.9990234375]
THRESHOLDS = [1.0, 0.5, 0.125, 0.0, -0.0, -0.25]


class Network:
    def __init__(self, seed):
        self.random = np.random.default_rng([seed, 6])
        self.layers, self.tensors, self.states = [], {}, []
        self.neuron = self.pick([self.LIF, self.SimpleLIF, self.Neuron])
        self.has_norms, self.has_bias, self.is_wired = (self.random.random(3) < [0.3, 0.4, 0.6]).tolist()
        self.is_image = self.random.random() < 0.25
        low, high = self.pick(SIZES[:2] if self.is_image else SIZES)
        self.sizes = [self.below(low, high + 1) for _ in range(LAYERS)]
        self.sizes[self.below(0, LAYERS)] = self.sizes[0]
        self.first = self.below(low, high + 1)
        for number in range(LAYERS):
            self.add(number)
        outputs = sorted({"n0", f"n{self.below(1, LAYERS)}", f"n{LAYERS - 1}"})
        self.spec = {"format": "snnc", "version": 1, "name": "random", "weights": "random.safetensors",
                     "inputs": [{"name": "x", "shape": self.shape(self.first)}], "layers": self.layers,
                     "outputs": [{"name": name, "layer": name} for name in outputs]}

    def below(self, low, high):
        return int(self.random.integers(low, high))

    def pick(self, options):
        return options[self.below(0, len(options))]

    def shape(self, size):
        return [size, 3, 4] if self.is_image else [size]

    # ------------------------------------------------------------------ layers
    def add(self, number):
        """A layer of weights, perhaps a norm, and neurons."""
        sources = self.sources(number)
        self.weigh(f"w{number}", sources, self.sizes[number])
        before = f"w{number}"
        if self.has_norms:
            self.layers.append({"type": "LayerNorm", "name": f"m{number}", "from": before, "use_weight": False,
                                "use_bias": False, "shape": self.shape(self.sizes[number]),
                                "eps": self.pick([1e-5, 1e-3, 0.5])})
            before = f"m{number}"
        self.layers.append(self.neuron(number) | {"name": f"n{number}", "from": before})

    def sources(self, number):
        """(edge, size): the layer before, and perhaps one before or behind, late."""
        sources = [("x", self.first) if number == 0 else (f"n{number - 1}", self.sizes[number - 1])]
        if self.is_wired:
            other = self.below(0, LAYERS)
            delay = self.below(int(other >= number), 4)
            edge = {"layer": f"n{other}", "delay": delay} if delay else f"n{other}"
            if edge != sources[0][0]:
                sources.append((edge, self.sizes[other]))
            if self.random.random() < 0.5:
                sources.reverse()
        return sources

    def weigh(self, name, sources, outputs):
        inputs = sum(size for _, size in sources)
        layer = {"name": name, "from": [edge for edge, _ in sources], "use_bias": self.has_bias}
        if self.is_image:
            layer |= {"type": "Conv2d", "in_channels": inputs, "out_channels": outputs,
                      "kernel_size": 3, "padding": 1}
            shape, taps = (outputs, inputs, 3, 3), 9 * inputs
        else:
            layer |= {"type": "Linear", "in_features": inputs, "out_features": outputs}
            shape, taps = (outputs, inputs), inputs
        known = [each for each, values in self.tensors.items() if values.shape == shape]
        if not known or self.random.random() < 0.5:
            known.append(name)
            self.tensors[name] = np.float32(self.random.standard_normal(shape) * 3 / taps ** 0.5)
        layer["weight"] = known[-1]
        if self.has_bias:
            layer["bias"] = self.pick([0.25, -0.5, -0.0])
        self.layers.append(layer)

    # ----------------------------------------------------------------- neurons
    def LIF(self, number):
        self.states += [f"n{number}.{state}" for state in "vis"]
        return {"type": "LIF", "decay_constants": [self.pick(CONSTANTS), self.pick(CONSTANTS)],
                "threshold": self.pick(THRESHOLDS[:3])}

    def SimpleLIF(self, number):
        self.states.append(f"n{number}.v")
        return {"type": "SimpleLIF", "decay_constants": [self.pick(CONSTANTS)],
                "threshold": self.pick(THRESHOLDS[:3]), "reset_val": self.pick([0.0, -0.0, 0.5])}

    def Neuron(self, number):
        """One that gives spikes, or numbers that may be -0, infinite or no numbers."""
        self.states.append(f"n{number}.v")
        a, b = self.pick(CONSTANTS), self.pick(THRESHOLDS)
        gives = "spike(v - {b})" if self.sizes[0] % 2 else "where(v > {b}, 1 / v, {b} * x)"
        return {"type": "Neuron", "state": {"v": self.pick([0.25, 0.0, -0.0])}, "step": [f"v = {a} * v + x"],
                "output": gives.format(b=b)}

    # ------------------------------------------------------------------ inputs
    def draw_inputs(self, samples, steps):
        shape = (samples, steps, *self.shape(self.first))
        return {"x": np.float32(self.random.standard_normal(shape) * (self.random.random(shape) < 0.5))}
