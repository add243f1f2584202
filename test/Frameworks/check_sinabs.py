# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of Sinabs: what its models and its importer answer.

Neurons fire several times in a step. A file does not say whether an LIF scales
its input (`norm_input`, Sinabs' default, which its importer then forgets): the
options `--integrator exp-exact --gain r` do. The importer reads no parameters
without an axis and no Conv1d, and gives an IF a lowest potential, which the exporter
leaves out: of a network without, `--no-clamp` reads the file.
"""

import contextlib
import io
import sys
import warnings

warnings.filterwarnings("ignore")

import nir
import numpy as np
import sinabs
import sinabs.layers as sl
import torch
from sinabs.activation import MultiSpike
from sinabs.nir import from_nir, to_nir
from torch import nn

import draw
from harness import Answer, Case, Margins, main

margins = Margins()
forward = MultiSpike.forward


def watched(ctx, v, threshold, surrogate):
    """The distance to the nearest whole multiple of the threshold, from 1 on."""
    times = torch.clamp(torch.round(v / threshold), min=1)
    margins.add((v - times * threshold).detach())
    return forward(ctx, v, threshold, surrogate)


MultiSpike.forward = staticmethod(watched)


def answer(model, x, who):
    batch, steps = x.shape[:2]
    margins.calls.clear()
    sinabs.reset_states(model)
    with torch.no_grad():
        y = model(torch.from_numpy(x.reshape(batch * steps, *x.shape[2:])))
    y = (y[0] if isinstance(y, tuple) else y).numpy()
    return Answer(y.reshape(batch, steps, *y.shape[1:]), margins.by_layer(steps, batch), who)


def tensor(array):
    return torch.as_tensor(np.float32(array))


def fill(random, module, positive=False):
    weights = draw.weights(random, module.weight.shape, 1.5)
    module.weight.data = tensor(abs(weights) / 2 if positive else weights)
    if module.bias is not None:
        module.bias.data = tensor(draw.uniform(random, 0 if positive else -0.3, 0.5, module.bias.shape))
    return module


def linear(random, inputs, outputs, bias=True, positive=False):
    return fill(random, nn.Linear(inputs, outputs, bias=bias), positive)


def iaf(random, shape=()):
    return sl.IAFSqueeze(batch_size=draw.BATCH, spike_threshold=tensor(draw.uniform(random, 0.5, 1.5, shape)))


def lif(random, shape=(), normalised=False):
    low, high = (0.3, 0.6) if normalised else (0.5, 1.5)
    return sl.LIFSqueeze(batch_size=draw.BATCH, norm_input=normalised,
                         tau_mem=tensor(draw.uniform(random, 2, 25, shape)),
                         spike_threshold=tensor(draw.uniform(random, low, high, shape)))


def exported(name, net, shape, random, folder, spikes=True, reimport=False, options=(), positive=False,
             x=None):
    path = folder / f"{name}.nir"
    x = draw.inputs(random, shape) if x is None else x
    x = abs(x) if positive else x
    with contextlib.redirect_stdout(io.StringIO()):
        graph = to_nir(net, torch.from_numpy(x.reshape(-1, *shape)))
        graph.infer_types()  # the exporter leaves shapes out, and then nir cannot write
    nir.write(path, graph)
    answers = [answer(net, x, "the model")]
    if reimport:
        answers.append(answer(from_nir(nir.read(path), batch_size=draw.BATCH), x, "from_nir"))
    return Case(name, path, x, answers, "sinabs", options, spikes)


def iaf_chain(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), iaf(random), linear(random, b, c, bias=False), iaf(random))
    return exported("iaf", net, (a,), random, folder, options=("--no-clamp",))


def iaf_positive(random, folder):
    """Nothing falls below 0, and so the lowest potential does not matter."""
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b, positive=True), iaf(random),
                        linear(random, b, c, positive=True), iaf(random))
    return exported("iaf-positive", net, (a,), random, folder, reimport=True, positive=True)


def iaf_clamped(random, folder):
    """With the lowest potential that the importer gives an IF."""
    a, b, c = draw.sizes(random, 3)
    threshold = float(random.uniform(0.5, 1.5))
    clamped = lambda: sl.IAFSqueeze(batch_size=draw.BATCH, spike_threshold=torch.tensor(threshold),
                                    min_v_mem=-threshold)
    net = nn.Sequential(linear(random, a, b), clamped(), linear(random, b, c), clamped())
    return exported("iaf-clamped", net, (a,), random, folder, reimport=True)


def lif_chain(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), lif(random, b), linear(random, b, c), lif(random, c))
    return exported("lif", net, (a,), random, folder, reimport=True)


def lif_scalar(random, folder):
    """Parameters without an axis."""
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), lif(random), linear(random, b, c), lif(random))
    return exported("lif-scalar", net, (a,), random, folder)


def lif_normalised(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), lif(random, b, True), linear(random, b, c), lif(random, c, True))
    options = ("--integrator", "exp-exact", "--gain", "r")
    return exported("lif-normalised", net, (a,), random, folder, options=options)


def readout(random, folder):
    a, b, c = draw.sizes(random, 3)
    leak = sl.ExpLeakSqueeze(tau_mem=tensor(draw.uniform(random, 3, 30, c)), batch_size=draw.BATCH)
    net = nn.Sequential(linear(random, a, b), lif(random, b), linear(random, b, c), leak)
    return exported("readout", net, (a,), random, folder, spikes=False, reimport=True)


def convolutions(random, folder):
    """Ends in a linear layer."""
    height, width = (n + 4 for n in draw.sizes(random, 2))
    while True:
        arguments, after = draw.convolution(random, 2, height, width)
        kernel = tuple(int(n) for n in random.integers(1, 4, 2))
        stride = tuple(int(n) for n in random.integers(1, 3, 2))
        pooled = (after[0], *((n - k) // s + 1 for n, k, s in zip(after[1:], kernel, stride)))
        if min(pooled) >= 1:
            break
    net = nn.Sequential(fill(random, nn.Conv2d(**arguments)), iaf(random), sl.SumPool2d(kernel, stride),
                        nn.Flatten(), linear(random, int(np.prod(pooled)), 4))
    return exported("conv", net, (2, height, width), random, folder, spikes=False, options=("--no-clamp",))


def convolution_1d(random, folder):
    length = draw.sizes(random, 1)[0] + 5
    conv = nn.Conv1d(2, 4, 3, stride=int(random.integers(1, 3)), padding=int(random.integers(0, 3)),
                     dilation=int(random.integers(1, 3)), groups=int(random.integers(1, 3)))
    net = nn.Sequential(fill(random, conv), lif(random))
    return exported("conv1d", net, (2, length), random, folder)


KINDS = {"iaf": iaf_chain, "iaf-positive": iaf_positive, "iaf-clamped": iaf_clamped, "lif": lif_chain,
         "lif-scalar": lif_scalar, "lif-normalised": lif_normalised, "readout": readout, "conv": convolutions, "conv1d": convolution_1d}

if __name__ == "__main__":
    sys.exit(main("sinabs", KINDS))
