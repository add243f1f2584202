# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models as a user of SNNAX and Equinox builds them, one function each.

Each gives the model, the shapes of its inputs by name, and, where a layer hears
itself or a later one, the shapes of all layers' outputs.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from snnax import functional, snn

MODELS = {}
MORE = {}  # with SNNC_TEST_FULL in the environment: what they show is shown by others, too


def model(function):
    MODELS[function.__name__] = function
    return function


def more(function):
    MORE[function.__name__] = function
    return function


class Keys:
    """A new key for each layer."""

    def __init__(self, seed):
        self.key = jax.random.PRNGKey(seed)

    def __call__(self):
        self.key, key = jax.random.split(self.key)
        return key


def linear(keys, inputs, outputs, gain=1.0, **kwargs):
    """With weights that make neurons spike now and then."""
    made = eqx.nn.Linear(inputs, outputs, key=keys(), **kwargs)
    return eqx.tree_at(lambda m: m.weight, made, made.weight * gain)


def spread(low, high, *shape):
    """Numbers for the neurons of a layer, all different."""
    return jnp.linspace(low, high, int(np.prod(shape))).reshape(shape)


# ------------------------------------------------- the graphs of SNNAX's pages
@model
def feed_forward(keys):
    layers = [linear(keys, 10, 20), eqx.nn.LayerNorm(20), snn.LIF([0.6, 0.5])]
    return snn.Sequential(*layers), {"x": (10,)}


@model
def cycle(keys):
    graph = snn.GraphStructure(num_layers=3, input_layer_ids=[[0], [], []],
                               final_layer_ids=[2], input_connectivity=[[2], [0], [1]])
    layers = [linear(keys, 30, 20), eqx.nn.LayerNorm(20), snn.LIF([0.6, 0.5])]
    return snn.StatefulModel(graph, layers), {"x": (10,)}, [(20,)] * 3


@model
def two_inputs(keys):
    graph = snn.GraphStructure(num_layers=5, input_layer_ids=[[0], [], [], [0, 1], []],
                               final_layer_ids=[4, 1],
                               input_connectivity=[[], [0, 2], [1], [2, 3], [3]])
    layers = [linear(keys, 6, 12, 3), linear(keys, 28, 16, 8), snn.SimpleLIF([0.7]),
              linear(keys, 16 + 8 + 10, 8, 0.5), snn.SimpleLI([0.9])]
    return (snn.StatefulModel(graph, layers), {"a": (6,), "b": (4,)},
            [(12,), (16,), (16,), (8,), (8,)])


@model
def delayed(keys):
    layers = [linear(keys, 5, 8, 4), snn.LIF([0.7, 0.6], reset_val=0.1), linear(keys, 8, 3),
              snn.SimpleLI([0.8])]
    return snn.Sequential(*layers, forward_fn=snn.delayed_forward_fn), {"x": (5,)}


# -------------------------------------------------------------------- neurons
def behind_linear(keys, neuron, gain=4.0):
    return snn.Sequential(linear(keys, 5, 8, gain), neuron, linear(keys, 8, 3),
                          snn.SimpleLI([0.8])), {"x": (5,)}


@model
def lif(keys):
    return behind_linear(keys, snn.LIF(
        spread(0.4, 0.9, 2, 8), functional.sigmoid_surrogate(2.0),
        threshold=spread(0.5, 1.0, 8), reset_val=spread(-0.3, 0.3, 8), shape=(8,)))


@model
def lif_soft_reset(keys):
    return behind_linear(keys, snn.LIFSoftReset(
        [0.8, 0.6], functional.piecewise_surrogate(0.3), stop_reset_grad=False))


@model
def simple_lif(keys):
    return behind_linear(keys, snn.SimpleLIF([0.8], reset_val=0.5))


@model
def adaptive_lif(keys):
    return behind_linear(keys, snn.AdaptiveLIF(
        [0.7], ada_decay_constant=[0.9], ada_step_val=spread(0.1, 0.8, 1, 8),
        ada_coupling_var=[-0.4]), 6.0)


@model
def surplus_constants(keys):
    """As the SHD configuration of SNNAX's benchmarks has them: two decay constants for a
    neuron that reads one."""
    return behind_linear(keys, snn.AdaptiveLIF(
        [0.95, 0.85], threshold=0.5, reset_val=1, shape=[8]), 6.0)


@model
def iaf(keys):
    return behind_linear(keys, snn.IAF([0.7], leak=0.05, reset_val=0.9))


@model
def simple_iaf(keys):
    return behind_linear(keys, snn.SimpleIAF(leak=spread(0.0, 0.1, 8)), 1.5)


@model
def sigma_delta(keys):
    return behind_linear(keys, snn.SigmaDelta([0.9, 0.5, 0.8]), 2.0)


@model
def spike_counter(keys):
    return snn.Sequential(linear(keys, 5, 8, 4), snn.SimpleLIF([0.7]),
                          snn.SpikeCounter(shape=(8,))), {"x": (5,)}


@model
def srm(keys):
    response = snn.SRM(linear(keys, 5, 8, 6), decay_constants=[0.7, 0.6],
                       r_decay_constants=[0.8], reset_val=[0.7])
    return snn.Sequential(response, linear(keys, 8, 3), snn.SimpleLI([0.8])), {"x": (5,)}


@model
def started(keys):
    """States that start from drawn numbers."""
    layers = [linear(keys, 4, 6),
              snn.SimpleLIF([0.95], init_fn=lambda shape, key: jax.random.uniform(key, shape)),
              linear(keys, 6, 3),
              snn.SimpleLI([0.95], init_fn=lambda shape, key: 2 * jax.random.normal(key, shape))]
    return snn.Sequential(*layers), {"x": (4,)}


