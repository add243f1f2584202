# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX as SNNAX runs it: one lax.scan of the whole network over the steps under
jit, vmap over the samples."""

import os

import jax
import jax.numpy as jnp
import numpy as np


def current(layer, params, x, before):
    """A layer without its neurons. `before`: its spikes of the step before."""
    kind, *given = layer
    weight, bias = params
    if kind == "pool":
        window = (1, given[0], given[0])
        return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, window, "VALID") / given[0]**2
    if kind == "conv":
        _, _, stride, padding = given
        y = jax.lax.conv_general_dilated(x[None], weight, (stride, stride),
                                         [(padding, padding)] * 2)[0]
        return y if bias is None else y + bias[:, None, None]
    x = x.reshape(-1)
    y = weight @ (x if kind == "linear" else jnp.concatenate([before, x]))
    return y if bias is None else y + bias


def scan(network):
    """run(params, x [steps, ...]) -> spikes of the last layer."""
    layers, decay = network.workload.layers, np.float32(network.workload.decay)

    def step(params, states, x):
        after = []
        for layer, own, (v, spikes) in zip(layers, params, states):
            x = current(layer, own, x, spikes)
            if layer[0] != "pool":
                v = decay * v + (1 - decay) * x
                x = jnp.where(v >= 1, 1.0, 0.0)
                v = v - v * x
            after.append((v, x))
        return after, x

    def start(params, x):
        """Zeros of the shapes that one step gives."""
        def once(params, x):
            shapes = []
            for layer, own in zip(layers, params):
                x = current(layer, own, x, jnp.zeros(layer[1]))
                shapes.append((x, x))
            return shapes
        return jax.tree.map(lambda leaf: jnp.zeros(leaf.shape), jax.eval_shape(once, params, x))

    def run(params, x):
        return jax.lax.scan(lambda s, x: step(params, s, x), start(params, x[0]), x)[1]

    return run


class Jax:
    def __init__(self, network, threads):
        os.environ["JAX_PLATFORMS"] = "cpu"
        if threads == 1:
            os.environ["XLA_FLAGS"] = ("--xla_cpu_multi_thread_eigen=false "
                                       "intra_op_parallelism_threads=1")
        self.params = jax.tree.map(jnp.asarray, [tuple(pair) for pair in network.weights])
        self.compiled = jax.jit(jax.vmap(scan(network), (None, 0)))

    def prepare(self, x):
        return jnp.asarray(x)

    def tune(self, x):
        """XLA decides by itself."""

    def run(self, x):
        return jax.block_until_ready(self.compiled(self.params, x))

    def spikes(self, y):
        return np.asarray(y)


make = Jax
