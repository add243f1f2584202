# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models with modules of a user's own in them, as MODELS has those of SNNAX's and
Equinox's classes: what a spec has no layer for is traced."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp

from snnax import functional, snn
from snnax_models import behind_linear, linear, model, more, spread


def before_neurons(keys, module, inputs, outputs):
    """With neurons behind it, so that what it gives is seen in spikes, too."""
    return snn.Sequential(module, snn.SimpleLIF([0.7], threshold=0.2),
                          linear(keys, outputs, 3)), {"x": (inputs,)}


def at_the_end(keys, module, inputs):
    """Behind neurons; what it gives comes out as it is."""
    return snn.Sequential(linear(keys, 5, inputs, 4), snn.SimpleLIF([0.7]), module), {"x": (5,)}


# ------------------------------------------------------------ products with weights
class MaskedLinear(eqx.nn.Linear):
    """Without connections to itself."""

    def __call__(self, x, *, key=None):
        mask = 1 - jnp.eye(self.out_features, self.in_features)
        return (mask * self.weight) @ x + self.bias


@model
def masked_linear(keys):
    return before_neurons(keys, MaskedLinear(6, 6, key=keys()), 6, 6)


class LessDiagonal(eqx.nn.Linear):
    """As the linear class of SNNAX's recurrent benchmark: less the diagonal, which
    NumPy's rules take off every row."""

    def __call__(self, x, *, key=None):
        return (self.weight - jnp.diag(self.weight)) @ x


@model
def less_diagonal(keys):
    return before_neurons(keys, LessDiagonal(6, 6, use_bias=False, key=keys()), 6, 6)


class LowRank(eqx.Module):
    down: jax.Array
    up: jax.Array

    def __call__(self, x):
        return x @ self.down @ self.up


@more
def low_rank(keys):
    return before_neurons(keys, LowRank(spread(-1, 1.3, 7, 2), spread(0.9, -0.8, 2, 6)), 7, 6)


class WeightNormalised(eqx.Module):
    """Each row of the weight of length `gain`."""

    linear: eqx.nn.Linear
    gain: jax.Array

    def __call__(self, x, *, key=None):
        weight = self.linear.weight
        norm = jnp.sqrt(jnp.sum(weight ** 2, axis=1, keepdims=True))
        return (self.gain[:, None] * weight / norm) @ x + self.linear.bias


@more
def weight_normalised(keys):
    return before_neurons(keys, WeightNormalised(linear(keys, 5, 6), spread(1, 2, 6)), 5, 6)


@model
def equinox_weight_norm(keys):
    return before_neurons(keys, eqx.nn.WeightNorm(linear(keys, 5, 6)), 5, 6)


class Positions(eqx.Module):
    """A layer for each row, by vmap and by a product."""

    first: eqx.nn.Linear
    second: jax.Array

    def __call__(self, x, *, key=None):
        return jax.vmap(self.first)(x) @ self.second


@model
def rows(keys):
    return snn.Sequential(Positions(linear(keys, 4, 5, 3), spread(-1, 1, 5, 3)),
                          snn.SimpleLIF([0.7], threshold=0.3)), {"x": (6, 4)}


# ---------------------------------------------------------------- several branches
class Residual(eqx.Module):
    norm: eqx.nn.LayerNorm
    first: eqx.nn.Linear
    second: eqx.nn.Linear

    def __call__(self, x, *, key=None):
        hidden = jax.nn.gelu(self.first(self.norm(x)))
        return x + self.second(hidden, key=key)


@more
def residual(keys):
    block = Residual(eqx.nn.LayerNorm(6), linear(keys, 6, 9), linear(keys, 9, 6))
    return before_neurons(keys, block, 6, 6)


@model
def residual_behind_spikes(keys):
    block = Residual(eqx.nn.LayerNorm(6), linear(keys, 6, 9), linear(keys, 9, 6))
    return at_the_end(keys, eqx.nn.Sequential([block, eqx.nn.Lambda(jnp.tanh)]), 6)


class Gated(eqx.Module):
    value: eqx.nn.Linear
    gate: eqx.nn.Linear

    def __call__(self, x):
        return self.value(x) * jax.nn.sigmoid(self.gate(x))


@model
def gated(keys):
    return at_the_end(keys, Gated(linear(keys, 6, 4), linear(keys, 6, 4)), 6)


