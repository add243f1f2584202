# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""softmax and log_softmax of a vector, among the operations that they are made of:

    m = max(x), u = x - m, e = exp(u), t = sum(e), e / t or u - log(t)
"""

from elementwise import NoExpression
from traced_graph import Signal


class Stage:
    """What the operations so far are of a signal."""

    def __init__(self, name, signal):
        self.name, self.signal = name, signal

    def is_of(self, other):
        same = self.signal if isinstance(self.signal, Signal) else None
        other = other.signal if isinstance(other, Stage) else other
        return same.is_with(other) and same.expression is other.expression


STEPS = {("max", "max"): "max", ("max", "broadcast_in_dim"): "max",
         ("max", "stop_gradient"): "max", ("max", "reshape"): "max", ("max", "copy"): "max",
         ("exp", "reduce_sum"): "total", ("total", "broadcast_in_dim"): "total",
         ("total", "reshape"): "total", ("difference", "exp"): "exp", ("total", "log"): "log",
         ("log", "broadcast_in_dim"): "log", ("log", "reshape"): "log"}


def form(graph, eqn, operands):
    """The next stage, the layer that it ends in, or None if this is no part of it."""
    kind = eqn.primitive.name
    x = operands[0]
    if kind == "reduce_max" and isinstance(x, Signal) and len(x.shape) == 1:
        return Stage("max", x)
    stages = [each for each in operands if isinstance(each, Stage)]
    if not stages:
        return None
    if len(stages) == 1 and (stages[0].name, kind) in STEPS:
        return Stage(STEPS[stages[0].name, kind], stages[0].signal)
    if len(operands) == 2 and isinstance(x, (Signal, Stage)) and stages[-1].is_of(x):
        ended = (getattr(x, "name", "x"), kind, stages[-1].name)
        if ended == ("x", "sub", "max"):
            return Stage("difference", x)
        for fn, end in (("softmax", ("exp", "div", "total")),
                        ("log_softmax", ("difference", "sub", "log"))):
            if ended == end:
                signal = stages[0].signal
                return Signal(graph.add({"type": "Lambda", "fn": fn}, [graph.layer(signal)],
                                        signal.shape), signal.shape)
    raise NoExpression("`reduce_max` has no form in a model spec, but in a softmax of a vector")
