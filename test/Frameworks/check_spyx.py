# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of Spyx: what its models answer.

A spike comes from the potential of the step before. Spyx has channels last, files
have them first, and its exporter leaves the weights behind a Flatten as they are:
so no network here has one between a convolution and a linear layer.
"""

import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax.numpy as jnp
import nir
import numpy as np
import spyx.nn as snn
from flax import nnx
from spyx.nir import to_nir

import draw
from harness import Answer, Case, Margins, main

NEURONS = (snn.IF, snn.LIF, snn.CuBaLIF, snn.RIF, snn.RLIF, snn.RCuBaLIF, snn.PSU_LIF)


def answer(model, x):
    batch, steps = x.shape[:2]
    margins = Margins()
    state, outputs = model.initial_state(batch), []
    for t in range(steps):
        before = state
        y, state = model(jnp.asarray(x[:, t]), state)
        for layer, old, new in zip(model.layers, before, state):
            if isinstance(layer, NEURONS):
                v = np.asarray(new if isinstance(layer, snn.PSU_LIF) else old)
                v = v[..., :v.shape[-1] // 2] if isinstance(layer, (snn.CuBaLIF, snn.RCuBaLIF)) else v
                margins.add(v - np.asarray(layer.threshold))
        outputs.append(np.asarray(y))
    return Answer(np.stack(outputs, 1), margins.by_step(steps, batch))


def linear(random, inputs, outputs, bias=True):
    module = nnx.Linear(inputs, outputs, use_bias=bias, rngs=nnx.Rngs(0))
    module.kernel[...] = jnp.asarray(draw.weights(random, (outputs, inputs), 2.0).T)
    if bias:
        module.bias[...] = jnp.asarray(draw.uniform(random, -0.3, 0.6, outputs))
    return module


def neuron(kind, random, shape):
    module = kind(shape, threshold=float(random.uniform(0.6, 1.5)), rngs=nnx.Rngs(0))
    for name in ("alpha", "beta"):
        if hasattr(module, name):
            getattr(module, name)[...] = jnp.asarray(draw.uniform(random, 0.3, 0.95, shape))
    if hasattr(module, "recurrent_w"):
        module.recurrent_w[...] = jnp.asarray(draw.weights(random, (*shape, *shape), 0.5))
    return module


def exported(name, net, shape, random, folder, output, spikes=True):
    path = folder / f"{name}.nir"
    channels_first = (shape[-1], *shape[:-1])
    nir.write(path, to_nir(net, {"input": np.array(channels_first)}, {"output": np.array(output)}))
    x = draw.inputs(random, shape)
    answers = [answer(net, x)]
    for each in answers:
        each.y = np.moveaxis(each.y, -1, 2)
    return Case(name, path, np.moveaxis(x, -1, 2), answers, "spyx", spikes=spikes)


def chain(kind, name):
    def build(random, folder):
        a, b, c = draw.sizes(random, 3)
        net = snn.Sequential(linear(random, a, b), neuron(kind, random, (b,)), linear(random, b, c, bias=False),
                             neuron(kind, random, (c,)), linear(random, c, 3))
        return exported(name, net, (a,), random, folder, [3], spikes=False)
    return build


def convolutions(random, folder):
    height, width = (n + 4 for n in draw.sizes(random, 2))
    conv = nnx.Conv(2, 3, kernel_size=(3, 3), padding=random.choice(["SAME", "VALID"]), rngs=nnx.Rngs(0))
    conv.kernel[...] = jnp.asarray(draw.weights(random, (3, 2, 3, 3), 2.0).transpose(2, 3, 1, 0))
    conv.bias[...] = jnp.asarray(draw.uniform(random, -0.3, 0.6, 3))
    after = (height, width) if conv.padding == "SAME" else (height - 2, width - 2)
    pooled = (after[0] // 2, after[1] // 2, 3)
    net = snn.Sequential(conv, neuron(snn.IF, random, (*after, 3)), snn.SumPool((2, 2), (2, 2), "VALID"),
                         neuron(snn.LIF, random, pooled))
    return exported("conv", net, (height, width, 2), random, folder, [3, *pooled[:2]])


KINDS = {"if": chain(snn.IF, "if"), "lif": chain(snn.LIF, "lif"), "cuba": chain(snn.CuBaLIF, "cuba"),
         "psu": chain(snn.PSU_LIF, "psu"), "conv": convolutions, "recurrent-if": chain(snn.RIF, "recurrent-if"),
         "recurrent-lif": chain(snn.RLIF, "recurrent-lif"), "recurrent-cuba": chain(snn.RCuBaLIF, "recurrent-cuba")}

if __name__ == "__main__":
    sys.exit(main("spyx", KINDS))
