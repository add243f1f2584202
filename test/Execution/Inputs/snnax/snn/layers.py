# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Neurons and pools, by the equations of docs/Semantics.md."""

from typing import Any, Callable

import equinox as eqx
import jax
import jax.numpy as jnp

from ..functional import superspike_surrogate
from .stateful import StatefulLayer


def limited(values, low=0.5, high=1.0):
    return jnp.clip(values[0], low, high)


def leak(decay, v, x):
    return decay * v + (1 - decay) * x


class Flatten(eqx.Module):
    def __call__(self, x, *, key=None):
        return jnp.ravel(x)


class Spiking(StatefulLayer):
    """What all neurons that spike have. Keywords as in SNNAX."""

    threshold: Any
    spike_fn: Callable
    stop_reset_grad: bool
    reset_val: Any

    def __init__(self, spike_fn=superspike_surrogate(10.0), threshold=1.0,
                 stop_reset_grad=True, reset_val=None, init_fn=None, shape=None, key=None):
        super().__init__(init_fn, shape)
        self.threshold = threshold
        self.spike_fn = spike_fn
        self.stop_reset_grad = stop_reset_grad
        self.reset_val = reset_val

    def taken(self, value):
        return jax.lax.stop_gradient(value) if self.stop_reset_grad else value

    def spikes_after_reset(self, v):
        """The spikes of potential v, and what they leave of it."""
        s = self.spike_fn(v - self.threshold)
        return s, v - self.taken(v * s if self.reset_val is None else self.reset_val * s)


