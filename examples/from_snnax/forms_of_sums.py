# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Products with weights, convolutions, and whatever else is a sum of elements times
constants: that is a matrix, and a linear layer has it."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from elementwise import NoExpression
from expressions import apply
from traced_graph import Signal

MOST_WEIGHTS = 1 << 22  # of a matrix that was not written as one

# What each of these gives is a sum of elements times constants, and a constant.
MATRICES = set("reduce_sum broadcast_in_dim transpose slice dynamic_slice concatenate stack tile "
               "rev pad cumsum gather dot_general conv_general_dilated reduce_window_sum split "
               "reduce_window_sum_p squeeze reshape expand_dims scatter scatter-add scatter_add "
               "scatter-sub scatter_sub scatter-mul scatter_mul dynamic_update_slice".split())

PRODUCTS = ("dot_general", "conv_general_dilated", "scatter-mul", "scatter_mul")

# The operands that say where others lie: from the first of these numbers up to the second.
INDICES = {"gather": (1, 2), "dynamic_slice": (1, None), "dynamic_update_slice": (2, None),
           **{kind: (1, 2) for kind in MATRICES if kind.startswith("scatter")}}


def form(graph, eqn, operands):
    """The signals that the operation gives."""
    kind, shape = eqn.primitive.name, eqn.outvars[0].aval.shape
    changing = [each for each in operands if isinstance(each, Signal)]
    if kind not in MATRICES:
        raise NoExpression(f"`{kind}` has no form in a model spec")
    if any(isinstance(each, Signal) for each in operands[slice(*INDICES.get(kind, (0, 0)))]):
        raise NoExpression(f"`{kind}` takes its indices from values that change, which has no "
                           "form in a model spec")
    if kind in PRODUCTS and len(changing) > 1:
        raise NoExpression(f"`{kind}` multiplies two values that change, and a layer's weights "
                           "do not")
    if kind in ("reshape", "squeeze", "expand_dims", "broadcast_in_dim") and (
            math.prod(shape) == math.prod(operands[0].shape)):
        return [operands[0].viewed(shape)]
    structured = {"dot_general": product, "conv_general_dilated": convolution,
                  "concatenate": concatenation, "stack": concatenation}.get(
                      kind, lambda *_: None)
    layer = structured(graph, eqn, operands)
    return [layer] if layer is not None else matrices(graph, eqn, operands)


def broadcast(graph, signal, shape):
    """Each element where NumPy would repeat it."""
    if signal.shape == tuple(shape):
        return signal
    size, count = math.prod(signal.shape), math.prod(shape)
    if size == count:
        return signal.viewed(shape)
    check_size("broadcast_in_dim", size * count)
    index = np.broadcast_to(np.arange(size).reshape(signal.shape), shape).ravel()
    return Signal(graph.linear(signal, np.eye(size, dtype=np.float32)[index]), shape)


def check_size(kind, weights):
    if weights > MOST_WEIGHTS:
        raise NoExpression(f"`{kind}` would take a matrix of {weights} weights, which is more "
                           f"than {MOST_WEIGHTS}")


def product(graph, eqn, operands):
    """A matrix times a vector, or times each along the last axis; else None."""
    contracted, (batch, _) = eqn.params["dimension_numbers"]
    side = 0 if isinstance(operands[0], Signal) else 1
    x, weight = operands[side], operands[1 - side].value
    own, others = tuple(contracted[side]), tuple(contracted[1 - side])
    rank = len(x.shape)
    # The weight's other axes come first where it is the left one.
    in_order = side == 0 or len(own) == rank
    if batch or not in_order or own != tuple(range(rank - len(own), rank)):
        return None
    size = math.prod(x.shape[rank - len(own):])
    weight = np.moveaxis(weight, others, range(-len(others), 0)).reshape(-1, size)
    before = x.shape[:rank - len(own)]
    layer = graph.add(
        {"type": "Linear", "in_features": size, "out_features": len(weight),
         "weight": graph.tensor("weight", weight), "use_bias": False},
        [graph.layer(x.viewed((*before, size)))], (*before, len(weight)))
    return Signal(layer, eqn.outvars[0].aval.shape)


def convolution(graph, eqn, operands):
    """One of [channels, space...], or a transposed one on two axes; else None."""
    params = eqn.params
    x, weight = operands
    axes = len(params["window_strides"])
    plain = tuple(range(axes + 2))
    padding = [tuple(map(int, sides)) for sides in params["padding"]]
    if (not isinstance(x, Signal) or axes not in (1, 2, 3) or x.shape[0] != 1
            or params["batch_group_count"] != 1
            or any(tuple(spec) != plain for spec in params["dimension_numbers"])):
        return None
    spread = tuple(params["lhs_dilation"])
    spec = transposed(weight.value, params, padding) if any(
        each != 1 for each in spread) else {"type": f"Conv{axes}d", "padding": padding,
                                            "stride": list(params["window_strides"])}
    if spec is None or min(map(min, spec["padding"])) < 0:
        return None
    out, _, *kernel = weight.value.shape
    shape = eqn.outvars[0].aval.shape
    layer = graph.add(
        {**spec, "in_channels": x.shape[1], "out_channels": out, "kernel_size": kernel,
         "dilation": list(params["rhs_dilation"]), "groups": int(params["feature_group_count"]),
         "weight": graph.tensor("weight", weight.value), "use_bias": False},
        [graph.layer(x.viewed(x.shape[1:]))], shape[1:])
    return Signal(layer, shape)


