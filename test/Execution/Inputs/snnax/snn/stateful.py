# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The base of layers with a state, and the start and the step of any layer."""

from typing import Any, Callable

import equinox as eqx
import jax.numpy as jnp


def zeros(shape, key):
    return jnp.zeros(shape)


class StatefulLayer(eqx.Module):
    init_fn: Callable
    shape: Any

    def __init__(self, init_fn=None, shape=None):
        self.init_fn = init_fn or zeros
        self.shape = shape

    def init_state(self, shape, key=None):
        return [self.init_fn(shape, key), jnp.zeros(shape)]

    def init_out(self, shape, key=None):
        return jnp.zeros(shape)


def heard(layer, inputs):
    """A module that says so gets several sources as a list, as in SNNAX's main branch."""
    return inputs if hasattr(layer, "hears_apart") else jnp.concatenate(inputs)


def start(layer, inputs, key):
    """A layer's first state and out(-1), where `inputs` are its sources' out(-1)."""
    if hasattr(layer, "start"):
        return layer.start(inputs, key)
    x = heard(layer, inputs)
    if isinstance(layer, StatefulLayer):
        return layer.init_state(x.shape, key), layer.init_out(x.shape, key)
    return None, layer(x)


def step(layer, state, inputs):
    """The state and the output after a step with these inputs, a list."""
    if hasattr(layer, "step"):
        return layer.step(state, inputs)
    x = heard(layer, inputs)
    if isinstance(layer, StatefulLayer):
        return layer(state, x)
    return None, layer(x)