class Decaying(Spiking):
    decay_constants: Any

    def __init__(self, decay_constants, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.decay_constants = jnp.asarray(decay_constants)

    def init_state(self, shape, key=None):
        return [self.init_fn(shape, key), jnp.zeros(shape), jnp.zeros(shape)]


class SimpleLIF(Decaying):
    def init_state(self, shape, key=None):
        return super().init_state(shape, key)[:2]

    def __call__(self, state, synaptic_input, *, key=None):
        v = leak(limited(self.decay_constants), state[0], synaptic_input)
        s = self.spike_fn(v - self.threshold)
        r = v if self.reset_val is None else jax.nn.softplus(self.reset_val)
        v = v - self.taken(r * s)
        return [v, s], s


class LIF(Decaying):
    def reset(self, v, s):
        return v * s if self.reset_val is None else (v - self.reset_val) * s

    def __call__(self, state, synaptic_input, *, key=None):
        v, i, s = state
        v = v - self.taken(self.reset(v, s))
        v = leak(limited(self.decay_constants), v, i)
        i = leak(limited(self.decay_constants[1:]), i, synaptic_input)
        s = self.spike_fn(v - self.threshold)
        return [v, i, s], s


class LIFSoftReset(LIF):
    def reset(self, v, s):
        return s if self.reset_val is None else self.reset_val * s


class AdaptiveLIF(Decaying):
    ada_decay_constant: Any
    ada_step_val: Any
    ada_coupling_var: Any

    def __init__(self, decay_constants, ada_decay_constant=[0.8], ada_step_val=[1.0],
                 ada_coupling_var=[0.5], **kwargs):
        super().__init__(decay_constants, **kwargs)
        self.ada_decay_constant = jnp.asarray(ada_decay_constant)
        self.ada_step_val = jnp.asarray(ada_step_val)
        self.ada_coupling_var = jnp.asarray(ada_coupling_var)

    def __call__(self, state, synaptic_input, *, key=None):
        v, w, _ = state
        g = limited(self.ada_decay_constant)
        k = limited(self.ada_coupling_var, -1.0, 1.0)
        q = limited(self.ada_step_val, 0.0, 2.0)
        v = leak(limited(self.decay_constants), v, synaptic_input + w)
        s, after = self.spikes_after_reset(v)
        w = (1 - g) * k * v + g * w - q * s
        return [after, w, s], s


class SimpleIAF(Spiking):
    leak: Any

    def __init__(self, leak=0.0, **kwargs):
        super().__init__(**kwargs)
        self.leak = jnp.asarray(leak)

    def __call__(self, state, synaptic_input, *, key=None):
        s, v = self.spikes_after_reset((state[0] - self.leak) + synaptic_input)
        return [v, s], s


class IAF(Decaying):
    leak: Any

    def __init__(self, decay_constants, leak=0.0, **kwargs):
        super().__init__(decay_constants, **kwargs)
        self.leak = jnp.asarray(leak)

    def __call__(self, state, synaptic_input, *, key=None):
        v, i, _ = state
        v = (v - self.leak) + i
        i = leak(limited(self.decay_constants), i, synaptic_input)
        s, v = self.spikes_after_reset(v)
        return [v, i, s], s


class SimpleLI(StatefulLayer):
    decay_constants: Any

    def __init__(self, decay_constants, init_fn=None, shape=None, key=None):
        super().__init__(init_fn, shape)
        self.decay_constants = jnp.asarray(decay_constants)

    def init_state(self, shape, key=None):
        return [self.init_fn(shape, key)]

    def __call__(self, state, synaptic_input, *, key=None):
        v = leak(limited(self.decay_constants), state[0], synaptic_input)
        return [v], v


class SigmaDelta(StatefulLayer):
    decay_constants: Any
    threshold: Any
    spike_fn: Callable

    def __init__(self, decay_constants, threshold=1.0, spike_fn=superspike_surrogate(10.0),
                 init_fn=None, shape=None):
        super().__init__(init_fn, shape)
        self.decay_constants = jnp.asarray(decay_constants)
        self.threshold = threshold
        self.spike_fn = spike_fn

    def init_state(self, shape, key=None):
        return [jnp.zeros(shape)] * 5

    def __call__(self, state, synaptic_input, *, key=None):
        i, _, m, f, _ = state
        i = self.decay_constants[0] * i + synaptic_input
        e = i - f
        m = self.decay_constants[1] * m + e
        s = self.spike_fn(m - self.threshold)
        f = self.decay_constants[2] * f + s
        return [i, e, m, f, s], s


class SpikeCounter(StatefulLayer):
    def __init__(self, shape=None):
        super().__init__(shape=shape)

    def __call__(self, state, synaptic_input, *, key=None):
        return [state[0] + synaptic_input, synaptic_input], synaptic_input


class SRM(Decaying):
    layer: eqx.Module
    r_decay_constants: Any

    def __init__(self, layer, *, decay_constants, r_decay_constants=[0.9], reset_val=None,
                 **kwargs):
        super().__init__(decay_constants, reset_val=[0.0] if reset_val is None else reset_val,
                         **kwargs)
        self.layer = layer
        self.r_decay_constants = jnp.asarray(r_decay_constants)

    def init_state(self, shape, key=None):
        out = jax.eval_shape(self.layer, jnp.zeros(shape)).shape
        return [jnp.zeros(shape), jnp.zeros(shape), jnp.zeros(out), jnp.zeros(out)]

    def init_out(self, shape, key=None):
        return jnp.zeros(jax.eval_shape(self.layer, jnp.zeros(shape)).shape)

    def __call__(self, state, synaptic_input, *, key=None):
        p, q, r, s = state
        reset = limited(self.reset_val, 0.0, 2.0)
        p = leak(limited(self.decay_constants), p, synaptic_input)
        q = leak(limited(self.decay_constants[1:]), q, p)
        r = limited(self.r_decay_constants) * r + reset * jax.lax.stop_gradient(s)
        s = self.spike_fn(self.layer(q) - reset * r - self.threshold)
        return [p, q, r, s], s


class SpikingPool(eqx.Module):
    """What makes a pool one of spikes; to be put before the pool's class."""

    threshold: Any = eqx.field(static=True)
    spike_fn: Callable = eqx.field(static=True)

    def __init__(self, *args, threshold=1.0, spike_fn=superspike_surrogate(10.0), **kwargs):
        super().__init__(*args, **kwargs)
        self.threshold = threshold
        self.spike_fn = spike_fn

    def __call__(self, x, *, key=None):
        return self.spike_fn(super().__call__(x) - self.threshold)


class SpikingMaxPool1d(SpikingPool, eqx.nn.MaxPool1d):
    pass


class SpikingMaxPool2d(SpikingPool, eqx.nn.MaxPool2d):
    pass
