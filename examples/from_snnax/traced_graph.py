# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers that a traced module becomes, and what of them has not been written yet:
an expression of the elements of a layer's output, or its elements in another shape."""

import math

import numpy as np

from expressions import Writer, apply, constant, name

X = name("x")


class Layer:
    """A layer of the spec, or with no `spec` the module's input. `label` is the part of
    the module that it was, for the names of tensors."""

    def __init__(self, spec, sources, shape, label=None):
        self.spec, self.sources, self.shape, self.label = spec, sources, shape, label


class Signal:
    """`expression` of each element of a layer's output, which it calls x; its elements
    as a tensor of `shape`, in row-major order."""

    def __init__(self, layer, shape, expression=X):
        self.layer, self.shape, self.expression = layer, tuple(shape), expression

    def of(self, expression):
        return Signal(self.layer, self.shape, expression)

    def viewed(self, shape):
        return Signal(self.layer, shape, self.expression)

    def is_with(self, other):
        return self.layer is other.layer and self.shape == other.shape

    def array(self, values):
        """An array that broadcasts to the signal's shape, as an operand: a number, or a
        parameter of the shape of the layer's output."""
        if (values == values.flat[0]).all() or values.size == 1:
            return constant(values.flat[0])
        if self.shape != self.layer.shape:
            values = np.broadcast_to(values, self.shape).reshape(self.layer.shape)
        return apply("array", values)


class Graph:
    """Layers in their order. `place` names tensors and reports what has no form."""

    def __init__(self, place, shape):
        self.place = place
        self.input = Layer(None, [], tuple(shape))
        self.layers, self.written = [], {}

    def add(self, spec, sources, shape, label=None):
        self.layers.append(Layer(spec, sources, tuple(shape), label))
        return self.layers[-1]

    def tensor(self, key, values):
        """What stands for an array in a layer that is about to be added."""
        return self.place.below(f"traced[{len(self.layers)}]").below(key).parameter(values)

    def layer(self, signal):
        """The layer that gives out this signal, in its shape."""
        shape = signal.shape or (1,)
        # The signal is kept with its layer, so that no other takes its identity.
        key = (id(signal.layer), id(signal.expression), shape)
        if key not in self.written:
            layer = self.pointwise(signal)
            if layer.shape != shape:
                layer = self.add({"type": "Flatten"} if len(shape) == 1 else
                                 {"type": "Reshape", "shape": list(shape)}, [layer], shape)
            self.written[key] = layer, signal
        return self.written[key][0]

    def pointwise(self, signal):
        layer, expression = signal.layer, signal.expression
        if expression is X:
            return layer
        left, *right = expression.operands if expression.kind in "*+" else (None,)
        for one, other in ((left, right[0]), (right[0], left)) if right else ():
            values = self.values(other)
            if one is not X or values is None:
                continue
            if expression.kind == "*":
                return self.add({"type": "Scale", "scale": self.tensor("scale", values)},
                                [layer], layer.shape)
            biased = self.biased(layer, values)
            if biased:
                return biased
        return self.equations(layer, expression)

    @staticmethod
    def values(expression):
        if expression.kind in ("number", "array"):
            return np.asarray(expression.operands[0], np.float32)
        return None

    def biased(self, layer, values):
        """A sum of products that begins with a bias, where it has none and the values
        are one for each of its outputs; or None."""
        if layer.spec is None or layer.spec.get("use_bias") is not False:
            return None
        channels = layer.shape[-1 if layer.spec["type"] == "Linear" else 0]
        rank = len(layer.shape)
        shape = ((channels,) if layer.spec["type"] == "Linear"
                 else (channels,) + (1,) * (rank - 1))
        if values.ndim > rank or np.broadcast_shapes(values.shape, shape) != shape:
            return None
        values = np.broadcast_to(values, shape).reshape(channels)
        spec = {**layer.spec, "use_bias": True, "bias": self.tensor("bias", values)}
        return self.add(spec, layer.sources, layer.shape)

    def equations(self, layer, expression):
        spec, params = {"type": "Neuron"}, {}
        [renamed] = named_arrays([expression], params)
        writer = Writer([renamed], {"x", *params})
        output = writer.text(renamed)
        if params:
            spec["params"] = {key: self.tensor(key, values) for key, values in params.items()}
        if writer.assignments:
            spec["step"] = writer.assignments
        return self.add({**spec, "output": output}, [layer], layer.shape)

    def merged(self, how, signals, shape):
        sources = [self.layer(each) for each in signals]
        if any(one is self.input is not other for one, other in zip(sources, sources[1:])):
            # A layer reads its inputs behind the layers that it reads.
            layer = self.add({"type": "Identity"}, [self.input], self.input.shape)
            sources = [layer if each is self.input else each for each in sources]
        return Signal(self.add({"type": "Identity", "merge": how}, sources, shape), shape)

    def linear(self, signal, weight):
        """A matrix times the elements, which come out as a vector."""
        flat = self.layer(signal.viewed((math.prod(signal.shape),)))
        out, size = weight.shape
        return self.add({"type": "Linear", "in_features": size, "out_features": out,
                         "weight": self.tensor("weight", weight), "use_bias": False},
                        [flat], (out,))

    def form(self, signal):
        """The JSON object of the whole."""
        last = self.layer(signal)
        if last is self.input:
            return {"type": "Identity"}
        order = ordered(last)
        if all(each.sources == [before] for before, each in zip([self.input, *order], order)):
            specs = [each.spec for each in order]
            return specs[0] if len(specs) == 1 else {"type": "Sequential", "layers": specs}
        names = {id(each): str(i) for i, each in enumerate(order)} | {id(self.input): "x"}
        return {"type": "StatefulModel", "layers": [
            {**each.spec, "from": [names[id(source)] for source in each.sources]}
            for each in order]}


def named_arrays(expressions, params):
    """The expressions with names in place of their arrays, which go into `params`."""
    made = {}

    def rename(each):
        if id(each) not in made:
            made[id(each)] = renamed(each)
        return made[id(each)]

    def renamed(each):
        if each.kind == "array":
            key = f"p{len(params)}"
            params[key] = each.operands[0]
            return name(key)
        return apply(each.kind, *map(rename, each.operands)) if each.parts() else each

    return list(map(rename, expressions))


def ordered(last):
    """The layers that `last` depends on, and it, each behind its sources."""
    order, seen = [], set()

    def visit(layer):
        if id(layer) in seen or layer.spec is None:
            return
        seen.add(id(layer))
        for source in layer.sources:
            visit(source)
        order.append(layer)

    visit(last)
    return order
