# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the PyTorch frameworks have in common. Layers without a state take all
steps at once, as one large batch; only the neurons of each framework differ."""

import dataclasses
import typing

import torch

from peers.clock import clock
from workloads import shape_after


@dataclasses.dataclass
class Steps:
    """Neurons: what has a state, and so needs to know the steps."""
    run: typing.Callable


def linear(weight, bias):
    made = torch.nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
    made.weight.data = weight.contiguous()
    if bias is not None:
        made.bias.data = bias
    return made


def conv(weight, bias, stride, padding):
    made = torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2], stride, padding,
                           bias=bias is not None)
    made.weight.data = weight
    if bias is not None:
        made.bias.data = bias
    return made


def step_by_step(cell, feedback, first_state):
    """Neurons for a Peer from a cell of one step: cell(x, state) gives spikes and the
    next state, first_state(zeros) the one to begin with. `feedback` is the weight of
    the spikes of the step before, or None."""
    back = None if feedback is None else linear(feedback, None)

    def run(currents):
        spikes = torch.zeros_like(currents[0])
        state, result = first_state(spikes), []
        for x in currents:
            spikes, state = cell(x if back is None else x + back(spikes), state)
            result.append(spikes)
        return torch.stack(result)
    return run


class Image(torch.nn.Module):
    """A layer on images whose channels are last in memory: there the library's
    convolutions are up to twice as fast."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer.to(memory_format=torch.channels_last)

    def forward(self, x):
        return self.layer(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def channels_last(weight, shape):
    """Columns of the weight of a linear layer that reads an image of `shape`."""
    return weight.unflatten(1, shape).permute(0, 2, 3, 1).flatten(1)


class Peer:
    """A network in a framework. A subclass gives `neurons(decay, feedback)`: a
    function of [steps, batch, ...] of currents that gives the spikes.

    `batch_first`: the framework wants [batch, steps, ...].
    `scaled`: its neurons compute v = decay * v + x, so 1 - decay, a power of two,
    goes into the weights, which changes no bit."""
    batch_first = False
    scaled = False
    piece = None  # samples at a time; all of them

    def __init__(self, network, threads):
        torch.set_num_threads(threads)
        workload = network.workload
        factor = 1 - workload.decay if self.scaled else 1
        self.stages, shape = [], workload.inputs
        for layer, weight, bias in network.parts():
            kind, *given = layer
            if kind == "pool":
                self.stages.append(Image(torch.nn.AvgPool2d(given[0])))
            else:
                bias = None if bias is None else factor * bias
                self.add(kind, given, shape, factor * weight, bias, workload.decay)
            shape = shape_after(shape, kind, given)

    def add(self, kind, given, shape, weight, bias, decay):
        """A layer and its neurons."""
        feedback = None
        if kind == "conv":
            self.stages.append(Image(conv(weight, bias, *given[2:])))
        else:
            if kind == "recurrent":
                feedback, weight = weight[:, :len(weight)], weight[:, len(weight):]
            if len(shape) == 3:
                weight = channels_last(weight, shape)
            self.stages += [torch.nn.Flatten(), linear(weight, bias)]
        self.stages.append(Steps(self.neurons(decay, feedback)))

    def prepare(self, x):
        """The input as the framework wants it, from [batch, steps, ...]."""
        x = torch.from_numpy(x)
        if x.ndim == 5:
            x = x.movedim(2, 4)
        return x.contiguous() if self.batch_first else x.transpose(0, 1).contiguous()

    def start(self):
        """Before a run: states are zeros."""

    def tune(self, x):
        """Images of many samples do not fit into the caches: finds out whether fewer
        at a time are faster."""
        if x.ndim < 5:
            return
        batch = x.shape[self.batch_axis]
        seconds = {}
        for self.piece in {batch, min(batch, 4), 1}:
            self.run(x)
            seconds[self.piece] = clock(lambda: self.run(x))[1]
        self.piece = min(seconds, key=seconds.get)

    def run(self, x):
        with torch.inference_mode():
            if not self.piece or self.piece == x.shape[self.batch_axis]:
                return self.run_piece(x)
            pieces = x.split(self.piece, self.batch_axis)
            return torch.cat([self.run_piece(each) for each in pieces], self.batch_axis)

    def run_piece(self, x):
        self.start()
        for stage in self.stages:
            if isinstance(stage, Steps):
                x = stage.run(x)
            else:
                x = stage(x.flatten(0, 1)).unflatten(0, x.shape[:2])
        return x

    @property
    def batch_axis(self):
        return 0 if self.batch_first else 1

    def spikes(self, y):
        """[batch, steps, ...] in NumPy."""
        return (y if self.batch_first else y.transpose(0, 1)).numpy()
