# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers of a spec in JAX, from the equations of docs/Semantics.md alone.

`LAYERS[type](layer)` gives a Layer of a JSON object whose parameters have been
replaced by f32 arrays. A layer without a state is a function of its input; a
neuron is a function of its input and its states.
"""

import dataclasses
from typing import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


@dataclasses.dataclass
class Layer:
    """apply(x, states) -> output, new states, |v - threshold| (None: no spikes).
    `states` is a dict; `start` says from which number each of them begins, or has a
    function of the layer's shape. Without them, `delays` makes it one with a state
    (G3) all the same."""

    apply: Callable
    start: dict = dataclasses.field(default_factory=dict)
    delays: bool = False

    @property
    def stateful(self):
        return bool(self.start) or self.delays


def stateless(function):
    return Layer(lambda x, states: (function(x), {}, None))


# ---------------------------------------------------------- Equinox's layers
def pair(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


def amounts(padding):
    """An integer, two integers or two pairs: what goes before and behind."""
    return [pair(axis) for axis in pair(padding)]


def linear(layer):
    weight, bias = layer["weight"], layer.get("bias")

    def function(x):
        y = jnp.matmul(x, weight.T, precision="highest")
        return y if bias is None else y + bias

    return stateless(function)


def layer_norm(layer):
    eps = layer.get("eps", 1e-5)
    weight, bias = layer.get("weight"), layer.get("bias")

    def function(x):
        mean = x.mean()
        y = (x - mean) / jnp.sqrt(((x - mean) ** 2).mean() + eps)
        y = y if weight is None else y * weight
        return y if bias is None else y + bias

    return stateless(function)


def affine(layer, y):
    """Times weight, plus bias, one for each channel or for each element."""
    for key, join in (("weight", jnp.multiply), ("bias", jnp.add)):
        if layer.get(key) is not None:
            own = layer[key]
            y = join(y, own if own.ndim == y.ndim else own.reshape(-1, *[1] * (y.ndim - 1)))
    return y


def rms_norm(layer):
    return stateless(lambda x: affine(layer, x / jnp.sqrt((x * x).mean() + layer.get("eps", 1e-5))))


def group_norm(layer):
    def function(x):
        parts = x.reshape(layer["groups"], -1)
        parts = parts - parts.mean(1, keepdims=True)
        parts = parts / jnp.sqrt((parts ** 2).mean(1, keepdims=True) + layer.get("eps", 1e-5))
        return affine(layer, parts.reshape(x.shape))

    return stateless(function)


def batch_norm(layer):
    def function(x):
        mean, var = (layer[key].reshape(-1, *[1] * (x.ndim - 1)) for key in ("mean", "var"))
        return affine(layer, (x - mean) / jnp.sqrt(var + layer.get("eps", 1e-5)))

    return stateless(function)


def same_padding(size, kernel, stride, dilation, low):
    """So much that size / stride positions remain; the odd one goes behind, or
    in front where `low`."""
    positions = -(-size // stride)
    total = max((positions - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    less, more = total // 2, total - total // 2
    return (more, less) if low else (less, more)


def conv2d(layer):
    weight, bias = layer["weight"], layer.get("bias")
    stride, dilation = pair(layer.get("stride", 1)), pair(layer.get("dilation", 1))
    padding, groups = layer.get("padding", 0), layer.get("groups", 1)
    mode = {"REFLECT": "reflect", "REPLICATE": "edge", "CIRCULAR": "wrap"}.get(layer.get("padding_mode"), "constant")

    def sides(x):
        if not isinstance(padding, str):
            return amounts(padding)
        if padding == "VALID":
            return [(0, 0), (0, 0)]
        low = padding == "SAME_LOWER"
        return [same_padding(*axis, low) for axis in
                zip(x.shape[1:], weight.shape[2:], stride, dilation)]

    def one_group(x, weight):
        """A sum over the kernel's positions: y[o, p] += w[o, :, k] x[:, ps + kd]."""
        (height, width), y = (
            ((x.shape[1 + axis] - (weight.shape[2 + axis] - 1) * dilation[axis] - 1)
             // stride[axis] + 1 for axis in (0, 1)), 0)
        for ky in range(weight.shape[2]):
            for kx in range(weight.shape[3]):
                top, left = ky * dilation[0], kx * dilation[1]
                window = x[:, top:top + (height - 1) * stride[0] + 1:stride[0],
                           left:left + (width - 1) * stride[1] + 1:stride[1]]
                y = y + jnp.einsum("oc,chw->ohw", weight[:, :, ky, kx], window,
                                   precision="highest")
        return y

    def function(x):
        x = jnp.pad(x, [(0, 0), *sides(x)], mode)
        parts = zip(jnp.split(x, groups), jnp.split(weight, groups))
        y = jnp.concatenate([one_group(*part) for part in parts])
        return y if bias is None else y + bias.reshape(-1, 1, 1)

    return stateless(function)


def pool2d(layer, init, operation):
    kernel, stride = pair(layer["kernel_size"]), pair(layer.get("stride", 1))

    def function(x):
        sides = [(0, 0)]
        for axis, (before, behind) in enumerate(amounts(layer.get("padding", 0))):
            rest = x.shape[1 + axis] + before + behind - kernel[axis]
            if layer.get("use_ceil", False) and rest % stride[axis]:
                behind += stride[axis]
            sides.append((before, behind))
        return lax.reduce_window(x, init, operation, (1, *kernel), (1, *stride), sides)

    return function


def avg_pool2d(layer):
    kernel = pair(layer["kernel_size"])
    total = pool2d(layer, 0.0, lax.add)
    return stateless(lambda x: total(x) / (kernel[0] * kernel[1]))


def max_pool2d(layer):
    return stateless(pool2d(layer, -jnp.inf, lax.max))


def adaptive_pool2d(layer, operation):
    def along(x, axis, count):
        """The first windows of an axis have one element more than the others."""
        size = x.shape[axis]
        ends = [window * (size // count) + min(window, size % count) for window in range(1, count)]
        return jnp.stack([operation(part, axis) for part in jnp.split(x, ends, axis)], axis)

    def function(x):
        for axis, count in enumerate(pair(layer["target_shape"]), 1):
            x = along(x, axis, count)
        return x

    return stateless(function)


def spiking_max_pool2d(layer):
    largest, threshold = pool2d(layer, -jnp.inf, lax.max), layer.get("threshold", jnp.float32(1))

    def apply(x, states):
        u = largest(x) - threshold
        return heaviside(u), {}, abs(u)

    return Layer(apply)


def delay(layer):
    """M6; `past` has the oldest first."""
    steps = np.asarray(layer["delay"]).astype(int)
    longest = int(steps.max())

    def apply(x, states):
        known = jnp.concatenate([states["past"], x[None]]) if longest else x[None]
        places = jnp.broadcast_to(longest - steps, x.shape)
        y = jnp.take_along_axis(known, places[None], 0)[0]
        return y, {"past": known[1:]} if longest else {}, None

    start = {"past": lambda shape: jnp.zeros((longest, *shape), jnp.float32)} if longest else {}
    return Layer(apply, start, delays=True)


# ------------------------------------------------------------ SNNAX's neurons
class Rest:
    """What a refractory period (S12) does in a step."""

    def __init__(self, layer, states):
        self.period, self.states = layer.get("refractory"), states
        self.held = states["rest"] > 0 if "rest" in states else False

    @staticmethod
    def start(layer):
        return {"rest": 0.0} if np.any(layer.get("refractory", 0)) else {}

    def hold(self, new, old):
        return jnp.where(self.held, old, new)

    def spikes(self, distance):
        return jnp.where(self.held, 0, heaviside(distance))

    def after(self, s):
        if "rest" not in self.states:
            return {}
        return {"rest": jnp.where(s > 0, self.period, jnp.maximum(self.states["rest"] - 1, 0))}

    def margin(self, distance):
        """A neuron that rests is near no threshold."""
        return jnp.where(self.held, jnp.inf, abs(distance))


def decays(layer):
    return [jnp.clip(d, 0.5, 1.0) for d in layer["decay_constants"]]


def start_of_v(layer):
    init = layer.get("init_fn", "zeros")
    init = {"fn": init} if isinstance(init, str) else init
    return {"zeros": 0.0, "ones": 1.0}.get(init["fn"], init.get("value"))


def heaviside(u):
    return jnp.where(u >= 0, jnp.float32(1), jnp.float32(0))


def simple_lif(layer):
    (a,), threshold = decays(layer), layer.get("threshold", jnp.float32(1))
    reset = layer.get("reset_val")

    def apply(x, states):
        rest = Rest(layer, states)
        v = rest.hold(a * states["v"] + (1 - a) * x, states["v"])
        s = rest.spikes(v - threshold)
        after = v - (v if reset is None else jax.nn.softplus(reset)) * s
        return s, {"v": after, "s": s, **rest.after(s)}, rest.margin(v - threshold)

    return Layer(apply, {"v": start_of_v(layer), "s": 0.0, **Rest.start(layer)})


def synaptic(layer, reset):
    """LIF and LIFSoftReset: they differ in `reset(v, s)`, what a spike takes
    off in the step after it."""
    (a, b), threshold = decays(layer), layer.get("threshold", jnp.float32(1))

    def apply(x, states):
        v, i, s = states["v"], states["i"], states["s"]
        rest = Rest(layer, states)
        v = v - reset(v, s)
        v = rest.hold(a * v + (1 - a) * i, v)
        i = b * i + (1 - b) * x
        s = rest.spikes(v - threshold)
        return s, {"v": v, "i": i, "s": s, **rest.after(s)}, rest.margin(v - threshold)

    return Layer(apply, {"v": start_of_v(layer), "i": 0.0, "s": 0.0, **Rest.start(layer)})


def lif(layer):
    r = layer.get("reset_val")
    return synaptic(layer, lambda v, s: v * s if r is None else (v - r) * s)


def lif_soft_reset(layer):
    r = layer.get("reset_val")
    return synaptic(layer, lambda v, s: s if r is None else r * s)


def one(value):
    """The parameter in a list of one, or the parameter itself."""
    return value[0] if np.ndim(value) else value


def subtract_at_spike(layer, v, s):
    """v less `reset_val`, or less itself, where s is a spike."""
    r = layer.get("reset_val")
    return v - (v * s if r is None else r * s)


def adaptive_lif(layer):
    (a,), threshold = decays(layer), layer.get("threshold", jnp.float32(1))
    g = jnp.clip(one(layer.get("ada_decay_constant", 0.8)), 0.5, 1)
    k = jnp.clip(one(layer.get("ada_coupling_var", 0.5)), -1, 1)
    q = jnp.clip(one(layer.get("ada_step_val", 1.0)), 0, 2)

    def apply(x, states):
        rest = Rest(layer, states)
        v = rest.hold(a * states["v"] + (1 - a) * (x + states["w"]), states["v"])
        s = rest.spikes(v - threshold)
        w = (1 - g) * k * v + g * states["w"] - q * s
        after = subtract_at_spike(layer, v, s)
        return s, {"v": after, "w": w, "s": s, **rest.after(s)}, rest.margin(v - threshold)

    return Layer(apply, {"v": start_of_v(layer), "w": 0.0, "s": 0.0, **Rest.start(layer)})


def iaf(layer):
    (c,), threshold = decays(layer), layer.get("threshold", jnp.float32(1))
    fall = layer.get("leak", 0.0)

    def apply(x, states):
        rest = Rest(layer, states)
        v = rest.hold(states["v"] - fall + states["i"], states["v"])
        i = c * states["i"] + (1 - c) * x
        s = rest.spikes(v - threshold)
        after = subtract_at_spike(layer, v, s)
        return s, {"v": after, "i": i, "s": s, **rest.after(s)}, rest.margin(v - threshold)

    return Layer(apply, {"v": start_of_v(layer), "i": 0.0, "s": 0.0, **Rest.start(layer)})


def simple_iaf(layer):
    threshold, fall = layer.get("threshold", jnp.float32(1)), layer.get("leak", 0.0)

    def apply(x, states):
        rest = Rest(layer, states)
        v = rest.hold(states["v"] - fall + x, states["v"])
        s = rest.spikes(v - threshold)
        return s, {"v": subtract_at_spike(layer, v, s), "s": s, **rest.after(s)}, rest.margin(v - threshold)

    return Layer(apply, {"v": start_of_v(layer), "s": 0.0, **Rest.start(layer)})


def sigma_delta(layer):
    d0, d1, d2 = layer.get("decay_constants", (1.0, 0.0, 1.0))
    threshold = layer.get("threshold", jnp.float32(1))

    def apply(x, states):
        i = d0 * states["i"] + x
        e = i - states["f"]
        m = d1 * states["m"] + e
        s = heaviside(m - threshold)
        f = d2 * states["f"] + s
        return s, {"i": i, "e": e, "m": m, "f": f, "s": s}, abs(m - threshold)

    return Layer(apply, dict.fromkeys("iemfs", 0.0))


def spike_counter(layer):
    return Layer(lambda x, states: (x, {"n": states["n"] + x, "r": 0 * x, "s": x}, None),
                 {"n": 0.0, "r": 0.0, "s": 0.0})


def simple_li(layer):
    (a,) = decays(layer)

    def apply(x, states):
        v = a * states["v"] + (1 - a) * x
        return v, {"v": v}, None

    return Layer(apply, {"v": start_of_v(layer)})


FUNCTIONS = {name: getattr(jax.nn, name) for name in (
    "identity relu relu6 leaky_relu elu tanh sigmoid softplus gelu silu softmax "
    "log_softmax hard_tanh hard_sigmoid hard_silu selu soft_sign log_sigmoid squareplus mish "
    "sparse_plus sparse_sigmoid").split()} | {"abs": jnp.abs, "exp": jnp.exp}

LAYERS = {
    "Linear": linear,
    "LayerNorm": layer_norm,
    "RMSNorm": rms_norm,
    "GroupNorm": group_norm,
    "BatchNorm": batch_norm,
    "Conv2d": conv2d,
    "AdaptiveAvgPool2d": lambda layer: adaptive_pool2d(layer, jnp.mean),
    "AdaptiveMaxPool2d": lambda layer: adaptive_pool2d(layer, jnp.max),
    "SpikingMaxPool2d": spiking_max_pool2d,
    "Dropout": lambda layer: stateless(lambda x: x),
    "AvgPool2d": avg_pool2d,
    "MaxPool2d": max_pool2d,
    "Flatten": lambda layer: stateless(jnp.ravel),
    "Reshape": lambda layer: stateless(lambda x: x.reshape(layer["shape"])),
    "Delay": delay,
    "Identity": lambda layer: stateless(lambda x: x),
    "Lambda": lambda layer: stateless(FUNCTIONS[layer["fn"]]),
    "LIF": lif,
    "LIFSoftReset": lif_soft_reset,
    "SimpleLIF": simple_lif,
    "AdaptiveLIF": adaptive_lif,
    "IAF": iaf,
    "SimpleIAF": simple_iaf,
    "SigmaDelta": sigma_delta,
    "SpikeCounter": spike_counter,
    "SimpleLI": simple_li,
    "LI": simple_li,
}
