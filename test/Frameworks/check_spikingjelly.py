# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of SpikingJelly: what its models and its importer answer.

Its neurons have the same parameters all over a layer, and its exporter refuses
groups and a reset by subtraction. It writes no recurrence, but reads it.
"""

import sys
import warnings

warnings.filterwarnings("ignore")

import nir
import numpy as np
import torch
from loguru import logger
from spikingjelly.activation_based import functional, layer, neuron
from spikingjelly.activation_based.nir_exchange import export_to_nir, import_from_nir
from torch import nn

import draw
from harness import Answer, Case, Margins, main

logger.remove()
DT = 1e-4
margins = Margins()


class Watched(nn.Module):
    """The step function of SpikingJelly."""

    def forward(self, x):
        margins.add(x.detach())
        return (x >= 0).to(x)


def watch(model):
    for module in model.modules():
        if hasattr(module, "surrogate_function"):
            module.surrogate_function = Watched()
    return model


def answer(model, x, who):
    """The importer's models take and give a state; the others keep it."""
    batch, steps = x.shape[:2]
    watch(model)
    functional.reset_net(model)
    margins.calls.clear()
    state, outputs = None, []
    with torch.no_grad():
        for t in range(steps):
            now = torch.from_numpy(x[:, t])
            y, state = model(now, state) if who == "import_from_nir" else (model(now), None)
            outputs.append(y.numpy())
    return Answer(np.stack(outputs, 1), margins.by_step(steps, batch), who)


def tensor(array):
    return torch.as_tensor(np.float32(array))


def fill(random, module, scale=2.0):
    module.weight.data = tensor(draw.weights(random, module.weight.shape, scale))
    if module.bias is not None:
        module.bias.data = tensor(draw.uniform(random, -0.3, 0.6, module.bias.shape))
    return module


def linear(random, inputs, outputs, bias=True):
    return fill(random, layer.Linear(inputs, outputs, bias=bias))


def common(random):
    return dict(v_threshold=float(random.uniform(0.4, 1.2)), v_reset=float(random.uniform(-0.4, 0.2)))


def lif(random, decay_input=True):
    return neuron.LIFNode(tau=float(random.uniform(1.2, 8)), decay_input=decay_input, **common(random))


def exported(name, net, shape, random, folder, spikes=True, x=None):
    path = folder / f"{name}.nir"
    export_to_nir(net, torch.zeros(1, *shape), path, dt=DT)
    x = draw.inputs(random, shape) if x is None else x
    model = import_from_nir(path, dt=DT)
    answers = [answer(net, x, "the model"), answer(model, x, "import_from_nir")]
    return Case(name, path, x, answers, "spikingjelly", spikes=spikes)


def lif_chain(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), lif(random), linear(random, b, c, bias=False), lif(random, False))
    return exported("lif", net, (a,), random, folder)


def parametric(random, folder):
    a, b, c = draw.sizes(random, 3)
    plif = neuron.ParametricLIFNode(init_tau=float(random.uniform(1.2, 8)), **common(random))
    net = nn.Sequential(linear(random, a, b), plif, linear(random, b, c))
    return exported("parametric", net, (a,), random, folder, spikes=False)


def if_chain(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), neuron.IFNode(**common(random)), linear(random, b, c),
                        neuron.IFNode(**common(random)))
    return exported("if", net, (a,), random, folder)


def cuba(random, folder):
    a, b = draw.sizes(random, 2)
    node = neuron.CUBALIFNode(c_decay=float(random.uniform(0.2, 0.8)), v_decay=float(random.uniform(0.2, 0.9)),
                              **common(random))
    return exported("cuba", nn.Sequential(linear(random, a, b), node), (a,), random, folder)


class Residual(nn.Module):
    """Two ways around a layer and into the next neuron, where they are added."""

    def __init__(self, random, inputs, size):
        super().__init__()
        self.first, self.hidden = linear(random, inputs, size), lif(random)
        self.around, self.second = linear(random, size, size), linear(random, size, size)
        self.last = lif(random)

    def forward(self, x):
        spikes = self.hidden(self.first(x))
        return self.last(self.second(spikes) + self.around(spikes) + spikes)


def residual(random, folder):
    a, b = draw.sizes(random, 2)
    return exported("residual", Residual(random, a, b), (a,), random, folder)


def convolutions(random, folder):
    """With a pool, a Flatten and a linear layer at the end. nir takes no kernel that is not square."""
    height, width = (n + 4 for n in draw.sizes(random, 2))
    arguments, after = draw.convolution(random, 2, height, width, square=True, groups=False)
    pooled = (after[0], after[1] // 2, after[2] // 2)
    net = nn.Sequential(fill(random, layer.Conv2d(**arguments)), lif(random), layer.AvgPool2d(2), layer.Flatten(),
                        linear(random, int(np.prod(pooled)), 4))
    return exported("conv", net, (2, height, width), random, folder, spikes=False)


def convolution_1d(random, folder):
    """Padding `same` is a string in the file."""
    length = draw.sizes(random, 1)[0] + 5
    conv = fill(random, layer.Conv1d(2, 3, 3, padding="same", dilation=int(random.integers(1, 3))))
    net = nn.Sequential(conv, lif(random), layer.Flatten(), linear(random, 3 * length, 4), lif(random))
    return exported("conv1d", net, (2, length), random, folder)


def recurrent(random, folder):
    """Of a file that nir writes; the importer leaves the recurrent bias out at the first step."""
    a, b = draw.sizes(random, 2)
    full = lambda value: np.full(b, value)
    tau, reset = random.uniform(1.2, 8), random.uniform(-0.4, 0.2)
    affine = lambda inputs, scale: nir.Affine(draw.weights(random, (b, inputs), scale),
                                              draw.uniform(random, -0.3, 0.6, b))
    nodes = {"input": nir.Input(np.array([a])), "fc": affine(a, 2.0), "lif": nir.LIF(
        tau=full(tau * DT), r=full(1.0), v_leak=full(reset), v_threshold=full(random.uniform(0.4, 1)),
        v_reset=full(reset)), "w_rec": affine(b, 1.0), "output": nir.Output(np.array([b]))}
    edges = [("input", "fc"), ("fc", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")]
    path = folder / "recurrent.nir"
    nir.write(path, nir.NIRGraph(nodes, edges))
    x = draw.inputs(random, (a,))
    return Case("recurrent", path, x, [answer(import_from_nir(path, dt=DT), x, "import_from_nir")], "spikingjelly",
                ("--nirtorch-bias",))


KINDS = {"lif": lif_chain, "parametric": parametric, "if": if_chain, "cuba": cuba, "residual": residual,
         "conv": convolutions, "conv1d": convolution_1d, "recurrent": recurrent}

if __name__ == "__main__":
    sys.exit(main("spikingjelly", KINDS))
