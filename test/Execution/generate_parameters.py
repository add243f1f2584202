# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The numbers in a random network: weights, decay constants, thresholds. Some
stand in the text, most in the weight file, in one type or another."""

import numpy as np

# Neurons, and how many decay constants they have.
NEURONS = {"LIF": 2, "LIFSoftReset": 2, "SimpleLIF": 1, "SimpleLI": 1}
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
                gain = 0.4 if back or self.layers[i].get("merge") == "sum" else 2.0
            columns += [gain] * self.shape((kind, j))[0]
        if self.layers[i].get("merge") == "sum":
            columns = columns[:self.shape(sources[0])[0]]
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
        elif kind == "LayerNorm":
            layer["shape"] = shape
            for key, scale, offset in (("weight", 0.3, 1.5), ("bias", 0.3, 0.0)):
                if self.chance(0.5):
                    layer[key] = self.parameter(offset + scale * self.normal(*shape),
                                                f"{i}.{key}")
                elif self.chance(0.5):
                    layer[f"use_{key}"] = False
            if self.chance(0.5):
                layer["eps"] = 1e-3

    def fill_weights(self, i, layer, gains, shape):
        if layer["type"] == "Linear":
            layer |= {"in_features": len(gains), "out_features": shape[0]}
            weight = self.normal(shape[0], len(gains)) * gains / len(gains) ** 0.5
            bias = [shape[0]]
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

    def fill_neuron(self, i, layer, shape):
        count = NEURONS[layer["type"]]

        def decay():
            return self.random.uniform(0.4, 0.98, shape if self.chance(0.4) else ())

        if self.chance(0.2):
            values = self.random.uniform(0.45, 0.95, (count, *shape))
            self.tensors[f"{i}.decay"] = np.float32(values)
            layer["decay_constants"] = f"{i}.decay"
        else:
            layer["decay_constants"] = [
                self.parameter(d, f"{i}.decay{k}") if np.ndim(d) else float(np.float32(d))
                for k, d in enumerate(decay() for _ in range(count))]
        if self.chance(0.2):
            layer["init_fn"] = self.pick(
                ["ones", "zeros", {"fn": "constant", "value": 0.375}])
        if layer["type"] == "SimpleLI":
            return
        threshold = self.random.uniform(0.05, 0.5, shape if self.chance(0.2) else ())
        layer["threshold"] = self.parameter(threshold, f"{i}.threshold") \
            if np.ndim(threshold) else float(np.float32(threshold))
        if self.chance(0.4):
            value = self.random.uniform(0, 0.7, shape if self.chance(0.3) else ())
            layer["reset_val"] = self.parameter(value, f"{i}.reset") \
                if np.ndim(value) else float(np.float32(value))
