# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks aimed at kernels of several passes: chains with a norm among their
layers, and a delayed copy of what one layer gives read behind another, or before
it. `Network(seed, chains)` has `spec`, `tensors` and the names of its `states`.

All layers of a network have one shape, so any two of them can be added. The
chains stand side by side and share the inputs.
"""

import numpy as np

NORMS = ["LayerNorm", "RMSNorm", "GroupNorm", "softmax", "log_softmax"]
ELEMENTWISE = ["relu", "tanh", "Scale", "LIF", "SimpleLIF", "SimpleLI", "Neuron", "BatchNorm", "Identity", "Delay",
               "LIFSoftReset", "AdaptiveLIF", "IAF", "SigmaDelta", "SpikeCounter", "CubaLIF", "IF", "Threshold"]
WHOLE = {1: ["Linear"] * 4, 3: ["Conv2d"] * 4 + ["MaxPool2d", "AvgPool2d", "Reshape"] * 2}
STATES = {"LIF": "vis", "SimpleLIF": "v", "SimpleLI": "v", "Neuron": "v", "AdaptiveLIF": "vw", "CubaLIF": "vi",
          "IF": "v"}
MOST_DELAY = 3


class Network:
    def __init__(self, seed, chains):
        self.random = np.random.default_rng([seed, 4])
        self.layers, self.tensors, self.states, self.outputs = [], {}, [], []
        self.shape = self.draw_shape()
        inputs = [{"name": "x", "shape": self.shape}, {"name": "z", "shape": self.shape, "spikes": True}]
        for number in range(chains):
            self.chain(number)
        self.spec = {"format": "snnc", "version": 1, "name": "random", "inputs": inputs, "layers": self.layers,
                     "outputs": [{"name": name, "layer": name} for name in self.outputs]}
        for output in self.spec["outputs"]:
            if self.random.random() < 0.2:
                output["reduce"] = self.pick(["last", "max"])
        if self.random.random() < 0.15:
            self.spec["forward"] = "delayed"
        if self.tensors:
            self.spec["weights"] = "random.safetensors"

    def draw_shape(self):
        if self.random.random() < 0.3:
            return [self.below(1, 20), self.below(1, 4), self.below(1, 4)]
        return [self.pick([1, 2, 7, 16, 17, 33, 70])]

    def below(self, low, high):
        return int(self.random.integers(low, high))

    def pick(self, options):
        return options[self.below(0, len(options))]

    # ------------------------------------------------------------------ chains
    def chain(self, number):
        """Layers one after the other, then edges that skip some, or lead back."""
        kinds = [self.kind(0.35) for _ in range(self.below(2, 6))]
        norm = self.below(1, len(kinds))
        kinds[norm] = self.norm()
        names = [f"c{number}_{k}" for k in range(len(kinds))]
        sources = [[self.pick(["x", "z"])]] + [[name] for name in names[:-1]]
        places = range(len(kinds))
        for _ in range(self.below(1, 4)):
            read, reader = self.below(-1, norm + 1), self.below(norm, len(kinds))
            if self.random.random() < 0.3:
                read, reader = self.pick(places), self.pick(places)
            delay = self.below(int(read >= reader), MOST_DELAY + 1)
            edge = (self.pick(["x", "z"]) if read < 0 else
                    {"layer": names[read], "delay": delay} if delay else names[read])
            if edge not in sources[reader]:
                sources[reader].append(edge)
        for name, kind, read in zip(names, kinds, sources):
            self.add(name, kind, read)
        self.outputs += sorted({names[-1], self.pick(names)})

    def norm(self):
        return self.pick(NORMS if len(self.shape) == 1 else NORMS[:3])

    def kind(self, norms):
        if self.random.random() < norms:
            return self.norm()
        return self.pick(ELEMENTWISE + WHOLE[len(self.shape)])

    # ------------------------------------------------------------------ layers
    def add(self, name, kind, sources):
        layer = {"type": kind, "name": name, "from": sources}
        if len(sources) > 1:
            layer["merge"] = self.pick(["sum", "sum", "product"])
        if kind in ("relu", "tanh", "softmax", "log_softmax"):
            layer |= {"type": "Lambda", "fn": kind}
        else:
            getattr(self, kind)(layer)
        self.layers.append(layer)
        self.states += [f"{name}.{state}" for state in STATES.get(kind, "")]

    def tensor(self, layer, what, values):
        layer[what] = f"{layer['name']}.{what}"
        self.tensors[layer[what]] = np.float32(values)

    def affine(self, layer, shape):
        for what, use in (("weight", "use_weight"), ("bias", "use_bias")):
            if self.random.random() < 0.5:
                self.tensor(layer, what, 1 + 0.3 * self.random.standard_normal(shape))
            elif use:
                layer[use] = False

    def LayerNorm(self, layer):
        layer["shape"] = self.shape
        self.affine(layer, self.shape)

    RMSNorm = LayerNorm

    def GroupNorm(self, layer):
        channels = self.shape[0]
        layer |= {"channels": channels, "groups": self.pick([g for g in (1, 2, 3, 7, channels) if channels % g == 0]),
                  "channelwise_affine": False}

    def BatchNorm(self, layer):
        layer |= {"input_size": self.shape[0], "channelwise_affine": False}
        self.tensor(layer, "mean", self.random.standard_normal(self.shape[0]))
        self.tensor(layer, "var", self.random.uniform(0.5, 2, self.shape[0]))

    def Scale(self, layer):
        layer["scale"] = float(np.float32(self.random.uniform(-1, 1)))

    def Identity(self, layer):
        pass

    def rest(self, layer):
        if self.random.random() < 0.3:
            layer["refractory"] = self.below(1, 4)

    def LIF(self, layer):
        layer |= {"decay_constants": [0.9, 0.75], "threshold": 0.125}
        self.rest(layer)

    LIFSoftReset = LIF

    def AdaptiveLIF(self, layer):
        layer |= {"decay_constants": [0.9], "ada_decay_constant": [0.8], "ada_step_val": 0.5, "ada_coupling_var": [0.5],
                  "threshold": 0.125}

    def IAF(self, layer):
        layer |= {"decay_constants": [0.8], "leak": 0.05, "threshold": 0.5}

    def SigmaDelta(self, layer):
        layer |= {"decay_constants": [1, 0, 1], "threshold": 0.5}

    def SpikeCounter(self, layer):
        pass

    def CubaLIF(self, layer):
        layer |= {"tau_mem": 4, "tau_syn": 2, "v_threshold": 0.25, "dt": "steps", "gain": "1",
                  "reset": self.pick(["zero", "subtract", "value,next", "subtract-n"])}
        self.rest(layer)

    def IF(self, layer):
        layer |= {"v_threshold": 0.5, "dt": "steps", "reset": self.pick(["zero", "subtract,again", "zero,next"])}

    def Threshold(self, layer):
        layer["threshold"] = 0.25

    def Delay(self, layer):
        steps = self.random.integers(0, MOST_DELAY + 1, self.pick([(), tuple(self.shape)]))
        layer |= {"delay": np.asarray(steps).tolist(), "dt": "steps"}

    def Reshape(self, layer):
        """To another shape, and back behind it."""
        layer["shape"] = self.shape[::-1]
        self.layers.append({**layer, "name": layer["name"] + "r"})
        layer |= {"from": [layer["name"] + "r"], "shape": self.shape}
        layer.pop("merge", None)

    def SimpleLIF(self, layer):
        layer |= {"decay_constants": [0.8], "threshold": 0.125, "reset_val": 0.5}

    def SimpleLI(self, layer):
        layer["decay_constants"] = [0.8]

    def Neuron(self, layer):
        layer |= {"state": {"v": 0.25}, "step": ["v = 0.5 * v + x"],
                  "output": self.pick(["v", "x - v", "spike(v - 0.5)", "where(v > 0.5, x, v)"])}

    def Linear(self, layer):
        size = self.shape[0]
        layer |= {"in_features": size, "out_features": size, "use_bias": False}
        self.tensor(layer, "weight", self.random.standard_normal((size, size)) / size ** 0.5)

    def Conv2d(self, layer):
        channels = self.shape[0]
        layer |= {"in_channels": channels, "out_channels": channels, "kernel_size": 3, "padding": 1,
                  "groups": self.pick([1, 1, channels]), "use_bias": False}
        width = channels // layer["groups"]
        self.tensor(layer, "weight", self.random.standard_normal((channels, width, 3, 3)) / (9 * width) ** 0.5)

    def MaxPool2d(self, layer):
        layer |= {"kernel_size": 3, "stride": 1, "padding": 1}

    AvgPool2d = MaxPool2d

    # ------------------------------------------------------------------ inputs
    def draw_inputs(self, samples, steps):
        shape = (samples, steps, *self.shape)
        return {"x": np.float32(self.random.standard_normal(shape)),
                "z": np.float32(self.random.random(shape) < 0.3)}
