# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of Spyx whose potentials meet their thresholds exactly, with decays at 0
and 1 and beyond, which its layers limit; what its importer answers, compiled by JAX
as its models are trained."""

import contextlib
import io
import sys

import jax.numpy as jnp
import nir
import numpy as np
import spyx.nn as snn
from flax import nnx
from spyx.nir import from_nir, to_nir

import check_spyx as base
import draw
from harness import Answer, Case, main

BETAS = (0, 0.1, 0.25, 0.3, 0.5, 0.75, 0.9, 0.99, 1.5, -0.5)


def dense(random, inputs, outputs):
    module = nnx.Linear(inputs, outputs, rngs=nnx.Rngs(0))
    module.kernel[...] = jnp.asarray(draw.halves(random, (outputs, inputs)).T)
    module.bias[...] = jnp.asarray(np.float32(random.integers(-1, 2, outputs) / 2))
    return module


def neuron(kind, random, size):
    module = kind((size,), threshold=float(draw.pick(random, [0, 0.25, 0.5, 1, 1.5, 2])), rngs=nnx.Rngs(0))
    recurrent = hasattr(module, "recurrent_w")
    for name in ("alpha", "beta"):
        if hasattr(module, name):
            # Recurrent layers add up in another order, which these hide.
            values = draw.surviving(draw.pick(random, (0, 0.5, 1.5) if recurrent else BETAS, size), 1)
            getattr(module, name)[...] = jnp.asarray(values)
    if recurrent:
        module.recurrent_w[...] = jnp.asarray(draw.halves(random, (size, size)))
    return module


def compiled(model, x):
    """[batch, steps, ...] by way of [steps, batch, ...], all steps in one."""
    outputs, _ = snn.run(model, jnp.asarray(np.swapaxes(x, 0, 1)))
    return answer_of(outputs, "the model")


def answer_of(outputs, who):
    y = np.swapaxes(np.asarray(outputs), 0, 1)
    return Answer(y, np.full(y.shape[:2], np.inf), who)


def imported(path, x):
    with contextlib.redirect_stdout(io.StringIO()):
        _, outputs = from_nir(nir.read(path), jnp.asarray(np.swapaxes(x, 0, 1)))
    return answer_of(outputs, "from_nir")


def chain(kind, name):
    def build(random, folder):
        a, b, c = (n + 8 for n in draw.sizes(random, 3))
        net = snn.Sequential(dense(random, a, b), neuron(kind, random, b), dense(random, b, c), neuron(kind, random, c))
        path = folder / f"{name}.nir"
        nir.write(path, to_nir(net, {"input": np.array([a])}, {"output": np.array([c])}))
        x = draw.ties(random, (a,))
        return Case(name, path, x, [compiled(net, x), imported(path, x)], "spyx", exact=True)
    return build


def written(random, folder):
    """Time constants below a step, in f32 or f64, and what is ignored."""
    size, number = int(random.integers(6, 20)), random.choice([np.float32, np.float64])
    tau = lambda: np.asarray(draw.pick(random, [0.25, 0.7, 1, 1.2, 1.5, 3, 10], size), number)
    rest = dict(r=np.asarray(draw.uniform(random, 0.1, 5, size), number), v_leak=np.zeros(size, number),
                v_threshold=np.asarray(draw.pick(random, [0, 0.25, 0.5, 1, 1.5], size), number))
    node = nir.LIF(tau=tau(), **rest) if random.random() < 0.5 else nir.CubaLIF(tau_mem=tau(), tau_syn=tau(), **rest)
    nodes = {"input": nir.Input(np.array([size])),
             "fc": nir.Affine(draw.halves(random, (size, size)), np.float32(random.integers(-1, 2, size) / 2)),
             "n": node, "output": nir.Output(np.array([size]))}
    path = folder / "edges-written.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "n"), ("n", "output")]))
    x = draw.ties(random, (size,))
    return Case("edges-written", path, x, [imported(path, x)], "spyx", exact=True)


KINDS = {f"edges-{name}": chain(kind, f"edges-{name}") for name, kind in
         {"if": snn.IF, "lif": snn.LIF, "cuba": snn.CuBaLIF, "psu": snn.PSU_LIF, "recurrent-if": snn.RIF,
          "recurrent-lif": snn.RLIF, "recurrent-cuba": snn.RCuBaLIF}.items()}
KINDS["edges-written"] = written

if __name__ == "__main__":
    sys.exit(main("spyx", KINDS))
