# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of Rockpool: what its models and its importer answer.

Neurons fire several times in a step. A file gives dt only nearly (r is
tau e^(-dt/tau) / dt), so `--dt` says it. The exporter drops biases and recurrent
weights; the importer fails on LIF and LI, which are thus compared with models only.
"""

import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("PIP_NO_INDEX", "1")  # a package it imports would download another

import nir
import numpy as np
import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import ExpSynTorch, LIFNeuronTorch, LIFTorch, LinearTorch, from_nir, to_nir
from rockpool.nn.modules.torch import lif_neuron_torch, lif_torch

import draw
from harness import Answer, Case, Margins, main

DT = 1e-3
margins = Margins()


def watch(function):
    forward = function.forward

    def watched(ctx, v, threshold, *more):
        """The distance to the nearest whole multiple of the threshold, from 1 on."""
        times = torch.clamp(torch.round(v / threshold), min=1)
        margins.add((v - times * threshold).detach())
        return forward(ctx, v, threshold, *more)
    function.forward = staticmethod(watched)


for each in {lif_torch.StepPWL, lif_neuron_torch.StepPWL}:
    watch(each)


def answer(model, x, who):
    batch, steps = x.shape[:2]
    margins.calls.clear()
    if hasattr(model, "reset_state"):
        model.reset_state()
    with torch.no_grad():
        y = model(torch.from_numpy(x))[0]
    return Answer(y.numpy(), margins.by_layer(steps, batch), who)


def tensor(array):
    return torch.as_tensor(np.float32(array))


def linear(random, inputs, outputs, scale=1.0):
    return LinearTorch((inputs, outputs), weight=tensor(draw.weights(random, (outputs, inputs), scale).T),
                       has_bias=False)


def lif(random, size):
    parameter = lambda low, high: tensor(draw.uniform(random, low, high, size))
    return LIFTorch(size, tau_mem=parameter(3e-3, 3e-2), tau_syn=parameter(2e-3, 1e-2), bias=torch.zeros(size),
                    threshold=parameter(0.5, 2.0), dt=DT)


def exported(name, net, shape, random, folder, spikes=True, x=None):
    path = folder / f"{name}.nir"
    graph = to_nir(net)
    for node in graph.nodes.values():
        if isinstance(node, nir.LI):
            node.tau = node.tau.detach()  # which the exporter forgets, and then nir cannot write
    nir.write(path, graph)
    x = draw.inputs(random, shape) if x is None else x
    answers = [answer(net, x, "the model")]
    return Case(name, path, x, answers, "rockpool", ("--dt", str(DT)), spikes)


def cuba(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = Sequential(linear(random, a, b), lif(random, b), linear(random, b, c), lif(random, c))
    return exported("cuba", net, (a,), random, folder)


def membrane(random, folder):
    """LIFNeuronTorch, without a synapse."""
    a, b = draw.sizes(random, 2)
    neuron = LIFNeuronTorch(b, tau_mem=tensor(draw.uniform(random, 3e-3, 3e-2, b)), bias=torch.zeros(b),
                            threshold=tensor(draw.uniform(random, 0.5, 2.0, b)), dt=DT)
    return exported("membrane", Sequential(linear(random, a, b), neuron), (a,), random, folder)


def readout(random, folder):
    a, b, c = draw.sizes(random, 3)
    synapse = ExpSynTorch(c, tau=tensor(draw.uniform(random, 3e-3, 3e-2, c)), dt=DT)
    net = Sequential(linear(random, a, b), lif(random, b), linear(random, b, c), synapse)
    return exported("readout", net, (a,), random, folder, spikes=False)


def recurrent(random, folder):
    """A graph in the graph, of a file that nir writes; without --dt."""
    a, b = draw.sizes(random, 2)
    tau = draw.uniform(random, 3e-3, 3e-2, b)
    neuron = nir.CubaLIF(tau_syn=draw.uniform(random, 2e-3, 1e-2, b), tau_mem=tau, r=np.float32(tau / DT - 1),
                         v_leak=np.zeros(b, np.float32), v_threshold=draw.uniform(random, 0.5, 2.0, b))
    inner = nir.NIRGraph({"input": nir.Input(np.array([b])), "lif": neuron,
                          "w_rec": nir.Linear(draw.weights(random, (b, b), 0.3)), "output": nir.Output(np.array([b]))},
                         [("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")])
    nodes = {"input": nir.Input(np.array([a])), "fc": nir.Linear(draw.weights(random, (b, a), 1.0)), "rec": inner,
             "output": nir.Output(np.array([b]))}
    path = folder / "recurrent.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "rec"), ("rec", "output")]))
    x = draw.inputs(random, (a,))
    return Case("recurrent", path, x, [answer(from_nir(path), x, "from_nir")], "rockpool")


KINDS = {"cuba": cuba, "membrane": membrane, "readout": readout, "recurrent": recurrent}

if __name__ == "__main__":
    sys.exit(main("rockpool", KINDS))
