# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""softmax and log_softmax of a vector, among the operations that they are made of:

    m = max(x), u = x - m, e = exp(u), t = sum(e), e / t or u - log(t)
"""

import functools

import numpy as np

from traced_graph import Signal


class Stage:
    """What the operations so far are of a signal, and, in case that no softmax comes of it,
    what makes the signal that they give."""

    def __init__(self, name, signal, made):
        self.name, self.signal, self.made = name, signal, functools.cache(made)

    def is_of(self, other):
        other = other.signal if isinstance(other, Stage) else other
        return self.signal.is_with(other) and self.signal.expression is other.expression


def as_signal(value):
    return value.made() if isinstance(value, Stage) else value


STEPS = {("max", "max"): "max", ("max", "broadcast_in_dim"): "max",
         ("max", "stop_gradient"): "max", ("max", "reshape"): "max", ("max", "copy"): "max",
         ("exp", "reduce_sum"): "total", ("total", "broadcast_in_dim"): "total",
         ("total", "reshape"): "total", ("difference", "exp"): "exp", ("total", "log"): "log",
         ("log", "broadcast_in_dim"): "log", ("log", "reshape"): "log"}


def is_step(stage, operands):
    """A maximum may have been compared with less than nothing."""
    others = [each for each in operands if each is not stage]
    return not any(isinstance(each, Signal) or (each.value != -np.inf).any() for each in others)


def form(graph, eqn, operands, made):
    """The next stage, the layer that it ends in, or None if this is no part of it. `made`
    gives what the operation gives by itself."""
    kind, x = eqn.primitive.name, operands[0]
    if kind == "reduce_max" and isinstance(x, Signal) and len(x.shape) == 1:
        return Stage("max", x, made)
    stages = [each for each in operands if isinstance(each, Stage)]
    if not stages:
        return None
    if len(stages) == 1 and (stages[0].name, kind) in STEPS and is_step(stages[0], operands):
        return Stage(STEPS[stages[0].name, kind], stages[0].signal, made)
    if len(operands) != 2 or not isinstance(x, (Signal, Stage)) or not stages[-1].is_of(x):
        return None
    ended = (getattr(x, "name", "x"), kind, stages[-1].name)
    if ended == ("x", "sub", "max"):
        return Stage("difference", x, made)
    fn = {("exp", "div", "total"): "softmax",
          ("difference", "sub", "log"): "log_softmax"}.get(ended)
    signal = stages[0].signal
    return fn and Signal(graph.add({"type": "Lambda", "fn": fn}, [graph.layer(signal)],
                                   signal.shape), signal.shape)