class Mixed(eqx.Module):
    """Operations on two values that change."""

    a: eqx.nn.Linear
    b: eqx.nn.Linear

    def __call__(self, x):
        a, b = self.a(x), self.b(x)
        parts = [jnp.maximum(a, b), jnp.minimum(a, b), jnp.where(a > b, a - b, 2.0), a / (2 + b * b),
                 jnp.where(jnp.arange(4) < 2, a, b), jnp.where(a > 0, b, a), jnp.clip(a, -b * b, 1)]
        return jnp.concatenate(parts)


@model
def mixed(keys):
    return at_the_end(keys, Mixed(linear(keys, 6, 4), linear(keys, 6, 4)), 6)


class Highway(eqx.Module):
    """The same module at two places, and one inside of a list."""

    shared: eqx.nn.Linear
    others: list

    def __call__(self, x, key=None):
        for layer in self.others:
            x = jax.nn.silu(self.shared(x)) + layer(x)
        return x


@more
def highway(keys):
    return at_the_end(keys, Highway(linear(keys, 6, 6), [linear(keys, 6, 6), linear(keys, 6, 6)]), 6)


class Joins(eqx.Module):
    """Its sources come as a list."""

    own: eqx.nn.Linear
    hears_apart = True

    def __call__(self, sources, *, key=None):
        feed_forward, spikes, x = sources
        return feed_forward - 0.5 * self.own(spikes) + x.sum()


@model
def sources_apart(keys):
    graph = snn.GraphStructure(4, [[0], [0], [], []], [3], [[], [0, 2], [1], [1, 2]])
    layers = [linear(keys, 3, 6, 2), Joins(linear(keys, 6, 6)),
              snn.SimpleLIF([0.7], threshold=0.3, shape=(6,)),
              linear(keys, 12, 2)]
    return snn.StatefulModel(graph, layers), {"x": (3,)}, [(6,)] * 3 + [(2,)]


# ----------------------------------------------------------------------- windows
class ScaledConv(eqx.Module):
    conv: eqx.nn.Conv2d
    scale: jax.Array

    def __call__(self, x, *, key=None):
        return jax.nn.relu(self.conv(x) * self.scale[:, None, None]).reshape(-1)


@more
def scaled_conv(keys):
    return snn.Sequential(ScaledConv(eqx.nn.Conv2d(2, 3, 3, padding=1, key=keys()),
                                     jnp.array([1.0, -2.0, 0.5])),
                          snn.SimpleLIF([0.7], threshold=0.1)), {"x": (2, 5, 4)}


class OwnConv(eqx.Module):
    """JAX's convolution with weights of one's own, masked."""

    weight: jax.Array
    bias: jax.Array

    def __call__(self, x):
        mask = jnp.ones((3, 3)).at[1, 1].set(0)
        out = jax.lax.conv_general_dilated(x[None], self.weight * mask, (2, 1), "SAME",
                                           rhs_dilation=(1, 2))
        return out[0] + self.bias[:, None, None]


@more
def own_conv(keys):
    return snn.Sequential(OwnConv(jax.random.normal(keys(), (4, 2, 3, 3)), spread(-1, 1, 4)),
                          snn.SimpleLIF([0.7], threshold=0.3), snn.Flatten()), {"x": (2, 6, 5)}


class OwnTransposedConv(eqx.Module):
    weight: jax.Array

    def __call__(self, x):
        return jax.lax.conv_general_dilated(x[None], self.weight, (1, 1), [(1, 2), (2, 2)],
                                            lhs_dilation=(2, 3))[0]


@model
def own_transposed_conv(keys):
    return snn.Sequential(OwnTransposedConv(jax.random.normal(keys(), (3, 2, 3, 3))),
                          snn.SimpleLIF([0.7], threshold=0.3), snn.Flatten()), {"x": (2, 4, 3)}


class PaddedConv(eqx.Module):
    """A window in which not all have the same number of inputs."""

    conv: eqx.nn.Conv1d

    def __call__(self, x):
        return self.conv(x.reshape(2, 6)).sum(axis=0)


@model
def reshaped_conv(keys):
    conv = eqx.nn.Conv1d(2, 3, 3, padding=1, padding_mode="CIRCULAR", key=keys())
    return snn.Sequential(PaddedConv(conv), snn.SimpleLIF([0.7], threshold=0.2)), {"x": (12,)}


