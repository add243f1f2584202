# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A small SNNAX model that learns to tell two kinds of noise apart: one is livelier
in the first half of its inputs, the other in the second.

    train.py FILE.eqx
"""

import sys

import equinox as eqx
import jax
import jax.numpy as jnp
from snnax import snn

STEPS, KEY = 30, jax.random.PRNGKey(0)
keys = jax.random.split(KEY, 4)


def make():
    return snn.Sequential(
        eqx.nn.Linear(16, 32, key=keys[0]),
        snn.LIF([0.8, 0.6], threshold=0.1),
        eqx.nn.Linear(32, 2, key=keys[1]),
        snn.SimpleLI([0.9]),
    )


def recordings():
    """64 of them, and which kind each is."""
    labels = jnp.arange(64) % 2
    lively = (jnp.arange(16) < 8) == labels[:, None]
    rates = jnp.where(lively, 0.4, 0.2)[:, None]
    return jax.random.bernoulli(keys[2], rates, (64, STEPS, 16)) * 1.0, labels


def scores(model, x):
    state = model.init_state((16,), KEY)
    _, outs = model(state, x, KEY)
    return outs[0]


@eqx.filter_jit
@eqx.filter_value_and_grad
def loss(model, xs, labels):
    logits = jax.vmap(lambda x: scores(model, x).mean(0))(xs)
    return -jax.nn.log_softmax(logits)[jnp.arange(len(labels)), labels].mean()


def train(model):
    xs, labels = recordings()
    for _ in range(40):
        value, gradient = loss(model, xs, labels)
        model = eqx.apply_updates(model, jax.tree.map(lambda g: -0.2 * g, gradient))
    print(f"loss {value:.3f}")
    return model


if __name__ == "__main__":
    eqx.tree_serialise_leaves(sys.argv[1], train(make()))
