# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of snnTorch whose potentials meet their thresholds exactly, with decays
and thresholds at their limits, under every reset: what its layers and its importer
answer, spike by spike.

A layer's reset is not in the file: `SAID` has the option that says it. The
importer's own are zero, and for IF what a Leaky of 0.9 that subtracts without delay
does. It reads no recurrence.
"""

import sys

import nir
import numpy as np
import snntorch
import torch
from torch import nn

import check_snntorch as base
import draw
from harness import Case, main

DT = 1e-4
# What a file of a layer with that reset_mechanism and reset_delay is read with.
SAID = {("subtract", True): "subtract,next", ("subtract", False): "subtract", ("none", True): "none",
        ("zero", False): "zero"}
LEAKY = SAID | {("zero", True): "zero"}
SYNAPTIC = SAID | {("zero", True): "zero,next"}
BEYOND = (1.5, -0.5)
BETAS = (0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 0.95, 0.99, 1)


def betas(random, size, more=()):
    """Some at their limits and beyond, which a layer limits when it runs."""
    values = draw.pick(random, (*BETAS, *more), size)
    return draw.surviving(np.where(random.random(size) < 0.4, draw.uniform(random, 0.05, 0.99, size), values), DT)


def thresholds(random, size, least=0):
    return draw.pick(random, [k / 4 for k in range(4 * least, 9)], size)


def dense(random, inputs, outputs):
    module = nn.Linear(inputs, outputs)
    module.weight.data = base.tensor(draw.halves(random, (outputs, inputs)))
    module.bias.data = base.tensor(random.integers(-1, 2, outputs) / 2)
    return module


def exact(name, net, random, folder, reset, size, options=(), model=None):
    path = folder / f"{name}.nir"
    with base.quiet(), np.errstate(all="ignore"):
        nir.write(path, base.export_to_nir(net, torch.zeros(1, size), ignore_dims=[0]))
    x = draw.ties(random, (size,))
    answers = [base.answer(model or net, x, f"the model, {reset}")]
    return Case(name, path, x, answers, "snntorch", ("--reset", reset, *options), exact=True)


def common(random, size, way, beta=None):
    # A potential of 0 is above a threshold below it: what a reset to zero then
    # does is another rule for each layer.
    least = 0 if way[0] == "zero" else -1
    beta = betas(random, size, BEYOND) if beta is None else beta
    return dict(beta=base.tensor(beta), threshold=base.tensor(thresholds(random, size, least)),
                reset_mechanism=way[0], reset_delay=way[1], init_hidden=True)


def leaky(random, size, way):
    return snntorch.Leaky(**common(random, size, way))


def synaptic(random, size, way):
    return snntorch.Synaptic(alpha=base.tensor(betas(random, size, BEYOND)), **common(random, size, way))


def exact_betas(random, size):
    """Recurrent layers add up in another order, which these hide."""
    return draw.pick(random, (0, 0.5, 0.5, 1, *BEYOND), size)


def rleaky(random, size, way):
    layer = snntorch.RLeaky(linear_features=size, **common(random, size, way, exact_betas(random, size)))
    return with_recurrence(random, layer, size)


def rsynaptic(random, size, way):
    layer = snntorch.RSynaptic(alpha=base.tensor(exact_betas(random, size)), linear_features=size,
                               **common(random, size, way, exact_betas(random, size)))
    return with_recurrence(random, layer, size)


def with_recurrence(random, layer, size):
    layer.recurrent.weight.data = base.tensor(draw.halves(random, (size, size)))
    layer.recurrent.bias.data = base.tensor(random.integers(-1, 2, size) / 2)
    return layer


def chain(name, layer, said, ways, random, folder):
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    way = list(ways)[int(random.integers(len(ways)))]
    net = nn.Sequential(dense(random, a, b), layer(random, b, way), dense(random, b, c), layer(random, c, way))
    return exact(name, net, random, folder, said[way], a)


def of_layer(name, layer, said, ways=None):
    return lambda random, folder: chain(name, layer, said, ways or said, random, folder)


def written(name, node, random, folder, options):
    """Of a file that nir writes; the importer answers."""
    size = node.v_threshold.size
    weight, bias = draw.halves(random, (size, size)), np.float32(random.integers(-1, 2, size) / 2)
    nodes = {"input": nir.Input(np.array([size])), "fc": nir.Affine(weight, bias), "n": node,
             "output": nir.Output(np.array([size]))}
    path = folder / f"{name}.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "n"), ("n", "output")]))
    x = draw.ties(random, (size,))
    with base.quiet():
        model = base.import_from_nir(nir.read(path))
    answers = [base.answer(Spikes(model), x, "import_from_nir")]
    return Case(name, path, x, answers, "snntorch", options, exact=True)


class Spikes(nn.Module):
    """An imported IF gives its potential, too."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        y = self.model(x)[0]
        return y[0] if isinstance(y, tuple) else y


