# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of SpikingJelly whose potentials meet their thresholds exactly: weights
are halves, or the time constant itself, by which `decay_input` divides.
Time constants reach down to a step, thresholds below 0."""

import sys

import nir
import numpy as np
from spikingjelly.activation_based import neuron
from torch import nn

import check_spikingjelly as base
import draw
from harness import Case, main

DT = base.DT


def dense(random, inputs, outputs):
    module = base.layer.Linear(inputs, outputs)
    module.weight.data = base.tensor(draw.halves(random, (outputs, inputs)))
    module.bias.data = base.tensor(random.integers(-1, 2, outputs) / 2)
    return module


def common(random):
    reset = draw.pick(random, [0, 0, -0.5, -0.1, 0.25])
    return dict(v_threshold=float(draw.pick(random, [-0.5, 0, 0.25, 0.5, 1, 1.5, 2])), v_reset=float(reset))


def tau_of(random):
    near = float(draw.pick(random, [1.0001, 1.1, 1.25, 1.5, 2, 3, 4, 5, 7, 10, 20]))
    return near if random.random() < 0.5 else float(random.uniform(1.01, 20))


def exact(name, net, random, folder, size):
    case = base.exported(name, net, (size,), random, folder, x=draw.ties(random, (size,)))
    case.exact = True
    return case


def lif(random, folder):
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    layers = []
    for inputs, outputs in ((a, b), (b, c)):
        node = neuron.LIFNode(tau=tau_of(random), decay_input=bool(random.random() < 0.5), **common(random))
        layers += [dense(random, inputs, outputs), node]
    return exact("edges-lif", nn.Sequential(*layers), random, folder, a)


def sparse_lif(random, folder):
    """Weights of tau, one a neuron: a sum of them would be rounded."""
    size = 12
    tau = tau_of(random)
    fc = base.layer.Linear(size, size, bias=False)
    fc.weight.data = base.tensor(np.eye(size, dtype=np.float32) * np.float32(tau))
    net = nn.Sequential(fc, neuron.LIFNode(tau=tau, decay_input=True, **common(random)))
    return exact("edges-sparse-lif", net, random, folder, size)


def parametric(random, folder):
    a, b = (n + 8 for n in draw.sizes(random, 2))
    node = neuron.ParametricLIFNode(init_tau=tau_of(random), decay_input=bool(random.random() < 0.5), **common(random))
    return exact("edges-parametric", nn.Sequential(dense(random, a, b), node), random, folder, a)


def integrator(random, folder):
    a, b = (n + 8 for n in draw.sizes(random, 2))
    return exact("edges-if", nn.Sequential(dense(random, a, b), neuron.IFNode(**common(random))), random, folder, a)


def cuba(random, folder):
    a, b = (n + 8 for n in draw.sizes(random, 2))
    decay = lambda: float(draw.pick(random, [0, 0.1, 0.3, 0.5, 0.7, 0.75, 0.9, 0.99]))
    node = neuron.CUBALIFNode(c_decay=decay(), v_decay=decay(), **common(random))
    return exact("edges-cuba", nn.Sequential(dense(random, a, b), node), random, folder, a)


def single(random, folder):
    """Of a file in f32, in which r is only nearly tau/dt."""
    size = int(random.integers(6, 20))
    full = lambda value: np.full(size, value, np.float32)
    tau, rules = tau_of(random), common(random)
    fields = dict(v_threshold=full(rules["v_threshold"]), v_reset=full(rules["v_reset"]))
    if random.random() < 0.5:
        node = nir.LIF(tau=full(tau * DT), r=full(tau), v_leak=full(rules["v_reset"]), **fields)
    else:
        node = nir.CubaLIF(tau_mem=full(tau * DT), tau_syn=full(2 * tau * DT), r=full(tau), w_in=full(2 * tau),
                           v_leak=full(0), **fields)
    nodes = {"input": nir.Input(np.array([size])),
             "fc": nir.Affine(draw.halves(random, (size, size)), np.float32(random.integers(-1, 2, size) / 2)),
             "n": node, "output": nir.Output(np.array([size]))}
    path = folder / "edges-single.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "n"), ("n", "output")]))
    x = draw.ties(random, (size,))
    answers = [base.answer(base.import_from_nir(path, dt=DT), x, "import_from_nir")]
    return Case("edges-single", path, x, answers, "spikingjelly", exact=True)


KINDS = {"edges-lif": lif, "edges-sparse-lif": sparse_lif, "edges-parametric": parametric, "edges-if": integrator,
         "edges-cuba": cuba, "edges-single": single}

if __name__ == "__main__":
    sys.exit(main("spikingjelly", KINDS))
