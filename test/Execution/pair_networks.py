# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of all pairs of layers: one layer behind the other, with a delayed copy of
what the first reads or gives read before, between or behind them. `Network(number)`
has `spec`, `tensors` and the names of its `states`; there are COUNT of them."""

import itertools

import numpy as np

import fused_networks
from fused_networks import ELEMENTWISE, NORMS

CHAINS = 12
VECTOR = ELEMENTWISE + NORMS + ["Linear"]
IMAGE = ["relu", "LIF", "Delay", "BatchNorm", "Neuron", *NORMS[:3], "Conv2d", "MaxPool2d", "AvgPool2d", "Reshape"]
PAIRS = ([("vector", *pair) for pair in itertools.product(VECTOR, repeat=2)]
         + [("image", *pair) for pair in itertools.product(IMAGE, repeat=2)])


def split():
    """CHAINS pairs of one kind of shape for each network."""
    parts = []
    for shape, pairs in itertools.groupby(PAIRS, key=lambda pair: pair[0]):
        pairs = list(pairs)
        parts += [(shape, pairs[k:k + CHAINS]) for k in range(0, len(pairs), CHAINS)]
    return parts


PARTS = split()
COUNT = len(PARTS)


class Network(fused_networks.Network):
    """Number k, and k + COUNT and so on: the same pairs, other sizes and edges."""

    def __init__(self, number):
        self.kind_of_shape, self.pairs = PARTS[number % COUNT]
        super().__init__(number, len(self.pairs))

    def draw_shape(self):
        if self.kind_of_shape == "image":
            return [self.below(1, 20), self.below(1, 4), self.below(1, 4)]
        return [self.pick([1, 2, 7, 16, 17, 33, 70])]

    def chain(self, number):
        _, first, second = self.pairs[number]
        a, b, tail = f"a{number}", f"b{number}", f"t{number}"
        source = self.pick(["x", "z"])
        # Inputs are never delayed: a copy of one is a layer of its own.
        copy = f"s{number}"
        self.add(copy, "Identity", [source])
        sources = {a: [copy], b: [a], tail: [b]}
        reads = [copy, a, b]
        for reader in self.random.permutation([a, b, tail])[:self.below(1, 4)]:
            read = self.pick(reads)
            least = int([copy, a, b, tail].index(read) >= [copy, a, b, tail].index(reader))
            delay = self.below(least, fused_networks.MOST_DELAY + 1)
            edge = {"layer": read, "delay": delay} if delay else read
            if edge not in sources[reader]:
                sources[reader].append(edge)
        for name, kind in ((a, first), (b, second), (tail, self.pick(["relu", "Scale", "Neuron"]))):
            self.add(name, kind, sources[name])
        self.outputs += [tail] + ([b] if self.random.random() < 0.5 else [])
