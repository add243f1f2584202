# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Spike functions with surrogate derivatives."""

import jax
import jax.numpy as jnp

# The distance from the threshold of the neuron that came nearest to it, for each
# call outside of jax.jit: what decides whether spikes may be compared.
nearest = []


def heaviside(u):
    if not isinstance(u, jax.core.Tracer):
        nearest.append(float(abs(u).min()))
    return jnp.where(u >= 0, 1.0, 0.0)


def superspike_surrogate(beta=10.0):
    @jax.custom_jvp
    def spike(u):
        return heaviside(u)

    @spike.defjvp
    def derivative(u, du):
        return spike(*u), du[0] / (1 + beta * abs(u[0]))

    return spike


def sigmoid_surrogate(beta=1.0):
    @jax.custom_jvp
    def spike(u):
        return heaviside(u)

    @spike.defjvp
    def derivative(u, du):
        s = jax.nn.sigmoid(beta * u[0])
        return spike(*u), du[0] * s * (1 - s)

    return spike


def piecewise_surrogate(beta=0.5):
    @jax.custom_jvp
    def spike(u):
        return heaviside(u)

    @spike.defjvp
    def derivative(u, du):
        return spike(*u), jnp.where(abs(u[0]) < beta, du[0], 0)

    return spike
