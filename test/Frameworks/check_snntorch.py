# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random networks of snnTorch: what its models and its importer answer.

A file does not say how a neuron is reset; `--reset` does. By default, snnTorch
subtracts in the step after the spike: `subtract,next`. nir's type check wants
parameters of full shape and square kernels. RSynaptic does not run with
`reset_delay=False`, so a Synaptic with a loop around it answers in its place.
The importer reads no recurrence, no groups and no threshold of its own for each neuron.
"""

import contextlib
import io
import sys
import warnings

warnings.filterwarnings("ignore")

import nir
import numpy as np
import snntorch
import torch
from snntorch import utils
from snntorch._neurons.neurons import SpikingNeuron
from snntorch.export_nir import export_to_nir
from snntorch.import_nir import import_from_nir
from torch import nn

import draw
from harness import Answer, Case, Margins, main

margins = Margins()
fire, mem_reset = SpikingNeuron.fire, SpikingNeuron.mem_reset


def watched_fire(self, mem):
    margins.add((mem - self.threshold).detach())
    return fire(self, mem)


def watched_reset(self, mem):
    """Without delay, what is above the threshold even after a reset is reset once more."""
    if not self.reset_delay:
        margins.add((mem - self.threshold).detach())
    return mem_reset(self, mem)


SpikingNeuron.fire, SpikingNeuron.mem_reset = watched_fire, watched_reset


@contextlib.contextmanager
def quiet():
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def answer(model, x, who):
    batch, steps = x.shape[:2]
    margins.calls.clear()
    utils.reset(model)
    outputs = []
    with torch.no_grad():
        for t in range(steps):
            y = model(torch.from_numpy(x[:, t]))
            outputs.append((y[0] if isinstance(y, tuple) else y).numpy())
    return Answer(np.stack(outputs, 1), margins.by_step(steps, batch), who)


def tensor(array):
    return torch.as_tensor(np.float32(array))


def fill(random, module, scale=2.0):
    module.weight.data = tensor(draw.weights(random, module.weight.shape, scale))
    if module.bias is not None:
        module.bias.data = tensor(draw.uniform(random, -0.2, 0.5, module.bias.shape))
    return module


def linear(random, inputs, outputs, bias=True):
    return fill(random, nn.Linear(inputs, outputs, bias=bias))


def neuron(random, shape, reset, uniform=False):
    """The arguments that all neurons have."""
    each = (1,) * np.size(shape) if uniform else shape
    parameter = lambda low, high: tensor(np.broadcast_to(draw.uniform(random, low, high, each), shape).copy())
    kind, *when = reset.split(",")
    return dict(beta=parameter(0.5, 0.97), threshold=parameter(0.8, 2.5), reset_mechanism=kind,
                reset_delay=when == ["next"], init_hidden=True)


def leaky(*arguments, **more):
    return snntorch.Leaky(**neuron(*arguments, **more))


def synaptic(random, shape, reset, uniform=False):
    alpha = tensor(np.broadcast_to(draw.uniform(random, 0.3, 0.9, 1 if uniform else shape), shape).copy())
    return snntorch.Synaptic(alpha=alpha, **neuron(random, shape, reset, uniform))


def exported(name, net, shape, random, folder, reset, spikes=True, reimport=False, model=None):
    path = folder / f"{name}.nir"
    with quiet():
        nir.write(path, export_to_nir(net, torch.zeros(1, *shape), ignore_dims=[0]))
    x = draw.inputs(random, shape)
    answers = [answer(model or net, x, "the model")]
    if reimport:
        with quiet():
            answers.append(answer(import_from_nir(nir.read(path)), x, "import_from_nir"))
    return Case(name, path, x, answers, "snntorch", ("--reset", reset), spikes)


def chain(name, layer, random, folder, reset, uniform=False):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), layer(random, b, reset, uniform=uniform),
                        linear(random, b, c, bias=False), layer(random, c, reset, uniform=uniform))
    return exported(name, net, (a,), random, folder, reset, reimport=uniform)


def leaky_zero(random, folder):
    return chain("leaky-zero", leaky, random, folder, "zero", uniform=True)


def leaky_subtract(random, folder):
    return chain("leaky-subtract", leaky, random, folder, "subtract")


def synaptic_zero(random, folder):
    return chain("synaptic-zero", synaptic, random, folder, "zero", uniform=True)


def synaptic_subtract(random, folder):
    return chain("synaptic-subtract", synaptic, random, folder, "subtract")


def leaky_default(random, folder):
    return chain("leaky-default", leaky, random, folder, "subtract,next")


def synaptic_default(random, folder):
    return chain("synaptic-default", synaptic, random, folder, "subtract,next")


def readout(random, folder):
    a, b, c = draw.sizes(random, 3)
    net = nn.Sequential(linear(random, a, b), leaky(random, b, "zero", uniform=True), linear(random, b, c))
    return exported("readout", net, (a,), random, folder, "zero", spikes=False, reimport=True)


def convolutions(random, folder):
    """With a pool, a Flatten and a linear layer at the end. The importer's Flatten takes the batch with it."""
    height, width = (n + 3 for n in draw.sizes(random, 2))
    arguments, after = draw.convolution(random, 2, height, width, square=True)
    pooled = (after[0], after[1] // 2, after[2] // 2)
    net = nn.Sequential(fill(random, nn.Conv2d(**arguments)), leaky(random, after, "zero", uniform=True),
                        nn.AvgPool2d((2, 2), (2, 2)), nn.Flatten(),
                        linear(random, int(np.prod(pooled)), 4))
    return exported("conv", net, (2, height, width), random, folder, "zero", spikes=False)


def recurrent(random, folder):
    """All to all; the bias of the recurrent weights counts at the first step."""
    a, b, c = draw.sizes(random, 3)
    layer = snntorch.RLeaky(linear_features=b, **neuron(random, b, "subtract"))
    fill(random, layer.recurrent, 1.0)
    net = nn.Sequential(linear(random, a, b), layer, linear(random, b, c), leaky(random, c, "subtract"))
    return exported("recurrent", net, (a,), random, folder, "subtract")


def one_to_one(random, folder):
    a, b = draw.sizes(random, 2)
    layer = snntorch.RLeaky(all_to_all=False, V=tensor(random.standard_normal(b)), **neuron(random, b, "subtract"))
    return exported("one-to-one", nn.Sequential(linear(random, a, b), layer), (a,), random, folder, "subtract")


def recurrent_default(random, folder):
    a, b, c = draw.sizes(random, 3)
    first = snntorch.RLeaky(linear_features=b, **neuron(random, b, "subtract,next"))
    second = snntorch.RSynaptic(alpha=tensor(draw.uniform(random, 0.3, 0.9, c)), linear_features=c,
                                **neuron(random, c, "subtract,next"))
    for layer in (first, second):
        fill(random, layer.recurrent, 1.0)
    net = nn.Sequential(linear(random, a, b), first, linear(random, b, c), second)
    return exported("recurrent-default", net, (a,), random, folder, "subtract,next")


class Loop(nn.Module):
    """What RSynaptic with reset_delay=False is meant to do."""

    def __init__(self, linear, layer):
        super().__init__()
        self.linear, self.recurrent = linear, layer.recurrent
        own = dict(alpha=layer.alpha, beta=layer.beta, threshold=layer.threshold)
        self.neuron = snntorch.Synaptic(**own, reset_mechanism=layer.reset_mechanism, reset_delay=False,
                                        init_hidden=True)
        self.spikes = None

    def forward(self, x):
        x = self.linear(x)
        if self.spikes is None:
            self.spikes = torch.zeros_like(x)
        self.spikes = self.neuron(x + self.recurrent(self.spikes))
        return self.spikes


def recurrent_synaptic(random, folder):
    a, b = draw.sizes(random, 2)
    common = neuron(random, b, "zero")
    layer = snntorch.RSynaptic(alpha=tensor(draw.uniform(random, 0.3, 0.9, b)), linear_features=b,
                               **{**common, "reset_delay": True})
    fill(random, layer.recurrent, 1.0)
    net = nn.Sequential(linear(random, a, b), layer)
    return exported("recurrent-synaptic", net, (a,), random, folder, "zero", model=Loop(net[0], layer))


def folded(random, folder):
    """r neither 1 nor tau/dt: the importer divides the threshold."""
    a, b = draw.sizes(random, 2)
    same = lambda low, high: np.full(b, random.uniform(low, high), np.float32)
    nodes = {"input": nir.Input(np.array([a])),
             "fc": nir.Affine(draw.weights(random, (b, a), 2.0), draw.uniform(random, -0.2, 0.5, b)),
             "lif": nir.LIF(tau=same(3e-4, 3e-3), r=same(0.5, 5), v_leak=np.zeros(b, np.float32),
                            v_threshold=same(0.1, 0.5)),
             "output": nir.Output(np.array([b]))}
    path = folder / "folded.nir"
    nir.write(path, nir.NIRGraph(nodes, [("input", "fc"), ("fc", "lif"), ("lif", "output")]))
    x = draw.inputs(random, (a,))
    with quiet():
        model = import_from_nir(nir.read(path))
    return Case("folded", path, x, [answer(model, x, "import_from_nir")], "snntorch",
                ("--dt", "1e-4", "--reset", "zero"))


def exporter(random, folder):
    """What export_to_nir refuses: decays and thresholds that are not tensors of the neurons' shape, and a
    batch axis that nobody told it of."""
    a, b = draw.sizes(random, 2)
    full = lambda value: torch.full((b,), value)
    for own, told in (({"beta": 0.9}, {"ignore_dims": [0]}), ({"beta": full(0.9)}, {"ignore_dims": [0]}),
                      ({"beta": full(0.9), "threshold": full(0.3)}, {})):
        net = nn.Sequential(linear(random, a, b), snntorch.Leaky(init_hidden=True, **own))
        try:
            with quiet():
                nir.write(folder / "refused.nir", export_to_nir(net, torch.zeros(1, a), **told))
        except Exception:
            continue
        raise AssertionError(f"it takes {own} and {told}")
    net = nn.Sequential(linear(random, a, b), snntorch.Leaky(beta=full(0.9), threshold=full(0.3), init_hidden=True))
    return exported("exporter", net, (a,), random, folder, "subtract,next")


KINDS = {"leaky-zero": leaky_zero, "leaky-subtract": leaky_subtract, "synaptic-zero": synaptic_zero,
         "synaptic-subtract": synaptic_subtract, "readout": readout, "conv": convolutions, "recurrent": recurrent,
         "one-to-one": one_to_one, "leaky-default": leaky_default, "synaptic-default": synaptic_default,
         "recurrent-default": recurrent_default, "recurrent-synaptic": recurrent_synaptic, "folded": folded,
         "exporter": exporter}

if __name__ == "__main__":
    sys.exit(main("snntorch", KINDS))
