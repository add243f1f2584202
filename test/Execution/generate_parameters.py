# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The numbers in a random network: weights, decay constants, thresholds. Some
stand in the text, most in the weight file, in one type or another."""

import numpy as np

# Neurons, and how many decay constants they have.
NEURONS = {"LIF": 2, "LIFSoftReset": 2, "SimpleLIF": 1, "AdaptiveLIF": 1, "IAF": 1,
           "SimpleIAF": 0, "SigmaDelta": 3, "SpikeCounter": 0, "SimpleLI": 1}
# Layers whose weights have a column for every input.
GROWING = {"Linear", "Conv2d"}


class Parameters:
    """The part of generate.Network that fills its layers in."""

    def parameter(self, values, name):
        """Sometimes in the text, mostly in the weight file, in some type."""
        values = np.asarray(values, np.float32)
        if values.size < 30 and self.chance(0.2):
            return values.tolist()
        kind = self.pick([np.float32] * 4 + [np.float64, np.float16])
        self.tensors[name] = values.astype(kind)
        return name

    def normal(self, *shape):
        return self.random.standard_normal(shape)

    def gains(self, i, sources):
        """A factor for each input: spikes must be able to set off spikes, and a
        loop of analog values must die away."""
        columns = []
        for kind, j in sources:
            back = kind == "layer" and j >= i
            if self.is_spikes((kind, j)):
                gain = 4.0
            else:
                gain = 0.4 if back or "merge" in self.layers[i] else 2.0
            columns += [gain] * self.shape((kind, j))[0]
        if "merge" in self.layers[i]:
            columns = columns[:self.shape(sources[0])[0]]
        size = self.shape(sources[0])
        if self.layers[i]["type"] == "Linear" and len(size) > 1:
            columns = [columns[0]] * size[-1]
        return np.array(columns)

    def order(self, sources):
        """As they are joined: connections first."""
        return ([s for s in sources if s[0] == "layer"] +
                [s for s in sources if s[0] == "input"])

    def fill(self, layer, sources, shape):
        i = next(n for n, each in enumerate(self.layers) if each is layer)
        kind = layer["type"]
        if kind in NEURONS:
            self.fill_neuron(i, layer, shape)
        elif kind in GROWING:
            self.fill_weights(i, layer, self.gains(i, self.order(sources)), shape)
        elif kind in ("LayerNorm", "RMSNorm"):
            layer["shape"] = shape
            for key in ("weight", "bias"):
                if not self.fill_affine(i, layer, key, shape) and self.chance(0.5):
                    layer[f"use_{key}"] = False
            if self.chance(0.5):
                layer["eps"] = 1e-3
        elif kind == "Delay":
            steps = layer.pop("steps")
            layer["delay"] = self.parameter(steps, f"{i}.delay") if steps.ndim else int(steps)
        elif kind in ("GroupNorm", "BatchNorm"):
            self.fill_channel_norm(i, layer, shape[:1])

    def fill_affine(self, i, layer, key, shape):
        """A weight or a bias of a norm, or none."""
        if not self.chance(0.5):
            return False
        offset = 1.5 if key == "weight" else 0.0
        layer[key] = self.parameter(offset + 0.3 * self.normal(*shape), f"{i}.{key}")
        return True

    def fill_channel_norm(self, i, layer, channels):
        if layer["type"] == "BatchNorm":
            layer["input_size"] = channels[0]
            layer["mean"] = self.parameter(0.3 * self.normal(*channels), f"{i}.mean")
            layer["var"] = self.parameter(self.random.uniform(0.2, 2, channels), f"{i}.var")
        else:
            layer["channels"] = channels[0]
            layer["eps"] = 0.1  # of few channels the variance may be next to nothing
        if self.chance(0.3):
            layer["channelwise_affine"] = False
            return
        for key in ("weight", "bias"):
            self.fill_affine(i, layer, key, channels)

    def fill_weights(self, i, layer, gains, shape):
        if layer["type"] == "Linear":
            layer |= {"in_features": len(gains), "out_features": shape[-1]}
            weight = self.normal(shape[-1], len(gains)) * gains / len(gains) ** 0.5
            bias = [shape[-1]]
        else:
            k, groups = layer["kernel_size"], layer["groups"]
            k = [k, k] if isinstance(k, int) else k
            layer |= {"in_channels": len(gains), "out_channels": shape[0]}
            width = len(gains) // groups
            weight = self.normal(shape[0], width, *k) * gains.max()
            weight *= 1 / (width * k[0] * k[1]) ** 0.5
            bias = self.pick([[shape[0], 1, 1], [shape[0]]])
        layer["weight"] = self.parameter(weight, f"{i}.weight")
        if self.chance(0.3):
            layer["use_bias"] = False
        else:
            layer["bias"] = self.parameter(0.5 * self.normal(*bias), f"{i}.bias")

    def number(self, low, high, shape, name, chance=0.3):
        """One number, or one for each neuron."""
        value = self.random.uniform(low, high, shape if self.chance(chance) else ())
        return self.parameter(value, name) if np.ndim(value) else float(np.float32(value))

    def fill_decays(self, i, layer, shape):
        count = NEURONS[layer["type"]]
        low, high = (0.5, 0.9) if layer["type"] == "SigmaDelta" else (0.4, 0.98)
        if count == 0:
            return
        if self.chance(0.2):
            values = self.random.uniform(low, high, (count, *shape))
            self.tensors[f"{i}.decay"] = np.float32(values)
            layer["decay_constants"] = f"{i}.decay"
        else:
            layer["decay_constants"] = [self.number(low, high, shape, f"{i}.decay{k}", 0.4)
                                        for k in range(count)]

    def fill_neuron(self, i, layer, shape):
        self.fill_decays(i, layer, shape)
        kind = layer["type"]
        if kind == "SpikeCounter":
            return
        if kind == "AdaptiveLIF":
            layer["ada_decay_constant"] = [self.number(0.4, 0.9, shape, f"{i}.ada_decay")]
            layer["ada_step_val"] = self.number(-0.2, 0.5, (), "")
            layer["ada_coupling_var"] = [self.number(-0.5, 0.5, shape, f"{i}.ada_coupling")]
        if kind in ("IAF", "SimpleIAF") and self.chance(0.7):
            layer["leak"] = self.number(0, 0.2, shape, f"{i}.leak")
        if kind != "SigmaDelta" and self.chance(0.2):
            layer["init_fn"] = self.pick(
                ["ones", "zeros", {"fn": "constant", "value": 0.375}])
        if kind == "SimpleLI":
            return
        layer["threshold"] = self.number(0.05, 0.5, shape, f"{i}.threshold", 0.2)
        if kind != "SigmaDelta" and self.chance(0.25):
            steps = self.random.integers(0, 5, self.pick([(), tuple(shape)]))
            layer["refractory"] = self.parameter(steps, f"{i}.refractory") if steps.ndim else int(steps)
        if kind != "SigmaDelta" and self.chance(0.4):
            layer["reset_val"] = self.number(0, 0.7, shape, f"{i}.reset")