def transposed(weight, params, padding):
    """How a convolution that spreads its input is a transposed one, or None."""
    stride, kernel = list(params["lhs_dilation"]), weight.shape[2:]
    if len(stride) != 2 or any(each != 1 for each in params["window_strides"]):
        return None
    reach = [d * (k - 1) for d, k in zip(params["rhs_dilation"], kernel)]
    ends = [(r - p[0], r - p[1]) for r, p in zip(reach, padding)]
    added = [max(0, -end[1]) for end in ends]
    if any(a >= s for a, s in zip(added, stride)):
        return None
    return {"type": "ConvTranspose2d", "stride": stride, "output_padding": added,
            "padding": [(end[0], max(0, end[1])) for end in ends]}


def concatenation(graph, eqn, operands):
    """Along the first axis, what a layer reads from several; else None."""
    axis = eqn.params.get("dimension", eqn.params.get("axis"))
    if axis != 0 or not all(isinstance(each, Signal) for each in operands):
        return None
    if eqn.primitive.name == "stack":
        operands = [each.viewed((1, *each.shape)) for each in operands]
    return graph.merged("concat", operands, eqn.outvars[0].aval.shape)


def in_numbers(eqn):
    """The operation, with truth values and counts as what they count as."""
    params = dict(eqn.params)
    if params.get("preferred_element_type") is not None:
        params["preferred_element_type"] = np.float32
    indices = slice(*INDICES.get(eqn.primitive.name, (0, 0)))

    def function(*operands):
        given = [jnp.asarray(each, np.float32) for each in operands]
        given[indices] = operands[indices]
        found = eqn.primitive.bind(*given, **params)
        return found if eqn.primitive.multiple_results else [found]

    return function


def matrices(graph, eqn, operands, function=None):
    """A matrix for each value that changes, and a bias, for each result of the operation,
    or of a function that gives a list."""
    kind = eqn.primitive.name
    sizes = [math.prod(each.shape) for each in operands if isinstance(each, Signal)]
    outs = [out.aval.shape for out in eqn.outvars]
    check_size(kind, sum(sizes) * sum(map(math.prod, outs)))

    function = function or in_numbers(eqn)

    def results(*parts):
        parts = iter(parts)
        given = [next(parts).reshape(each.shape) if isinstance(each, Signal) else each.value
                 for each in operands]
        return list(map(jnp.ravel, function(*given)))

    zeros = [jnp.zeros(size) for size in sizes]
    biases = results(*zeros)
    weights = []
    for i, size in enumerate(sizes):
        columns = jax.vmap(lambda e: results(*zeros[:i], e, *zeros[i + 1:]))(jnp.eye(size))
        weights.append([np.asarray((each - bias).T) for each, bias in zip(columns, biases)])
    check_sums(kind, results, weights, biases, sizes)
    changing = [each for each in operands if isinstance(each, Signal)]
    return [total(graph, changing, [each[n] for each in weights], np.asarray(biases[n]), shape)
            for n, shape in enumerate(outs)]


def check_sums(kind, results, weights, biases, sizes):
    """Whether drawn values give what the matrices give: a scatter may multiply one element
    by another, or apply a function."""
    random = np.random.default_rng(0)
    parts = [random.normal(0, 3, size).astype(np.float32) for size in sizes]
    for n, found in enumerate(results(*map(jnp.asarray, parts))):
        expected, scale = np.asarray(biases[n], np.float64), np.abs(biases[n])
        for weight, part in zip(weights, parts):
            expected = expected + weight[n] @ part.astype(np.float64)
            scale = scale + np.abs(weight[n]) @ np.abs(part)
        if not np.all(np.abs(found - expected) <= 1e-4 * scale + 1e-6):
            raise NoExpression(f"`{kind}` gives here no sum of elements times constants, and has no "
                               "form in a model spec")


def total(graph, signals, weights, bias, shape):
    layers = [Signal(graph.linear(x, weight), (len(weight),))
              for x, weight in zip(signals, weights)]
    result = layers[0] if len(layers) == 1 else graph.merged("sum", layers, (len(bias),))
    if bias.any():
        result = result.of(apply("+", result.expression, result.array(bias)))
    return result.viewed(shape or ())