# --------------------------------------------------------------- compositions
def block(keys, inputs, outputs, gain=4.0):
    return snn.CompoundLayer(linear(keys, inputs, outputs, gain), snn.SimpleLIF([0.7]))


@model
def compound(keys):
    residual = snn.ResNetBlock(linear(keys, 8, 8, 2), eqx.nn.LayerNorm(8), snn.LIF([0.6, 0.5]))
    return snn.Sequential(block(keys, 5, 8), residual, linear(keys, 8, 3)), {"x": (5,)}


@model
def parallel(keys):
    graph = snn.GraphStructure(1, [[0, 1]], [0], [[]])
    return snn.StatefulModel(graph, [snn.Parallel([block(keys, 5, 8), linear(keys, 4, 8)])]), {
        "x": (5,), "y": (4,)}


@model
def local_feedback(keys):
    layers = [block(keys, 5 + 8, 8, 8), linear(keys, 8, 3)]
    return snn.SequentialLocalFeedback(*layers), {"x": (5,)}, [(8,), (3,)]


@model
def feedback_layers(keys):
    layers = [linear(keys, 5 + 6, 6, 4), snn.LIF([0.6, 0.5]), linear(keys, 6, 6)]
    return (snn.SequentialLocalFeedback(*layers, feedback_layers={2: 0}), {"x": (5,)},
            [(6,)] * 3)


@model
def model_in_a_model(keys):
    """Each with its own forward function; the inner one reads two inputs apart."""
    graph = snn.GraphStructure(3, [[1], [0], []], [2], [[], [0], [1]])
    inner = snn.StatefulModel(graph, [linear(keys, 4, 6, 2), block(keys, 5 + 6, 8),
                                      snn.SimpleLI([0.8])], snn.delayed_forward_fn)
    outer = snn.GraphStructure(3, [[0], [1], []], [2], [[], [0], [1]])
    outer_layers = [snn.Sequential(linear(keys, 3, 5, 2), eqx.nn.Lambda(jax.nn.tanh)),
                    inner, linear(keys, 8, 3)]
    return snn.StatefulModel(outer, outer_layers), {"x": (3,), "y": (4,)}


# ------------------------------------------------------------ Equinox's layers
@more
def images(keys):
    return snn.Sequential(
        eqx.nn.Conv2d(2, 4, 3, padding=[(1, 1), (0, 1)], key=keys()),
        eqx.nn.AvgPool2d(2, 2), snn.LIF([0.6, 0.5], threshold=0.1),
        eqx.nn.Conv2d(4, 6, 3, padding="SAME", groups=2, use_bias=False, key=keys()),
        eqx.nn.MaxPool2d(3, 2, use_ceil=True), eqx.nn.Lambda(jax.nn.leaky_relu), snn.Flatten(),
        eqx.nn.Identity(), linear(keys, 12, 4), snn.SimpleLI([0.9])), {"image": (2, 8, 8)}


@model
def one_axis(keys):
    return snn.Sequential(
        eqx.nn.Conv1d(2, 4, 3, stride=2, dilation=2, padding="SAME_LOWER", key=keys()),
        snn.SpikingMaxPool1d(2, 1, threshold=0.2),
        eqx.nn.AvgPool1d(3, 1, padding=1), eqx.nn.MaxPool1d(2, 2, use_ceil=True),
        eqx.nn.AdaptiveAvgPool1d(2), snn.Flatten()), {"x": (2, 17)}


@model
def two_axes(keys):
    return snn.Sequential(
        eqx.nn.ConvTranspose2d(2, 4, (3, 2), stride=2, padding=1, output_padding=1, key=keys()),
        eqx.nn.GroupNorm(2, 4), snn.SpikingMaxPool2d(2, 2, threshold=1.2),
        eqx.nn.AdaptiveAvgPool2d((3, 2)), eqx.nn.AdaptiveMaxPool2d((2, 2)),
        eqx.nn.Lambda(lambda x: x.reshape(-1)), eqx.nn.Dropout(0.3, inference=True),
        eqx.nn.RMSNorm(16), linear(keys, 16, 3)), {"x": (2, 5, 6)}


@more
def three_axes(keys):
    return snn.Sequential(eqx.nn.Conv3d(1, 2, (2, 3, 1), key=keys()), snn.Flatten()), {
        "x": (1, 3, 4, 3)}


@model
def perceptron(keys):
    mlp = eqx.nn.MLP(5, 3, 7, 2, activation=jax.nn.tanh, final_activation=jax.nn.softplus,
                     use_final_bias=False, key=keys())
    return snn.Sequential(linear(keys, 4, 5), snn.SimpleLI([0.7]), mlp), {"x": (4,)}


@more
def activations(keys):
    layers = []
    for function in (jax.nn.tanh, lambda x: jax.nn.gelu(x), jnp.abs, jax.nn.softmax):
        layers += [linear(keys, 5, 5), eqx.nn.Lambda(function)]
    return snn.Sequential(*layers), {"x": (5,)}


@more
def norms(keys):
    norm = eqx.nn.LayerNorm((2, 3), eps=1e-3, use_bias=False)
    norm = eqx.tree_at(lambda n: n.weight, norm, spread(0.5, 2, 2, 3))
    return snn.Sequential(norm, snn.Flatten(), eqx.nn.LayerNorm(6, use_weight=False)), {
        "x": (2, 3)}


@model
def single_layer(keys):
    return linear(keys, 4, 3), {"x": (4,)}
