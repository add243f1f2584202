# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A module of one's own without a state, as layers.

It is called once, on nothing but shapes, and the operations that JAX has seen become
layers."""

import numpy as np

import extremes
import forms_of_sums
import jaxprs
import shapes
import softmax
from elementwise import COMPARISONS, NoExpression
from expressions import apply, constant
from traced_graph import Signal
from tracer import Constant, Tracer


def pointwise(kind, signal, *others):
    return signal.of(apply(kind, signal.expression, *others))


class Layers(Tracer):
    def __init__(self, place, shape, layer_form):
        super().__init__(place, shape)
        self.layer_form = layer_form

    def broadcast(self, signal, shape):
        return forms_of_sums.broadcast(self.graph, signal, shape)

    def signals(self, eqn, operands):
        parts = lambda: super(Layers, self).signals(eqn, list(map(softmax.as_signal, operands)))
        soft = softmax.form(self.graph, eqn, operands, lambda: parts()[0])
        return parts() if soft is None else [soft]

    def other(self, eqn, operands):
        if eqn.primitive is jaxprs.known:
            return [self.known(eqn, operands[0])]
        if eqn.primitive.name in extremes.FORMS:
            return [extremes.FORMS[eqn.primitive.name](self.graph, eqn, operands[0])]
        return forms_of_sums.form(self.graph, eqn, operands)

    def known(self, eqn, x):
        leaf, shape = eqn.params["leaf"], eqn.outvars[0].aval.shape
        place = self.place.below(leaf.path).hearing(lambda: [x.shape])
        spec = self.layer_form(leaf.layer, place)
        return Signal(self.graph.add(spec, [self.graph.layer(x)], shape), shape)

    # ------------------------------------------------------------ several signals
    def merged(self, how, *signals):
        shape = signals[0].shape
        return self.graph.merged(how, signals, shape or (1,)).viewed(shape)

    def difference(self, a, b):
        return self.merged("sum", a, pointwise("-", b))

    def combined(self, eqn, operands, shape):
        """Signals of several layers: their sum, their product, and what these make up."""
        kind = eqn.primitive.name
        if kind == "select_n":
            otherwise, *chosen = operands[1:]
            return self.chosen(operands[0], chosen[0], otherwise, shape)
        if len(operands) != 2:
            raise NoExpression(f"`{kind}` of several values that change has no form in a "
                               "model spec")
        a, b = (self.broadcast(each, shape) for each in operands)
        if kind in ("add", "add_any"):
            return self.merged("sum", a, b)
        if kind == "sub":
            return self.difference(a, b)
        if kind in ("mul", "and"):
            return self.merged("product", a, b)
        if kind == "div":
            return self.merged("product", a, b.of(apply("/", constant(1), b.expression)))
        if kind in COMPARISONS:
            return pointwise(COMPARISONS[kind], self.difference(a, b), constant(0))
        if kind in ("max", "min"):
            first = ">" if kind == "max" else "<"
            is_first = pointwise(first, self.difference(a, b), constant(0))
            return self.chosen(is_first, a, b, shape)
        raise NoExpression(f"`{kind}` of two values that change has no form in a model spec")

    def chosen(self, condition, chosen, otherwise, shape):
        """What holds times one, and what does not times the other."""
        if isinstance(condition, Signal):
            other = pointwise("not", condition)
        else:
            other = Constant(~condition.value)
        return self.merged("sum", self.where(condition, chosen, shape),
                           self.where(other, otherwise, shape))

    def where(self, condition, value, shape):
        parts = [self.broadcast(each, shape) for each in (condition, value)
                 if isinstance(each, Signal)]
        if len(parts) == 2:
            return self.merged("product", *parts)
        values = (value if isinstance(condition, Signal) else condition).value
        return pointwise("*", parts[0], parts[0].array(values.astype(np.float32)))


def traced_form(layer, place, layer_form, has_form):
    """The JSON object of a layer that is what its call makes of an array."""
    shape, name = shapes.joined(place.hears()), type(layer).__qualname__
    marked, heard = jaxprs.with_marks(layer, has_form), shapes.as_heard(layer, place.hears())
    try:
        closed = jaxprs.trace(lambda x, key: shapes.called(marked, heard(x), key=key),
                              jaxprs.array(shape))
    except Exception as problem:
        place.fail(f"{name} cannot be called with one array, of the shape {list(shape)} "
                   f"({jaxprs.first_line(problem)})")
    layers = Layers(place, shape, layer_form)
    results = layers.run(closed, [Signal(layers.graph.input, shape),
                                  Constant(None, drawn=True)])
    if len(results) != 1:
        place.fail(f"{name} gives {len(results)} arrays, expected one")
    try:
        result = softmax.as_signal(results[0])
    except NoExpression as problem:
        place.fail(f"the operation {problem}")
    if not isinstance(result, Signal):
        place.fail(f"what {name} gives does not depend on its input")
    return layers.graph.form(result)
