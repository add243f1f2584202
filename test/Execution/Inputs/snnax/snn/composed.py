# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers made of layers."""

import functools
import operator

import equinox as eqx
import jax
import jax.numpy as jnp

from .architecture import GraphStructure, StatefulModel, default_forward_fn
from .stateful import StatefulLayer, start, step


def chain(num_layers):
    return [[0]] + [[]] * (num_layers - 1), [[]] + [[i] for i in range(num_layers - 1)]


def frozen(lists):
    return tuple(map(tuple, lists))


class Sequential(StatefulModel):
    def __init__(self, *layers, forward_fn=default_forward_fn):
        inputs, connections = map(frozen, chain(len(layers)))
        graph = GraphStructure(len(layers), inputs, (len(layers) - 1,), connections)
        super().__init__(graph, layers, forward_fn)


class SequentialLocalFeedback(StatefulModel):
    def __init__(self, *layers, forward_fn=default_forward_fn, feedback_layers=None):
        inputs, connections = chain(len(layers))
        if feedback_layers is None:
            feedback_layers = {i: i for i, layer in enumerate(layers)
                               if isinstance(layer, CompoundLayer)}
        for source, target in feedback_layers.items():
            connections[target] = connections[target] + [source]
        graph = GraphStructure(len(layers), frozen(inputs), (len(layers) - 1,),
                               frozen(connections))
        super().__init__(graph, layers, forward_fn)


class Parallel(eqx.Module):
    layers: list

    def __init__(self, layers):
        self.layers = list(layers)

    def start(self, inputs, key):
        pairs = [start(layer, [x], each) for layer, x, each in
                 zip(self.layers, inputs, keys(key, self.layers))]
        return [state for state, _ in pairs], functools.reduce(operator.add, [o for _, o in pairs])

    def step(self, state, inputs):
        pairs = [step(layer, each, [x]) for layer, each, x in zip(self.layers, state, inputs)]
        return [s for s, _ in pairs], functools.reduce(operator.add, [o for _, o in pairs])


def keys(key, layers):
    return [None] * len(layers) if key is None else jax.random.split(key, len(layers))


class CompoundLayer(StatefulLayer):
    layers: tuple

    def __init__(self, *layers, init_fn=default_forward_fn):
        super().__init__(init_fn)
        self.layers = layers

    def start(self, inputs, key):
        states, heard = [], inputs
        for layer, each in zip(self.layers, keys(key, self.layers)):
            state, out = start(layer, heard, each)
            states, heard = [*states, state], [out]
        return states, out

    def step(self, state, inputs):
        states, heard = [], inputs
        for layer, each in zip(self.layers, state):
            each, out = step(layer, each, heard)
            states, heard = [*states, each], [out]
        return states, out


class ResNetBlock(CompoundLayer):
    def start(self, inputs, key):
        states, out = super().start(inputs, key)
        return states, out + jnp.concatenate(inputs)

    def step(self, state, inputs):
        states, out = super().step(state, inputs)
        return states, out + jnp.concatenate(inputs)
