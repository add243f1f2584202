# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models with any graph."""

import dataclasses
from typing import Callable

import equinox as eqx
import jax
import jax.numpy as jnp

from .stateful import start, step


@dataclasses.dataclass(frozen=True)
class GraphStructure:
    num_layers: int
    input_layer_ids: tuple
    final_layer_ids: tuple
    input_connectivity: tuple


def run_layers(layers, struct, carry, data, seen):
    """One step of all layers; layer i reads `seen(i, j, outs, old)` of layer j."""
    states, old = carry
    data = data if isinstance(data, (list, tuple)) else [data]
    new_states, outs = [], []
    for i, (layer, state) in enumerate(zip(layers, states)):
        inputs = [seen(i, j, outs, old) for j in struct.input_connectivity[i]]
        inputs += [data[k] for k in struct.input_layer_ids[i]]
        state, out = step(layer, state, inputs)
        new_states.append(state)
        outs.append(out)
    return (new_states, outs), outs


def default_forward_fn(layers, struct, key, carry, data):
    """Layers hear earlier ones in the same step, as SNNAX's documentation has it."""
    return run_layers(layers, struct, carry, data,
                      lambda i, j, outs, old: outs[j] if j < i else old[j])


def delayed_forward_fn(layers, struct, key, carry, data):
    return run_layers(layers, struct, carry, data, lambda i, j, outs, old: old[j])


class StatefulModel(eqx.Module):
    graph_structure: GraphStructure = eqx.field(static=True)
    layers: list
    forward_fn: Callable = eqx.field(static=True)

    def __init__(self, graph_structure, layers, forward_fn=default_forward_fn):
        self.graph_structure = graph_structure
        self.layers = list(layers)
        self.forward_fn = forward_fn

    def init_state(self, in_shape, shapes=None, key=None):
        """`in_shape`: of the one input, or a list of them. `shapes`: of every layer's
        output, needed where a layer hears itself or a later one."""
        in_shapes = in_shape if isinstance(in_shape, list) else [in_shape]
        return self.start([jnp.zeros(shape) for shape in in_shapes], key, shapes)[0]

    def start(self, inputs, key, shapes=None):
        graph, states, outs = self.graph_structure, [], []
        keys = [None] * len(self.layers) if key is None else jax.random.split(key, len(self.layers))
        for i, layer in enumerate(self.layers):
            heard = [outs[j] if j < i else jnp.zeros(shapes[j])
                     for j in graph.input_connectivity[i]]
            heard += [jnp.zeros_like(inputs[k]) for k in graph.input_layer_ids[i]]
            state, out = start(layer, heard, keys[i])
            states.append(state)
            outs.append(out)
        return (states, outs), outs[graph.final_layer_ids[0]]

    def step(self, state, inputs):
        """As a layer of another model."""
        read = max((k for ids in self.graph_structure.input_layer_ids for k in ids), default=0)
        data = inputs if read else [jnp.concatenate(inputs)]
        state, outs = self.forward_fn(self.layers, self.graph_structure, None, state, data)
        return state, outs[self.graph_structure.final_layer_ids[0]]

    def __call__(self, input_states, input_batch, key=None, burnin=0):
        def forward(carry, data):
            carry, outs = self.forward_fn(self.layers, self.graph_structure, key, carry, data)
            return carry, [outs[i] for i in self.graph_structure.final_layer_ids]

        split = lambda part: jax.tree.map(lambda x: x[part], input_batch)
        if burnin:
            input_states, _ = jax.lax.scan(forward, input_states, split(slice(0, burnin)))
            input_states = jax.lax.stop_gradient(input_states)
        return jax.lax.scan(forward, input_states, split(slice(burnin, None)))