# ------------------------------------------------------------- sums and other rows
class Centred(eqx.Module):
    """A norm of one's own."""

    def __call__(self, x, *, key=None):
        x = x - x.mean()
        return x / jnp.sqrt((x * x).mean() + 1e-3)


@more
def centred(keys):
    return at_the_end(keys, eqx.nn.Sequential([linear(keys, 6, 5), Centred()]), 6)


class Rearranged(eqx.Module):
    def __call__(self, x):
        first, second = jnp.split(x.reshape(2, 3).T, [1])
        both = jnp.concatenate([second.ravel()[::-1], first.ravel(), jnp.ones(2)])
        return jnp.cumsum(jnp.roll(both, 1))[jnp.array([0, 3, 2, 2])]


@more
def rearranged(keys):
    return at_the_end(keys, Rearranged(), 6)


class AroundItsInput(eqx.Module):
    """Its input stands between what is made of it, and not behind."""

    def __call__(self, x):
        rows = x.reshape(2, 3)
        return jnp.concatenate([jnp.tanh(x), x, jnp.stack([rows + 1, rows, rows]).ravel(),
                                jnp.pad(rows, 1, mode="edge").ravel(), jnp.tile(x, 2)])


@model
def around_its_input(keys):
    return at_the_end(keys, AroundItsInput(), 6)


class Written(eqx.Module):
    """Some elements are written to: set, added to, multiplied."""

    def __call__(self, x):
        x = x.at[0].set(0.5).at[jnp.array([1, 3, 3])].add(x[:3]).at[2].multiply(-2.0)
        return jnp.zeros(8).at[::2].set(x[2:]).at[1].set(jnp.sum(x > 0))


@model
def written(keys):
    return at_the_end(keys, Written(), 6)


class Extremes(eqx.Module):
    """The largest, the smallest, and whether one holds or all."""

    def __call__(self, x):
        rows = x.reshape(3, 2, 2)
        return jnp.concatenate([
            rows.max((1, 2)), rows.min(1, keepdims=True).ravel(), x / (1 + jnp.abs(x).max()),
            jnp.any(rows > 0.2, axis=2).ravel(), jnp.all(rows > -0.1, axis=(0, 2)),
            jax.nn.softmax(rows, axis=1).ravel(), jax.nn.logsumexp(x)[None],
            jax.lax.reduce_window(x[None], -jnp.inf, jax.lax.max, (1, 3), (1, 2), "SAME")[0],
            jax.lax.reduce_window(rows, -jnp.inf, jax.lax.max, (1, 2, 1), (1, 1, 1), "VALID").ravel()])


@model
def extremes(keys):
    return at_the_end(keys, Extremes(), 12)


class Statistics(eqx.Module):
    """With branches that are known, numbers that are counts, and weights drawn on the way."""

    @jax.checkpoint
    def projected(self, x):
        return jax.random.normal(jax.random.key(3), (4, 6)) @ x

    def __call__(self, x):
        spikes = x > 0
        turned = jax.lax.cond(jnp.array(3) > 2, jnp.tanh, jnp.exp, self.projected(x))
        counts = jnp.stack([spikes.sum(), 2 * (~spikes).sum()]) + spikes[:2].astype(int)
        return jnp.concatenate([turned, counts * 0.25, (x - x.mean()) / (0.1 + jnp.std(x)),
                                jnp.concatenate([spikes, jnp.array([True])])])


@model
def statistics(keys):
    return at_the_end(keys, Statistics(), 6)


class Attention(eqx.Module):
    """Weights of a vector that add up to one."""

    scores: eqx.nn.Linear

    def __call__(self, x):
        weights = jax.nn.softmax(self.scores(x))
        return jnp.concatenate([weights * x, jax.nn.log_softmax(x)])


@model
def attention(keys):
    return at_the_end(keys, Attention(linear(keys, 6, 6)), 6)


class Pointwise(eqx.Module):
    """Functions that a spec has a name for, and others made of such."""

    def __call__(self, x, *, key=None):
        return jnp.concatenate([
            f(x) for f in (jax.nn.elu, jax.nn.softplus, jax.nn.hard_swish, jnp.square, jnp.sign,
                           lambda x: x ** 3, lambda x: jnp.ceil(4 * x), lambda x: 1 / (2 + x * x),
                           lambda x: jax.lax.rsqrt(1 + x * x), lambda x: 2.0 ** x,
                           lambda x: (x > 0) & ~(x > 0.5), lambda x: jnp.abs(x) ** 1.5,
                           lambda x: jnp.round(4 * x) / 4, lambda x: jax.lax.round(4 * x + 0.5),
                           lambda x: jnp.nan_to_num(jnp.log(x)), lambda x: (x < jnp.inf) & (-jnp.inf < x))])