def precision(random):
    return random.choice([np.float32, np.float64])


def imported_if(random, folder):
    size, number = int(random.integers(6, 20)), precision(random)
    threshold = float(draw.pick(random, [k / 4 for k in range(-4, 9)]))
    node = nir.IF(r=np.ones(size, number), v_threshold=np.full(size, threshold, number))
    return written("edges-imported-if", node, random, folder, ("--reset", "zero") if random.random() < 0.5 else ())


def tau_of(random, size, number):
    """Below, at and above dt, and as an exporter writes it."""
    beta = betas(random, size, (0, -0.5, -1, -3, 0.01))
    beta = np.where(beta == 1, np.float32(0.5), beta)
    return np.asarray(DT / (1 - np.asarray(beta, number)), number)


def imported_lif(random, folder):
    """r is tau/dt, 1, or any: then the threshold is divided, by the least of all."""
    size, number = int(random.integers(6, 20)), precision(random)
    tau = tau_of(random, size, number)
    if random.random() < 0.3:
        tau[:] = tau[0]
    r = [tau / DT, np.ones(size), random.uniform(0.5, 4, size)][int(random.integers(3))]
    threshold = np.full(size, draw.pick(random, [-1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 0.1, 0.2]), number)
    node = nir.LIF(tau=tau, r=np.asarray(r, number), v_leak=np.zeros(size, number), v_threshold=threshold)
    return written("edges-imported-lif", node, random, folder, ("--reset", "zero", "--dt", "1e-4"))


def imported_cuba(random, folder):
    size, number = int(random.integers(6, 20)), precision(random)
    mem, syn = tau_of(random, size, number), tau_of(random, size, number)
    w_in = syn / DT
    if random.random() < 0.4:
        syn[:] = syn[0]
        w_in = np.ones(size) if random.random() < 0.5 else np.full(size, random.uniform(0.5, 4))
    threshold = np.full(size, draw.pick(random, [-1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 0.1, 0.2]), number)
    node = nir.CubaLIF(tau_mem=mem, tau_syn=syn, r=mem / np.asarray(DT, number), w_in=np.asarray(w_in, number),
                       v_leak=np.zeros(size, number), v_threshold=threshold)
    return written("edges-imported-cuba", node, random, folder, ("--reset", "zero", "--dt", "1e-4"))


def never_forgets(random, folder):
    """A beta of 1 has an infinite tau, of which the importer makes a neuron that never spikes."""
    size = int(random.integers(8, 20))
    layer = snntorch.Leaky(beta=torch.ones(size), threshold=base.tensor(thresholds(random, size)),
                           reset_mechanism="zero", reset_delay=False, init_hidden=True)
    case = exact("edges-never-forgets", nn.Sequential(dense(random, size, size), layer), random, folder, "zero", size)
    alike = nir.read(case.path)
    for node in alike.nodes.values():
        if isinstance(node, nir.LIF):
            node.v_threshold[:] = 0.5
    with base.quiet(), np.errstate(all="ignore"):
        spikes = base.answer(base.import_from_nir(alike), case.x, "import_from_nir").y
    assert case.answers[0].y.any() and not spikes.any(), "the importer's neurons spike"
    return case


DELAYED = [way for way in SYNAPTIC if way[1]]
KINDS = {"edges-leaky": of_layer("edges-leaky", leaky, LEAKY),
         "edges-synaptic": of_layer("edges-synaptic", synaptic, SYNAPTIC),
         "edges-rleaky": of_layer("edges-rleaky", rleaky, SYNAPTIC),
         # With reset_delay=False, RSynaptic does not run.
         "edges-rsynaptic": of_layer("edges-rsynaptic", rsynaptic, SYNAPTIC, DELAYED),
         "edges-imported-if": imported_if, "edges-imported-lif": imported_lif,
         "edges-imported-cuba": imported_cuba, "edges-never-forgets": never_forgets}

if __name__ == "__main__":
    sys.exit(main("snntorch", KINDS))
