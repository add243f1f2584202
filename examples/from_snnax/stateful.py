# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A neuron of one's own, as a `Neuron`: a layer with `init_state`, the call of which
takes a state and an input and gives the state after the step and an output.

It is called once, on nothing but shapes, and what JAX has seen of each element is
written down as equations."""

import re

import jax
import numpy as np

import jaxprs
import recognise
import shapes
from elementwise import NoExpression
from expressions import RESERVED, Writer, name, reads
from traced_graph import Signal, named_arrays
from tracer import Constant, Tracer


class Equations(Tracer):
    """All signals are of the neuron's shape: its input and its states."""

    surrogate = None

    def broadcast(self, signal, shape):
        # A state that is one number for all neurons is that number in each.
        return signal.viewed(shape)

    def other(self, eqn, operands):
        operation = eqn.primitive.name
        if operation in ("broadcast_in_dim", "reshape", "squeeze") and operands[0].shape in (
                (), eqn.outvars[0].aval.shape):
            return [operands[0].viewed(eqn.outvars[0].aval.shape)]
        raise NoExpression(f"`{operation}` is not one of single elements, as the equations of "
                           "a `Neuron` are")

    def combined(self, eqn, operands, shape):
        raise NoExpression(f"`{eqn.primitive.name}` takes values of several shapes, and the "
                           "equations of a `Neuron` have one")

    def met_spike(self, eqn):
        self.surrogate = self.surrogate or recognise.derivative(eqn)


def state_names(state):
    """A name for each array in a state: that of its key or field, or its number."""
    names = []
    for i, (path, _) in enumerate(jax.tree_util.tree_leaves_with_path(state)):
        last = jax.tree_util.keystr(path[-1:]).strip(".[]'\"") if path else ""
        is_usable = re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", last) and last not in {*RESERVED, *names}
        is_made = re.fullmatch("[pst][0-9]+|delay[0-9]*", last)
        names.append(last if is_usable and not is_made else f"s{i}")
    return names


def starts(layer, shape, names, place):
    """What each state starts from."""
    drawn = [jax.tree.leaves(shapes.started(layer, shape, key)) for key in recognise.KEYS]
    found = {}
    for i, (key, first, second) in enumerate(zip(names, *drawn)):
        part = place.below(f"init_state[{i}]")
        if np.shape(first) not in ((), shape):
            part.fail(f"a state of the shape {list(np.shape(first))} in a layer that hears "
                      f"{list(shape)}")
        values = np.asarray(first, np.float32)
        if (values == np.asarray(second)).all():
            found[key] = part.parameter(values if np.ptp(values) else values.ravel()[0])
            continue
        if any(isinstance(each, dict) for each in found.values()):
            part.fail("a second state that is drawn, from a key of its own in a model spec")
        init = lambda shape, key: jax.tree.leaves(shapes.started(layer, shape, key))[i]
        try:
            found[key] = {"init": recognise.initial(init)}
        except recognise.Unknown as problem:
            part.fail(f"a function that {problem}")
    return found


def assignments(writer, states, output):
    """The steps that give states their new values, and what the output is after them. A
    state is assigned to when nothing reads its old value any more."""
    pending, steps = dict(states), []

    def is_free(key):
        others = [value for each, value in pending.items() if each != key] + [output]
        known = {id(pending[key]), *writer.names}
        return not any(reads(each, key, known) for each in others)

    while pending:
        free = next(filter(is_free, pending), None)
        if free:
            steps += writer.assign(free, pending.pop(free))
            continue
        # Each waits for another: what one becomes gets a name of its own first.
        values = [*pending.values(), output]
        steps += writer.assign(
            writer.fresh(), next(each for each in values if id(each) not in writer.names))
    result = writer.text(output)
    return steps + writer.assignments, result


def spike_function(layer, equations, place):
    """Its derivative, which no output depends on."""
    try:
        return {"spike_fn": recognise.surrogate(layer.spike_fn)}
    except (AttributeError, recognise.Unknown):
        return {"spike_fn": equations.surrogate} if equations.surrogate else {}


def traced_form(layer, place):
    """The JSON object of a neuron."""
    shape, title = shapes.joined(place.hears()), type(layer).__qualname__
    try:
        state = shapes.started(layer, shape)
        closed = jaxprs.trace(
            lambda state, x, key: shapes.called(layer, state, x, key=key), state,
            jaxprs.array(shape))
    except Exception as problem:
        place.fail(f"{title} cannot be called with the state that it starts from and an array "
                   f"of the shape {list(shape)} ({jaxprs.first_line(problem)})")
    names = state_names(state)
    equations = Equations(place, shape)
    signal = lambda text, shape: Signal(equations.graph.input, shape, name(text))
    arguments = [signal(*each) for each in zip(names, map(np.shape, jax.tree.leaves(state)))]
    results = equations.run(closed, [*arguments, signal("x", shape),
                                     Constant(None, drawn=True)])
    return written(layer, place, equations, starts(layer, shape, names, place), results)


def written(layer, place, equations, states, results):
    """The neuron whose results, its states and then its output, are these."""
    shape, params = equations.graph.input.shape, {}
    if len(results) != len(states) + 1:
        place.fail(f"{type(layer).__qualname__} gives {len(results)} arrays, expected one for "
                   f"each of its {len(states)} states, and the output")
    for what, each in zip([*states, "the output"], results):
        if getattr(each, "drawn", False):
            place.fail(f"{what} depends on the key of the call, which a model spec has not")
        if isinstance(each, Signal) and each.shape not in ((), shape):
            place.fail(f"{what} has the shape {list(each.shape)} in a layer that hears "
                       f"{list(shape)}")
    everywhere = Signal(equations.graph.input, shape)
    made = named_arrays([each.expression if isinstance(each, Signal)
                         else everywhere.array(each.value.astype(np.float32))
                         for each in results], params)
    writer = Writer(made, {"x", *states, *params})
    steps, output = assignments(writer, dict(zip(states, made)), made[-1])
    spec = {"type": "Neuron", "state": states,
            "params": {key: place.below(key).parameter(values) for key, values in params.items()},
            "step": steps, "output": output, **spike_function(layer, equations, place)}
    if any(isinstance(each, dict) for each in states.values()):
        spec["shape"] = list(shape)  # of what is drawn
    return {key: value for key, value in spec.items() if value not in ({}, [])}