@model
def pointwise(keys):
    return at_the_end(keys, eqx.nn.Sequential([linear(keys, 6, 5), Pointwise()]), 6)


@model
def activation_of_ones_own(keys):
    mlp = eqx.nn.MLP(6, 3, 5, 1, activation=lambda x: x * jnp.tanh(x), key=keys())
    return snn.Sequential(linear(keys, 5, 6, 4), mlp, eqx.nn.PReLU(0.3),
                          eqx.nn.Lambda(lambda x: x / (1 + x * x))), {"x": (5,)}


class SpikesOnce(eqx.Module):
    """A threshold without a state."""

    linear: eqx.nn.Linear

    def __call__(self, x):
        return functional.superspike_surrogate(5.0)(self.linear(x) - 0.1)


@model
def threshold_of_ones_own(keys):
    return snn.Sequential(SpikesOnce(linear(keys, 5, 8, 3)), linear(keys, 8, 3)), {"x": (5,)}


# ------------------------------------------------------------------------ neurons
class OwnLIF(snn.StatefulLayer):
    decay: jax.Array
    spike_fn: Any

    def __init__(self, decay, init_fn=None):
        super().__init__(init_fn)
        self.decay, self.spike_fn = jnp.asarray(decay), functional.superspike_surrogate(7.0)

    def __call__(self, state, synaptic_input, *, key=None):
        v, s = state
        v = jnp.where(s > 0, 0.0, v)
        v = self.decay * v + (1 - self.decay) * synaptic_input
        s = self.spike_fn(v - 1.0)
        return [v, s], s


@model
def own_neuron(keys):
    return behind_linear(keys, OwnLIF(spread(0.5, 0.9, 8)))


@model
def own_neuron_drawn(keys):
    uniform = lambda shape, key: jax.random.uniform(key, shape, minval=-1)
    return behind_linear(keys, OwnLIF(0.75, uniform))


class Named(snn.StatefulLayer):
    """A state with names, one of them swapped with another at each step."""

    def init_state(self, shape, key=None):
        return {"fast": jnp.zeros(shape), "int": jnp.full(shape, 0.25), "delay2": jnp.zeros(shape),
                "t0": jnp.zeros(shape), "where": jnp.zeros((), int), "\u03b1": jnp.zeros(shape, bool)}

    def __call__(self, state, synaptic_input, *, key=None):
        fast = 0.5 * state["int"] + synaptic_input + 0.1 * state["delay2"] - 0.1 * state["\u03b1"]
        slow = 0.9 * state["fast"]
        steps = state["where"] + 1
        spikes = (fast + state["t0"] > 0.8) & (steps > 2)
        return {"fast": fast, "int": slow, "delay2": state["int"], "where": steps,
                "t0": jnp.tanh(state["fast"]), "\u03b1": spikes}, jnp.where(spikes, 1.0, 0.0)


@model
def state_with_names(keys):
    return behind_linear(keys, Named(), 2.0)


class Changed(snn.LIF):
    """SNNAX's neuron with another step."""

    def __call__(self, state, synaptic_input, *, key=None):
        state, s = super().__call__(state, jnp.maximum(synaptic_input, 0), key=key)
        return state, s


@model
def changed_neuron(keys):
    return behind_linear(keys, Changed([0.6, 0.5], threshold=spread(0.3, 0.6, 8)))


@model
def own_neuron_in_a_cycle(keys):
    """The shape of what the neuron hears is found in the cycle."""
    graph = snn.GraphStructure(3, [[0], [], []], [2], [[1], [0], [1]])
    layers = [linear(keys, 5 + 6, 6, 4), OwnLIF(0.6), MaskedLinear(6, 6, key=keys())]
    return snn.StatefulModel(graph, layers), {"x": (5,)}, [(6,)] * 3


