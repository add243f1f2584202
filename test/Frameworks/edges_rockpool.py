# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of Rockpool whose potentials meet multiples of their thresholds exactly.

Decays are those of which PyTorch rounds e^x as it should. The importer takes v_leak
for what each step adds, and dt from r; of LI it makes whole numbers of tau, and LIF
it cannot read."""

import sys

import check_rockpool as base  # first: it sets what Rockpool reads when imported
import nir
import numpy as np
import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIFNeuronTorch, LIFTorch, LinearTorch

import draw
from harness import Case, main

DT = base.DT


def taus(random, size):
    found = []
    while len(found) < size:
        tau = np.float32(random.choice([0.5, 1, 2, 5, 10, random.uniform(0.5, 30)])) * np.float32(DT)
        exponent = np.float32(-DT) / tau
        if torch.exp(torch.tensor([exponent] * size))[len(found)].item() == np.float32(np.exp(np.float64(exponent))):
            found.append(tau)
    return np.array(found)


def thresholds(random, size):
    return draw.pick(random, [0.1, 0.25, 0.3, 0.5, 0.7, 1, 1.5, 2], size)


def linear(random, inputs, outputs):
    return LinearTorch((inputs, outputs), weight=base.tensor(draw.halves(random, (outputs, inputs)).T), has_bias=False)


def exact(name, net, random, folder, size):
    case = base.exported(name, net, (size,), random, folder, x=draw.ties(random, (size,)))
    case.exact = True
    return case


def cuba(random, folder):
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    layer = lambda size: LIFTorch(size, tau_mem=base.tensor(taus(random, size)), tau_syn=base.tensor(taus(random, size)),
                                  bias=torch.zeros(size), threshold=base.tensor(thresholds(random, size)), dt=DT)
    net = Sequential(linear(random, a, b), layer(b), linear(random, b, c), layer(c))
    return exact("edges-cuba", net, random, folder, a)


def membrane(random, folder):
    a, b = (n + 8 for n in draw.sizes(random, 2))
    neuron = LIFNeuronTorch(b, tau_mem=base.tensor(taus(random, b)), bias=torch.zeros(b),
                            threshold=base.tensor(thresholds(random, b)), dt=DT)
    return exact("edges-membrane", Sequential(linear(random, a, b), neuron), random, folder, a)


def imported(random, folder):
    """With a v_leak, and an r of which dt comes."""
    size = int(random.integers(8, 20))
    tau = taus(random, size)
    neuron = nir.CubaLIF(tau_mem=tau, tau_syn=taus(random, size), r=tau / np.float32(DT) - np.float32(1),
                         v_leak=draw.pick(random, [0, 0.25, -0.25, 0.1], size), v_threshold=thresholds(random, size))
    nodes = {"input": nir.Input(np.array([size])), "fc": nir.Linear(draw.halves(random, (size, size))), "n": neuron,
             "output": nir.Output(np.array([size]))}
    path = folder / "edges-imported.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "n"), ("n", "output")]))
    x = draw.ties(random, (size,))
    answers = [base.answer(base.from_nir(path), x, "from_nir")]
    return Case("edges-imported", path, x, answers, "rockpool", exact=True)


KINDS = {"edges-cuba": cuba, "edges-membrane": membrane, "edges-imported": imported}

if __name__ == "__main__":
    sys.exit(main("rockpool", KINDS))
