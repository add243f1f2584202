# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of Sinabs whose potentials meet multiples of their thresholds exactly, and
fall below them: its importer keeps an IF above -v_threshold, its layers do not.

Decays are those of which PyTorch rounds e^x as it should: often its last bit is off."""

import sys

import nir
import numpy as np
import sinabs.layers as sl
import torch
from sinabs.activation import MembraneReset, MembraneSubtract, SingleSpike
from torch import nn

import check_sinabs as base
import draw
from harness import Case, main


def taus(random, size):
    """From a fraction of a step on."""
    found = []
    while len(found) < size:
        tau = np.float32(random.choice([0.25, 0.5, 1, 1.5, 2, 5, 10, 20, random.uniform(0.3, 40)]))
        exponent = np.float32(-1) / tau
        if torch.exp(torch.tensor([exponent] * size))[len(found)].item() == np.float32(np.exp(np.float64(exponent))):
            found.append(tau)
    return np.array(found)


def thresholds(random, size):
    return draw.pick(random, [0.1, 0.25, 0.3, 0.5, 0.7, 1, 1.5, 2], size)


def dense(random, inputs, outputs):
    module = nn.Linear(inputs, outputs)
    module.weight.data = base.tensor(draw.halves(random, (outputs, inputs)))
    module.bias.data = base.tensor(random.integers(-1, 2, outputs) / 2)
    return module


def exact(name, net, random, folder, size, options=(), reimport=False):
    case = base.exported(name, net, (size,), random, folder, reimport=reimport, options=options,
                         x=draw.ties(random, (size,)))
    case.exact = True
    return case


def iaf(random, shape, lowest=None):
    threshold = base.tensor(np.full(shape, thresholds(random, None)))
    return sl.IAFSqueeze(batch_size=draw.BATCH, spike_threshold=threshold,
                         min_v_mem=-threshold if lowest else None)


def layers(random, folder):
    """As trained: IF falls as far as it does."""
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    net = nn.Sequential(dense(random, a, b), iaf(random, b), dense(random, b, c), iaf(random, c))
    return exact("edges-iaf", net, random, folder, a, ("--no-clamp",))


def imported(random, folder):
    """As imported, and as trained with that lowest potential."""
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    net = nn.Sequential(dense(random, a, b), iaf(random, b, True), dense(random, b, c), iaf(random, c, True))
    return exact("edges-imported-iaf", net, random, folder, a, reimport=True)


def lif(random, folder):
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    normalised = bool(random.random() < 0.5)
    layer = lambda size: sl.LIFSqueeze(batch_size=draw.BATCH, norm_input=normalised,
                                       tau_mem=base.tensor(taus(random, size)),
                                       spike_threshold=base.tensor(thresholds(random, size)))
    net = nn.Sequential(dense(random, a, b), layer(b), dense(random, b, c), layer(c))
    options = ("--integrator", "exp-exact", "--gain", "dt/tau") if normalised else ()
    return exact("edges-lif", net, random, folder, a, options, reimport=not normalised)


def single(random, folder):
    """At most one spike a step, and a reset by subtraction or to zero."""
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    reset = str(random.choice(["subtract", "zero"]))
    function = MembraneSubtract() if reset == "subtract" else MembraneReset()
    layer = lambda size: sl.LIFSqueeze(batch_size=draw.BATCH, norm_input=False, spike_fn=SingleSpike, reset_fn=function,
                                       tau_mem=base.tensor(taus(random, size)),
                                       spike_threshold=base.tensor(thresholds(random, size)))
    net = nn.Sequential(dense(random, a, b), layer(b), dense(random, b, c), layer(c))
    return exact("edges-single-spike", net, random, folder, a, ("--reset", reset))


def leak(random, folder):
    """A readout, to the last bit."""
    a, b = (n + 8 for n in draw.sizes(random, 2))
    net = nn.Sequential(dense(random, a, b),
                        sl.ExpLeakSqueeze(tau_mem=base.tensor(taus(random, b)), batch_size=draw.BATCH))
    return exact("edges-readout", net, random, folder, a, reimport=True)


KINDS = {"edges-iaf": layers, "edges-imported-iaf": imported, "edges-lif": lif, "edges-single-spike": single,
         "edges-readout": leak}

if __name__ == "__main__":
    sys.exit(main("sinabs", KINDS))
