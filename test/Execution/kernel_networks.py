# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks around one linear kernel, in every size that makes a kernel
different, and inputs of every density: `Network(kind, sizes, seed)` has `spec`,
`tensors`, the names of its `states`, and `draw_inputs`."""

import numpy as np

SIZES = [1, 3, 15, 16, 17, 63, 64, 65, 512, 513, 1000]
DENSITIES = [0, 0.05, 0.34, 0.36, 0.5, 1]
SAMPLES = 9     # one a density, and three of other sorts
STEPS = 300     # of the longest run
HARMLESS = np.float32([-0.0, 1e-40, -1e-40, 1e-30, 0.0])
HARMFUL = np.float32([np.nan, np.inf, -np.inf, 3e38])
HUGE = np.float32(3e38)  # a weight; what stands for infinity in `infinite`

SPIKING = {"LIF": ("vis", 2), "SimpleLIF": ("v", 1), "LIFSoftReset": ("vis", 2), "SimpleLI": ("v", 1)}


class Network:
    """Of the kinds of `KINDS`, by name."""

    def __init__(self, kind, sizes, seed):
        self.random = np.random.default_rng([seed, 3])
        self.inputs, self.layers, self.tensors = [], [], {}
        self.outputs, self.states = [], []
        KINDS[kind](self, *sizes)
        self.spec = {"format": "snnc", "version": 1, "name": "random", "weights": "random.safetensors",
                     "inputs": self.inputs, "layers": self.layers,
                     "outputs": [{"name": name, "layer": name} for name in self.outputs]}

    # ------------------------------------------------------------------ parts
    def input(self, name, size, spikes):
        self.inputs.append({"name": name, "shape": [size]} | ({"spikes": True} if spikes else {}))

    def linear(self, name, columns, size, sources, huge=0):
        """Weights under which about as many neurons fire as are silent; a few are
        zeros, and about `huge` of a row are huge."""
        weight = self.random.standard_normal((size, columns)) * 2 / columns ** 0.5
        places = self.random.random(weight.shape) < 0.05
        weight[places] = self.random.choice([0.0, -0.0], places.sum())
        weight[self.random.random(weight.shape) < huge / columns] = HUGE
        layer = {"type": "Linear", "name": name, "in_features": columns, "out_features": size,
                 "weight": f"{name}.weight", "from": sources}
        self.tensors[f"{name}.weight"] = np.float32(weight)
        if self.random.random() < 0.7:
            bias = self.random.standard_normal(size) * 0.3
            bias[self.random.random(size) < 0.2] = -0.0
            layer["bias"] = f"{name}.bias"
            self.tensors[f"{name}.bias"] = np.float32(bias)
        else:
            layer["use_bias"] = False
        self.layers.append(layer)

    def neuron(self, name, kind, source):
        states, decays = SPIKING[kind]
        layer = {"type": kind, "name": name, "from": [source],
                 "decay_constants": self.random.uniform(0.5, 0.95, decays).round(3).tolist()}
        if kind != "SimpleLI":
            layer["threshold"] = 0.25
        self.layers.append(layer)
        self.states += [f"{name}.{state}" for state in states]
        self.outputs.append(name)

    # ------------------------------------------------------------------ kinds
    def spikes(self, inputs, size, is_spikes=True):
        self.input("x", inputs, is_spikes)
        self.linear("fc", inputs, size, ["x"])
        self.neuron("lif", "LIF", "fc")

    def analog(self, inputs, size):
        self.spikes(inputs, size, False)

    def sums(self, inputs, size, huge=0):
        """The sums themselves."""
        self.input("x", inputs, self.random.random() < 0.5)
        self.linear("fc", inputs, size, ["x"], huge)
        self.outputs.append("fc")

    def infinite(self, inputs, size):
        """Whoever multiplies an infinite weight by zero gets NaN."""
        self.sums(inputs, size, huge=1)

    def recurrent(self, inputs, size):
        self.input("x", inputs, True)
        self.linear("fc", size + inputs, size, ["lif", "x"])
        self.neuron("lif", "SimpleLIF", "fc")

    def feedback(self, inputs, size):
        """Two recurrent layers, one of which hears the other, and floats outside."""
        self.input("x", inputs, False)
        self.linear("fc", inputs + size, size, ["x", {"layer": "lif", "delay": 2}])
        self.neuron("lif", "LIFSoftReset", "fc")
        self.linear("next", size + 17, 17, ["lif", "out"])
        self.neuron("out", "LIF", "next")

    def norm(self, inputs, size):
        self.input("x", inputs, True)
        self.linear("fc", inputs, size, ["x"])
        self.layers.append({"type": "LayerNorm", "name": "norm", "shape": [size], "use_weight": False,
                            "use_bias": False, "from": ["fc"]})
        self.neuron("lif", "LIF", "norm")

    def sources(self, inputs, size):
        self.input("x", inputs, True)
        self.input("z", 33, False)
        self.linear("fc", inputs + 33, size, ["x", "z"])
        self.neuron("lif", "LIF", "fc")

    def chain(self, inputs, size):
        self.input("x", inputs, True)
        self.linear("fc", inputs, size, ["x"])
        self.neuron("lif", "LIF", "fc")
        self.linear("next", size, 20, ["lif"])
        self.neuron("soft", "LIFSoftReset", "next")
        self.linear("last", 20, 7, ["soft"])
        self.neuron("li", "SimpleLI", "last")

    def narrow(self, inputs, size):
        """Layers of 1, 2, 3... outputs beside each other."""
        inputs = min(inputs, 40)
        self.input("x", inputs, self.random.random() < 0.5)
        for outputs in range(1, min(size, 33) + 1):
            self.linear(f"fc{outputs}", inputs, outputs, ["x"])
            self.neuron(f"lif{outputs}", "LIF", f"fc{outputs}")

    # ----------------------------------------------------------------- inputs
    def draw_inputs(self):
        return {each["name"]: self.draw(each["shape"][0], each.get("spikes", False))
                for each in self.inputs}

    def draw(self, size, is_spikes):
        """[sample, step, size]: one density a sample; then dense steps among
        silent ones, values that arithmetic finds hard, and as many events a step as
        decide between two kernels, one more, or one less."""
        shape = (SAMPLES, STEPS, size)
        density = np.zeros((SAMPLES, STEPS, 1))
        density[:len(DENSITIES), :, 0] = np.array(DENSITIES)[:, None]
        lengths = self.random.integers(1, 6, STEPS)
        density[6] = np.repeat(self.random.choice([0, 1, 0.05], STEPS), lengths)[:STEPS, None]
        density[7] = 0.3
        x = np.float32(self.random.random(shape) < density)
        near = np.rint(0.35 * size + self.random.integers(-1, 2, STEPS))
        x[8] = np.argsort(self.random.random((STEPS, size))).argsort() < near[:, None]
        if not is_spikes:
            x *= np.float32(self.random.standard_normal(shape))
        odd = self.random.random(shape[1:]) < 0.1
        x[7][odd] = self.random.choice(HARMLESS, odd.sum())
        # What is infinite stays so in a neuron: not before the middle.
        for step in self.random.integers(STEPS // 2, STEPS, 8):
            x[7, step, self.random.integers(size)] = self.random.choice(HARMFUL)
        return x


KINDS = {name: getattr(Network, name) for name in (
    "spikes", "recurrent", "norm", "sources", "analog", "infinite", "sums", "chain", "feedback",
    "narrow")}
