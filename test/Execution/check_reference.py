# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the JAX reference itself: its stateless layers against Equinox's own,
and its graph rules and neurons against a network computed by hand."""

import os
import sys

# What is computed here takes longer to compile than to run.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from jax_layers import LAYERS
from jax_reference import Network

RANDOM = np.random.default_rng(1)


def normal(*shape):
    return np.float32(RANDOM.standard_normal(shape))


def same(what, found, expected):
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape:
        sys.exit(f"{what}: shape {found.shape}, expected {expected.shape}")
    off = np.abs(found - expected).max() if found.size else 0
    if not off <= 1e-5 * max(1, np.abs(expected).max()):
        sys.exit(f"{what}: off by {off}")
    return 1


def against_equinox(kind, arguments, weights, x):
    """One layer of each library with the same arguments and parameters."""
    module = getattr(eqx.nn, kind)(
        **arguments, **({"key": jax.random.key(0)} if kind in ("Linear", "Conv2d") else {}))
    for name, value in weights.items():
        module = eqx.tree_at(lambda m, name=name: getattr(m, name), module, jnp.array(value))
    layer = LAYERS[kind]({**arguments, **weights})
    return same(f"{kind} {arguments}", layer.apply(x, {})[0], module(x))


def convolutions():
    checked = 0
    for kernel, stride, padding, dilation, groups in [
            (3, 1, 0, 1, 1), ((3, 2), (2, 1), 1, 1, 2), ((1, 4), 3, (0, 2), 1, 1),
            (3, 1, ((1, 2), (0, 3)), 2, 2), ((2, 3), (2, 3), "SAME", 1, 1),
            ((2, 3), (2, 1), "SAME_LOWER", (1, 2), 4), (4, 2, "SAME_LOWER", 1, 1),
            (5, 2, "VALID", 1, 1), (2, 1, "SAME", (3, 2), 2)]:
        k = (kernel, kernel) if isinstance(kernel, int) else kernel
        arguments = dict(in_channels=4, out_channels=8, kernel_size=kernel, stride=stride,
                         padding=padding, dilation=dilation, groups=groups)
        weights = {"weight": normal(8, 4 // groups, *k), "bias": normal(8, 1, 1)}
        checked += against_equinox("Conv2d", arguments, weights, normal(4, 11, 9))
    return checked


def pools():
    checked = 0
    for kernel, stride, padding, ceil in [
            (2, 2, 0, False), (2, 2, 0, True), ((3, 2), (2, 1), 1, False), (3, 1, (1, 0), False),
            (3, 2, ((1, 0), (2, 1)), False), (4, (2, 3), ((0, 1), (1, 0)), True)]:
        for kind in ("AvgPool2d", "MaxPool2d"):
            arguments = dict(kernel_size=kernel, stride=stride, padding=padding, use_ceil=ceil)
            checked += against_equinox(kind, arguments, {}, normal(3, 10, 7))
    return checked


def others():
    weights = {"weight": normal(5, 7), "bias": normal(5)}
    checked = against_equinox("Linear", dict(in_features=7, out_features=5), weights, normal(7))
    for shape in ((20,), (3, 4, 5)):
        checked += against_equinox("LayerNorm", dict(shape=shape, eps=1e-3),
                                   {"weight": normal(*shape), "bias": normal(*shape)},
                                   normal(*shape))
        checked += against_equinox("LayerNorm", dict(shape=shape, use_weight=False,
                                                     use_bias=False), {}, normal(*shape))
    return checked


def by_hand(forward):
    """fc hears x and the neuron (back), out hears fc and itself. All of one
    number, so that the rules can be written out step by step."""
    spec = {
        "inputs": [{"name": "x", "shape": [1]}], "forward": forward,
        "graph": {"num_layers": 3, "input_layer_ids": [[0], [], []],
                  "final_layer_ids": [1, 2], "input_connectivity": [[1], [0], [0, 2]]},
        "layers": [
            {"type": "Linear", "weight": [[-0.5, 2.0]], "bias": [0.25]},
            {"type": "LIF", "decay_constants": [0.75, 0.3], "threshold": 0.6,
             "reset_val": 0.2},
            {"type": "Linear", "weight": [[1.0, 0.5]], "bias": [1.0]}]}
    x = np.float32([[1], [0], [2], [1], [0], [3], [1], [1]])
    late = forward == "delayed"
    fc, s, v, i, out = 0.25, 0.0, 0.0, 0.0, 1.25  # before the first step
    expected = []
    for value in x[:, 0]:
        fc_before, s_before = fc, s
        fc = 0.25 - 0.5 * s_before + 2 * value
        heard = fc_before if late else fc
        v -= (v - 0.2) * s
        v = 0.75 * v + 0.25 * i
        i = 0.5 * i + 0.5 * heard  # 0.3 is clamped
        s = float(v >= 0.6)
        out = 1 + (fc_before if late else fc) + 0.5 * out
        expected.append((s, out, v, i))
    expected = np.array(expected)
    assert 0 < expected[:, 0].sum() < len(x)
    (spikes, outs), states, queues, _ = Network(spec, {}, [[1], [1], [1]]).run([x])
    checked = same(f"{forward}: spikes", spikes[:, 0], expected[:, 0])
    checked += same(f"{forward}: out", outs[:, 0], expected[:, 1])
    checked += same(f"{forward}: v", states["1.v"], expected[-1, 2:3])
    checked += same(f"{forward}: i", states["1.i"], expected[-1, 3:])
    return checked + same(f"{forward}: queue", queues["2"][-1], expected[-1, 1:2])


def neurons():
    """The two neurons that `by_hand` leaves out, and explicit delays."""
    x = np.float32([[1.5], [1.5], [0], [1.5], [1.5], [1.5]])
    v = i = s = w = 0.0
    expected, late = [], [0.0, 0.0, 0.0]
    for value in x[:, 0]:
        v = 0.5 * v + 0.5 * value
        spike = float(v >= 1)
        v -= np.log1p(np.exp(0.5)) * spike
        w = w - 0.25 * s
        w, i = 0.5 * w + 0.5 * i, 0.5 * i + 0.5 * late[0]
        late = late[1:] + [spike]
        s = float(w >= 0.1)
        expected.append((spike, s))
    spec = {
        "inputs": [{"name": "x", "shape": [1]}],
        "outputs": [{"layer": "a"}, {"layer": "b"}],
        "layers": [
            {"type": "SimpleLIF", "name": "a", "from": ["x"], "decay_constants": [0.5],
             "reset_val": 0.5},
            {"type": "LIFSoftReset", "name": "b", "from": [{"layer": "a", "delay": 3}],
             "decay_constants": [0.5, 0.5], "threshold": 0.1, "reset_val": 0.25}]}
    outs, _, queues, _ = Network(spec, {}, [[1], [1]]).run([x], burnin=1)
    assert np.all(np.sum(expected, 0) > 0)
    checked = sum(same(f"neuron {k}", out[:, 0], np.array(expected)[1:, k])
                  for k, out in enumerate(outs))
    return checked + same("queue", queues["a"][-3:, 0], late)


def main():
    checked = convolutions() + pools() + others() + neurons()
    checked += by_hand("default") + by_hand("delayed")
    print(f"{checked} comparisons, all equal")


if __name__ == "__main__":
    main()