# ----------------------------------------------------------------- SNNAX's benchmarks
@model
def benchmark_recurrent(keys):
    """A layer of the recurrent perceptron: two linear layers side by side, one of them
    of the class `LessDiagonal`, in a layer that hears itself."""
    parallel = snn.Parallel([linear(keys, 8, 8, 4), LessDiagonal(8, 8, use_bias=False, key=keys())])
    hidden = snn.CompoundLayer(eqx.nn.Identity(), snn.LIFSoftReset([0.7, 0.6], reset_val=1))
    graph = snn.GraphStructure(4, [[0], [], [], []], [3], [[], [0, 2], [1], [2]])
    layers = [linear(keys, 5, 8), parallel, hidden, linear(keys, 8, 3)]
    return snn.StatefulModel(graph, layers), {"x": (5,)}, [(8,), (8,), (8,), (3,)]


@model
def benchmark_recurrent_layers(keys):
    """Such a layer as the benchmark has it, the two side by side within a CompoundLayer that
    hears the layer before it and itself."""
    parallel = snn.Parallel([linear(keys, 5, 8, 4), LessDiagonal(8, 8, use_bias=False, key=keys())])
    hidden = snn.CompoundLayer(parallel, eqx.nn.LayerNorm(8, use_weight=False, use_bias=False),
                               snn.LIFSoftReset([0.7, 0.6], reset_val=1, threshold=0.4))
    graph = snn.GraphStructure(3, [[0], [], []], [2], [[], [0, 1], [1]])
    layers = [snn.Flatten(), hidden, linear(keys, 8, 3)]
    return snn.StatefulModel(graph, layers), {"x": (5,)}, [(5,), (8,), (3,)]


@model
def benchmark_vgg(keys):
    """Convolutions of 5 x 5 with a norm and a neuron behind each, pools of spikes between
    them, at the end a mean: `snn_vgg`, narrow."""
    layers, channels, size = [], 2, 4
    # What a spike makes of a pool is its threshold exactly: no tie to keep away from.
    spikes = lambda u: jnp.where(u >= 0, 1.0, 0.0)
    for wanted in (3, "M", 4, "M"):
        if wanted == "M":
            layers.append(snn.SpikingMaxPool2d(2, 2, threshold=1, spike_fn=spikes))
            size //= 2
            continue
        layers += [eqx.nn.Dropout(0.25, inference=True),
                   eqx.nn.Conv2d(channels, wanted, (5, 5), padding=2, key=keys()),
                   eqx.nn.LayerNorm((wanted, size, size), 1e-4, use_weight=False, use_bias=False),
                   snn.LIFSoftReset([0.65, 0.5], reset_val=1, shape=(wanted, size, size))]
        channels = wanted
    return snn.Sequential(*layers, eqx.nn.AdaptiveAvgPool2d((1, 1)), snn.Flatten()), {"x": (2, 4, 4)}


class Perceptron(eqx.Module):
    """The `mlp` of the benchmarks: its own call, and layers in a list."""

    layers: list

    def __call__(self, x, key=None):
        x = x.reshape(-1)
        for layer in self.layers:
            x = layer(x, key=key)
        return x


@model
def benchmark_mlp(keys):
    layers = [eqx.nn.Sequential([linear(keys, inputs, 12), eqx.nn.LayerNorm(12), eqx.nn.Lambda(jax.nn.relu)])
              for inputs in (18, 12)]
    return Perceptron([*layers, eqx.nn.Sequential([linear(keys, 12, 4)])]), {"x": (2, 3, 3)}


class Vgg(eqx.Module):
    features: eqx.Module
    classifier: eqx.Module

    def __call__(self, x, key=jax.random.PRNGKey(0)):
        first, _ = jax.random.split(key)
        return self.classifier(self.features(x).reshape(-1), key=first)


@more
def benchmark_convolutions(keys):
    features = [eqx.nn.Conv2d(3, 6, 3, padding=1, key=keys()), eqx.nn.LayerNorm((6, 8, 8)),
                eqx.nn.Lambda(jax.nn.relu), eqx.nn.MaxPool2d(2, 2), eqx.nn.AdaptiveAvgPool2d((2, 2))]
    classifier = [linear(keys, 24, 10), eqx.nn.Lambda(jax.nn.relu), eqx.nn.Dropout(0.5, inference=True),
                  linear(keys, 10, 4)]
    return Vgg(eqx.nn.Sequential(features), eqx.nn.Sequential(classifier)), {"x": (3, 8, 8)}
