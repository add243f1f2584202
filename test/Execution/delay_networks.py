# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of delays: edges and Delay layers, short and long beside a tile, of spikes
and of floats, alone, behind one another and in cycles."""

import numpy as np

# A step, a few, tiles of 16, 32 and 128 steps and those around them, and many.
LENGTHS = (1, 2, 3, 15, 16, 17, 31, 32, 33, 127, 128, 129, 1000)
# Weights that make the longest tile 16, 32 and 128 steps.
SIZES = ((5, 1), (17, 20), (40, 65), (130, 150), (64, 270))


class Network:
    def __init__(self, seed):
        self.random = np.random.default_rng([seed, 3])
        kinds = (self.alone, self.cycle, self.chain, self.start)
        self.tensors, self.layers = {}, []
        self.lengths = self.random.choice(LENGTHS, 3)
        self.delayed = {}  # of layers that delay an input: its steps
        self.inputs = []
        kinds[seed % len(kinds)](SIZES[seed // len(kinds) % len(SIZES)])
        names = [layer["name"] for layer in self.layers]
        self.spec = {"format": "snnc", "version": 1, "name": "random",
                     "weights": "random.safetensors", "inputs": self.inputs,
                     "layers": self.layers,
                     "outputs": [{"layer": name, "name": name + "_out"} for name in names]}
        if not self.tensors:
            del self.spec["weights"]

    # ----------------------------------------------------------------- parts
    def input(self, shape):
        self.inputs.append({"name": "x", "shape": list(shape)})
        if self.random.random() < 0.5:
            self.inputs[-1]["spikes"] = True

    def layer(self, kind, name, sources, **own):
        self.layers.append({"type": kind, "name": name, "from": sources, **own})

    def linear(self, name, sources, inputs, outputs):
        self.tensors[name] = np.float32(
            self.random.standard_normal((outputs, inputs)) / np.sqrt(inputs))
        self.tensors[name + ".b"] = np.float32(self.random.standard_normal(outputs) * 0.3)
        self.layer("Linear", name, sources, in_features=inputs, out_features=outputs,
                   weight=name, bias=name + ".b")

    def lif(self, name, source):
        self.layer("LIF", name, [source], decay_constants=[0.9, 0.8], threshold=0.3)

    def delay(self, name, source, shape, least=0):
        """One delay, one for each element, or an array that broadcasts."""
        longest = max(least, int(self.lengths[len(name) % 3]))
        shapes = [(), tuple(shape), tuple(shape), (*shape[:1], *[1] * (len(shape) - 1))]
        of = shapes[self.random.integers(len(shapes))]
        few = self.random.random() < 0.3
        steps = self.random.integers(least, longest + 1, of)
        if few:
            steps = self.random.choice([least, longest], of)
        if self.random.random() < 0.1:
            steps = np.zeros_like(steps) + least
        self.layer("Delay", name, [source], delay=np.asarray(steps).tolist(), dt="steps")
        return steps

    # ----------------------------------------------------------------- kinds
    def alone(self, sizes):
        """An input delayed in every way; one copy of it read at several delays."""
        rank = self.random.integers(1, 4)
        shape = [max(sizes)] if rank == 1 else [1 + sizes[0] % 39, *[3, 5, 2][:rank - 1]]
        self.input(shape)
        for name in ("one", "other"):
            self.delayed[name] = np.broadcast_to(self.delay(name, "x", shape), shape)
        self.layer("SimpleLI", "li", ["x"], decay_constants=[0.75])
        self.layer("Identity", "taps", [{"layer": "li", "delay": int(n)} for n in
                                        (0, *self.lengths)], merge="sum")

    def cycle(self, sizes):
        """Spikes go back along an edge and through a Delay, some at once."""
        inputs, hidden = sizes
        self.input([inputs])
        back = {"layer": "lif", "delay": int(self.lengths[0])}
        self.linear("mix", [back, "late", "x"], 2 * hidden + inputs, hidden)
        self.lif("lif", "mix")
        self.delay("late", "lif", [hidden], least=self.random.integers(2))

    def chain(self, sizes):
        """Trained delays between two layers, and a sum around them."""
        inputs, hidden = sizes
        self.input([inputs])
        self.linear("fc", ["x"], inputs, hidden)
        self.lif("lif", "fc")
        self.delay("late", "lif", [hidden])
        self.linear("fc2", ["late", {"layer": "lif", "delay": int(self.lengths[1])}],
                    2 * hidden, 33)
        self.layer("SimpleLI", "li", ["fc2"], decay_constants=[0.9])

    def start(self, sizes):
        """What is read before the first step: a bias, and zeros of a Delay."""
        inputs, hidden = sizes
        self.input([inputs])
        self.linear("fc", ["x"], inputs, hidden)
        self.delay("late", "fc", [hidden])
        self.layer("Identity", "sum", [{"layer": "fc", "delay": int(self.lengths[0])},
                                       {"layer": "late", "delay": int(self.lengths[1])},
                                       "late"], merge="sum")
        self.layer("Identity", "again", [{"layer": "sum", "delay": int(self.lengths[2])},
                                         {"layer": "again", "delay": int(self.lengths[2])}],
                   merge="sum", shape=[hidden])
