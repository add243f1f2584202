# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The largest and smallest of some elements, which are pools, and whether one of them or
all of them hold."""

import functools
import math

import jax.numpy as jnp
import numpy as np

from elementwise import NoExpression
from expressions import apply, constant
from forms_of_sums import check_size, matrices
from traced_graph import Signal


def extreme(sign, graph, eqn, x):
    """The largest element along some axes, or the smallest: a pool of one window."""
    axes = [each % len(x.shape) for each in eqn.params["axes"]]
    kept = [each for each in range(len(x.shape)) if each not in axes]
    if kept + axes != list(range(len(x.shape))):
        order = np.arange(math.prod(x.shape)).reshape(x.shape).transpose(*kept, *axes)
        check_size(eqn.primitive.name, order.size ** 2)
        x = Signal(graph.linear(x, np.eye(order.size, dtype=np.float32)[order.ravel()]),
                   order.shape)
    rows = math.prod(x.shape[:len(kept)])
    x = x.viewed((rows, math.prod(x.shape[len(kept):])))
    negated = lambda signal: signal if sign > 0 else signal.of(apply("-", signal.expression))
    pool = {"type": "AdaptiveMaxPool1d", "target_shape": 1}
    largest = Signal(graph.add(pool, [graph.layer(negated(x))], (rows, 1)), (rows, 1))
    return negated(largest).viewed(eqn.outvars[0].aval.shape)


def whether(kind, graph, eqn, x):
    """Whether one of some truth values holds, or all of them: how many do."""
    total = lambda values: [jnp.sum(values, eqn.params["axes"])]
    [found] = matrices(graph, eqn, [x], total)
    count = 1 if kind == "any" else math.prod(x.shape) // max(1, math.prod(found.shape))
    return found.of(apply(">=", found.expression, constant(count)))


def window_maximum(graph, eqn, x):
    """Of [channels, space...], with windows in space alone."""
    names = "window_dimensions window_strides base_dilation window_dilation".split()
    window, strides, *dilations = (list(eqn.params[name]) for name in names)
    padding = [list(map(int, sides)) for sides in eqn.params["padding"]]
    outer = len(window) - 1
    while outer > 1 and window[outer - 1] > 1:
        outer -= 1
    axes = len(window) - outer
    is_plain = all(each == 1 for each in sum(dilations, window[:outer] + strides[:outer]))
    if axes > 2 or not outer or not is_plain or any(map(any, padding[:outer])):
        raise NoExpression("`reduce_window_max` has windows that no pool of a model spec has")
    view = lambda shape: (math.prod(shape[:outer]), *shape[outer:])
    shape = eqn.outvars[0].aval.shape
    pool = {"type": f"MaxPool{axes}d", "kernel_size": window[outer:],
            "stride": strides[outer:], "padding": padding[outer:]}
    return Signal(graph.add(pool, [graph.layer(x.viewed(view(x.shape)))], view(shape)), shape)


FORMS = {"reduce_max": functools.partial(extreme, 1),
         "reduce_min": functools.partial(extreme, -1), "reduce_window_max": window_maximum,
         "reduce_or": functools.partial(whether, "any"),
         "reduce_and": functools.partial(whether, "all")}
