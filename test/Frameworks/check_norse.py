# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of Norse: what its models and its importer answer.

Norse writes tau * dt in place of tau; `to_nir(dt=1)` makes that right. It writes
no Flatten, no pooling, no recurrence and no synaptic gain, and reads no LI: so
some files here are written by nir, and only its importer answers.
"""

import contextlib
import io
import sys
import warnings

warnings.filterwarnings("ignore")

import nir
import norse.torch as norse
import numpy as np
import torch
from norse.torch.functional import iaf, lif, lif_box, reset
from norse.torch.utils.export_nir import to_nir
from norse.torch.utils.import_nir import from_nir
from torch import nn

import draw
from harness import Answer, Case, Margins, main

margins = Margins()


def watch(module):
    original = module.threshold

    def threshold(x, method, alpha):
        margins.add(x.detach())
        return original(x, method, alpha)
    module.threshold = threshold


for each in (iaf, lif, lif_box):
    watch(each)


def answer(model, x, who):
    """Runs a model step by step on x [batch, steps, ...]."""
    batch, steps = x.shape[:2]
    margins.calls.clear()
    state, outputs = None, []
    for t in range(steps):
        y, state = model(torch.from_numpy(x[:, t]), state)
        outputs.append(y.detach().numpy())
    return Answer(np.stack(outputs, 1), margins.by_step(steps, batch), who)


def save(graph, path):
    """With the shapes of convolutions, which to_nir leaves out; nir tells them."""
    with contextlib.redirect_stdout(io.StringIO()):
        if any(isinstance(node, nir.Conv2d) for node in graph.nodes.values()):
            graph.infer_types()
        nir.write(path, graph)


def tensor(array):
    return torch.as_tensor(np.float32(array))


def linear(random, inputs, outputs, bias=True):
    module = nn.Linear(inputs, outputs, bias=bias)
    module.weight.data = tensor(draw.weights(random, (outputs, inputs), 2.0))
    if bias:
        module.bias.data = tensor(draw.uniform(random, -0.3, 0.6, outputs))
    return module


def conv(random, shape):
    arguments, after = draw.convolution(random, *shape)
    module = nn.Conv2d(**arguments)
    module.weight.data = tensor(draw.weights(random, module.weight.shape, 2.0))
    module.bias.data = tensor(draw.uniform(random, -0.3, 0.6, after[0]))
    return module, after


def lif_cell(random, shape, leak=0.0):
    return norse.LIFBoxCell(lif_box.LIFBoxParameters(
        tau_mem_inv=tensor(1 / draw.uniform(random, 2e-3, 2e-2, shape)),
        v_leak=tensor(draw.uniform(random, -leak, leak, shape)),
        v_th=tensor(draw.uniform(random, 0.2, 0.8, shape))))


def exported(name, net, shape, random, folder, spikes=True, reimport=True, x=None):
    path = folder / f"{name}.nir"
    save(to_nir(net, torch.zeros(shape), dt=1.0), path)
    x = draw.inputs(random, shape) if x is None else x
    answers = [answer(net, x, "the model")]
    if reimport:
        answers.append(answer(from_nir(nir.read(path)), x, "from_nir"))
    return Case(name, path, x, answers, "norse", spikes=spikes)


def lif_chain(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = norse.SequentialState(linear(random, a, b), lif_cell(random, b), linear(random, b, c, bias=False),
                                lif_cell(random, c))
    return exported("lif", net, (a,), random, folder)


def lif_leak(random, folder):
    """The state starts from v_leak."""
    a, b = draw.sizes(random, 2)
    net = norse.SequentialState(linear(random, a, b), lif_cell(random, b, leak=0.3))
    return exported("lif-leak", net, (a,), random, folder)


def li_readout(random, folder):
    a, b, c = draw.sizes(random, 3)
    parameters = norse.LIBoxParameters(tau_mem_inv=tensor(1 / draw.uniform(random, 5e-3, 3e-2, c)),
                                       v_leak=tensor(draw.uniform(random, -0.3, 0.3, c)))
    net = norse.SequentialState(linear(random, a, b), lif_cell(random, b), linear(random, b, c),
                                norse.LIBoxCell(parameters))
    return exported("li-readout", net, (a,), random, folder, spikes=False, reimport=False)


def iaf_chain(random, folder):
    """Ends in a linear layer."""
    a, b, c = draw.sizes(random, 3)
    cell = norse.IAFCell(norse.IAFParameters(v_th=tensor(draw.uniform(random, 0.5, 2, b))))
    net = norse.SequentialState(linear(random, a, b), cell, linear(random, b, c))
    return exported("iaf", net, (a,), random, folder, spikes=False)


def convolutions(random, folder):
    shape = (2, *draw.sizes(random, 2))
    shape = (shape[0], shape[1] + 3, shape[2] + 3)
    first, middle = conv(random, shape)
    second, after = conv(random, middle)
    net = norse.SequentialState(first, lif_cell(random, middle), second, lif_cell(random, after))
    # The importer takes the channels of one group for those of all.
    return exported("conv", net, shape, random, folder, reimport=first.groups == second.groups == 1)


def synapse(random, folder):
    """LIFCell, whose gain of the synapse to_nir forgets: w_in = tau_syn / dt."""
    a, b = draw.sizes(random, 2)
    cell = norse.LIFCell(norse.LIFParameters(
        tau_syn_inv=tensor(1 / draw.uniform(random, 3e-3, 1e-2, b)), v_th=tensor(draw.uniform(random, 0.2, 0.8, b)),
        tau_mem_inv=tensor(1 / draw.uniform(random, 3e-3, 2e-2, b)), v_leak=torch.zeros(b)))
    net = norse.SequentialState(linear(random, a, b), cell)
    graph = to_nir(net, torch.zeros(a), dt=1.0)
    graph.nodes["1"].w_in = graph.nodes["1"].tau_syn / 1e-3
    path = folder / "synapse.nir"
    save(graph, path)
    x = draw.inputs(random, (a,))
    return Case("synapse", path, x, [answer(net, x, "the model"), answer(from_nir(nir.read(path)), x, "from_nir")],
                "norse")


def cuba(random, size, leak=0.0):
    parameter = lambda low, high: draw.uniform(random, low, high, size)
    return nir.CubaLIF(tau_syn=parameter(2e-3, 1e-2), tau_mem=parameter(3e-3, 2e-2), r=parameter(0.5, 2),
                       v_leak=parameter(-leak, leak), v_threshold=parameter(0.1, 0.5), w_in=parameter(0.5, 3))


def affine(random, inputs, outputs):
    return nir.Affine(draw.weights(random, (outputs, inputs), 2.0), draw.uniform(random, -0.3, 0.6, outputs))


def imported(name, nodes, edges, shape, random, folder, subtract=False, options=(), x=None):
    """Of a file that nir writes. In Norse, an edge back has to come first among
    those of its node: the last node visited is the output."""
    path = folder / f"{name}.nir"
    save(nir.NIRGraph(nodes, edges), path)
    x = draw.inputs(random, shape) if x is None else x
    method = reset.reset_subtract if subtract else reset.reset_value
    model = from_nir(nir.read(path), reset_method=method, ignore_warnings=True)
    reset_option = ("--reset", "subtract" if subtract else "zero")
    # r is neither 1 nor tau/dt, so --dt has to say that it is a resistance.
    return Case(name, path, x, [answer(model, x, "from_nir")], "norse", ("--dt", "1e-3", *reset_option, *options))


def recurrent(random, folder, subtract=False, leak=0.0):
    """Its weights have a bias, which Norse leaves out at the first step."""
    a, b, c = draw.sizes(random, 3)
    nodes = {"input": nir.Input(np.array([a])), "fc1": affine(random, a, b), "lif1.lif": cuba(random, b, leak),
             "lif1.w_rec": affine(random, b, b), "fc2": affine(random, b, c), "lif2": cuba(random, c, leak),
             "output": nir.Output(np.array([c]))}
    edges = [("input", "fc1"), ("fc1", "lif1.lif"), ("lif1.lif", "lif1.w_rec"), ("lif1.w_rec", "lif1.lif"),
             ("lif1.lif", "fc2"), ("fc2", "lif2"), ("lif2", "output")]
    name = "recurrent-subtract" if subtract else "recurrent"
    return imported(name, nodes, edges, (a,), random, folder, subtract, ("--nirtorch-bias",))


def recurrent_subtract(random, folder):
    return recurrent(random, folder, subtract=True)


def cuba_leak(random, folder):
    return recurrent(random, folder, leak=0.2)


def pooled(random, folder):
    """SumPool2d and Flatten; Norse counts the batch in start_dim, and here so does the file."""
    channels, height, width = 2, 8, 7
    kernel = np.array([2, 3])
    w = draw.weights(random, (3, channels, 3, 2), 2.0)
    neuron = lambda shape: nir.LIF(tau=draw.uniform(random, 2e-3, 2e-2, shape), r=np.ones(shape, np.float32),
                                   v_leak=np.zeros(shape, np.float32),
                                   v_threshold=draw.uniform(random, 0.2, 0.8, shape))
    nodes = {
        "input": nir.Input(np.array([channels, height, width])),
        "conv": nir.Conv2d(input_shape=(height, width), weight=w, stride=np.array([1, 1]), padding=np.array([1, 1]),
                           dilation=np.array([1, 1]), groups=1, bias=draw.uniform(random, -0.3, 0.6, 3)),
        "lif": neuron((3, 8, 8)), "pool": nir.SumPool2d(kernel, np.array([2, 2]), np.array([0, 0])),
        "lif2": neuron((3, 4, 3)), "output": nir.Output(np.array([3, 4, 3]))}
    edges = [("input", "conv"), ("conv", "lif"), ("lif", "pool"), ("pool", "lif2"), ("lif2", "output")]
    return imported("pool", nodes, edges, (channels, height, width), random, folder)


KINDS = {"lif": lif_chain, "lif-leak": lif_leak, "li-readout": li_readout, "iaf": iaf_chain,
         "conv": convolutions, "synapse": synapse, "recurrent": recurrent,
         "recurrent-subtract": recurrent_subtract, "cuba-leak": cuba_leak, "pool": pooled}

if __name__ == "__main__":
    sys.exit(main("norse", KINDS))
