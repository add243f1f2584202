# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the operations of a traced module one after the other.

What depends on the module's arrays alone is computed, and operations on single
elements of one array become expressions; what else there is, a subclass knows."""

import jax
import jax.numpy as jnp
import numpy as np

import jaxprs
from elementwise import FORMS, TAKES_INFINITY, NoExpression, form
from heaviside import heaviside_form
from traced_graph import Graph, Signal


class Constant:
    """What the module's arrays give. `drawn` says that the key of the call is in it, too:
    a value that nobody knows."""

    def __init__(self, value, drawn=False):
        is_key = hasattr(value, "dtype") and jnp.issubdtype(value.dtype, jax.dtypes.extended)
        self.value, self.drawn = (value if drawn or is_key else np.asarray(value)), drawn


def chosen_index(which):
    """What a choice takes everywhere, if that is known, or None."""
    if not isinstance(which, Constant) or which.drawn or not which.value.size:
        return None
    first = which.value.flat[0]
    return int(first) if (which.value == first).all() else None


class Tracer:
    def __init__(self, place, shape):
        self.place, self.graph = place, Graph(place, shape)
        self.callers = []

    def run(self, closed, arguments):
        """The values of the results."""
        values = dict(zip(closed.jaxpr.constvars, map(Constant, closed.consts)))
        values.update(zip(closed.jaxpr.invars, arguments))
        read = lambda atom: Constant(atom.val) if hasattr(atom, "val") else values[atom]
        for eqn in closed.jaxpr.eqns:
            results = self.apply(eqn, [read(atom) for atom in eqn.invars])
            values.update(zip(eqn.outvars, results))
        return [read(atom) for atom in closed.jaxpr.outvars]

    def fail(self, eqn, message):
        places = map(jaxprs.where, [eqn, *reversed(self.callers)])
        self.place.fail(message + next(filter(None, places), ""))

    def apply(self, eqn, operands):
        inner, operands = self.called(eqn, operands)
        if inner is not None:
            spikes = heaviside_form(inner, operands, Signal)
            if spikes is None:
                self.callers.append(eqn)
                results = self.run(inner, operands)
                self.callers.pop()
                return results
            self.met_spike(eqn)
            return [spikes]
        if all(isinstance(each, Constant) for each in operands):
            return self.computed(eqn, operands)
        if any(isinstance(each, Constant) and each.drawn for each in operands):
            self.fail(eqn, f"`{eqn.primitive.name}` depends on the key of the call, which a "
                           "model spec has not")
        index = chosen_index(operands[0]) if eqn.primitive.name == "select_n" else None
        if index is not None:
            return [operands[1 + index]]
        try:
            return self.signals(eqn, operands)
        except NoExpression as problem:
            self.fail(eqn, f"the operation {problem}")

    @staticmethod
    def called(eqn, operands):
        """The operations of a call, or None, and what they are called with."""
        if eqn.primitive.name == "cond":
            index, branches = chosen_index(operands[0]), eqn.params["branches"]
            if index is not None:
                return branches[min(max(index, 0), len(branches) - 1)], operands[1:]
        return jaxprs.inner(eqn), operands

    def computed(self, eqn, operands):
        if any(each.drawn for each in operands):
            return [Constant(None, drawn=True)] * len(eqn.outvars)
        results = eqn.primitive.bind(*[each.value for each in operands], **eqn.params)
        return list(map(Constant, results if eqn.primitive.multiple_results else [results]))

    def met_spike(self, eqn):
        """Called for every call that is a spike function."""

    def signals(self, eqn, operands):
        """The results of an operation on signals."""
        shape = eqn.outvars[0].aval.shape
        if eqn.primitive.name not in FORMS:
            return self.other(eqn, operands)
        signals = [self.broadcast(each, shape) for each in operands if isinstance(each, Signal)]
        if not all(each.is_with(signals[0]) for each in signals):
            return [self.combined(eqn, operands, shape)]
        left = iter(signals)
        expressions = [next(left).expression if isinstance(each, Signal)
                       else signals[0].array(self.finite(eqn, each.value)) for each in operands]
        return [signals[0].of(form(eqn.primitive.name, expressions, eqn.params,
                                   eqn.invars[-1].aval.dtype))]

    def finite(self, eqn, values):
        takes = TAKES_INFINITY if (values == values.flat[0]).all() else ()
        if not np.isfinite(values).all() and eqn.primitive.name not in takes:
            raise NoExpression(f"`{eqn.primitive.name}` with infinity or NaN has no form in a "
                               "model spec")
        return values.astype(np.float32)
