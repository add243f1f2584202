# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The shapes that the layers of a model hear and give."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np

KEY = jax.random.PRNGKey(0)


def called(layer, *arguments, key=KEY):
    """Calls it as SNNAX does, with a key where it takes one."""
    takes = inspect.signature(layer.__call__).parameters
    return layer(*arguments, **({"key": key} if "key" in takes else {}))


def is_stateful(layer):
    return hasattr(layer, "init_state")


def started(layer, shape, key=KEY):
    """A layer's first state."""
    takes = inspect.signature(layer.init_state).parameters
    return layer.init_state(shape, key) if len(takes) > 1 else layer.init_state(shape)


def sizes(shape):
    return tuple(int(size) for size in (shape if hasattr(shape, "__len__") else (shape,)))


def joined(shapes):
    """Several sources, one behind the other."""
    if len(shapes) == 1:
        return tuple(shapes[0])
    return (sum(shape[0] for shape in shapes), *shapes[0][1:])


def as_heard(layer, shapes):
    """What makes of all sources in one array what a layer without a state is called with: a
    list, which SNNAX's main branch gives it, if it takes one, else that array."""
    apart = [jax.ShapeDtypeStruct(shape, jnp.float32) for shape in shapes]
    try:
        takes_list = hasattr(jax.eval_shape(lambda *xs: called(layer, list(xs)), *apart), "shape")
    except Exception:
        takes_list = False
    if len(shapes) == 1 or not takes_list:
        return lambda x: x
    return lambda x: jnp.split(x, np.cumsum([shape[0] for shape in shapes])[:-1])


def given(layer, shapes):
    """What a layer gives for sources of these shapes; None if it cannot be called."""
    if None in shapes:
        return None
    kind = type(layer).__name__
    if hasattr(layer, "graph_structure"):
        return graph(layer, shapes)[-1]
    if kind == "Parallel":
        return given(layer.layers[0], shapes[:1])
    if kind in ("CompoundLayer", "ResNetBlock"):
        return along(layer.layers, shapes)[-1][0]
    shape = joined(shapes)
    if kind == "SRM":
        return given(layer.layer, [shape])
    call = ((lambda x: called(layer, started(layer, shape), x)[1]) if is_stateful(layer)
            else lambda x: called(layer, as_heard(layer, shapes)(x)))
    try:
        return jax.eval_shape(call, jax.ShapeDtypeStruct(shape, jnp.float32)).shape
    except Exception:
        return shape if is_stateful(layer) else None  # as neurons do


def along(layers, sources):
    """What each layer of a chain hears, the first one all sources of the chain, and behind
    them what the last one gives."""
    heard = [sources]
    for layer in layers:
        heard.append([given(layer, heard[-1])])
    return heard


def alone(layer):
    """What a layer gives whatever it hears, or None."""
    if getattr(layer, "shape", None) is not None:
        return sizes(layer.shape)
    if type(layer).__name__ == "Linear" and isinstance(layer.out_features, int):
        return (layer.out_features,)
    for i, inner in reversed(list(enumerate(getattr(layer, "layers", ())))):
        shape = alone(inner)
        if shape is not None:
            return along(layer.layers[i + 1:], [shape])[-1][0]
    return None


def heard(model, inputs, outs=None):
    """For each layer of a model with a graph the shapes of its sources, or None where
    a cycle leaves them open."""
    structure = model.graph_structure
    outs = graph_outs(model, inputs) if outs is None else outs
    sources = [[outs[j] for j in structure.input_connectivity[i]]
               + [inputs[k] for k in structure.input_layer_ids[i]]
               for i in range(structure.num_layers)]
    return [None if None in each else each for each in sources]


def heard_by(model, index, inputs):
    """The shapes of the sources of a composition's layer, or None."""
    if hasattr(model, "graph_structure"):
        return heard(model, inputs)[index]
    if type(model).__name__ == "Parallel":
        return inputs[index:index + 1]
    return along(model.layers[:index], inputs)[-1]


def graph_outs(model, inputs):
    outs = [alone(layer) for layer in model.layers]
    for _ in model.layers:
        for i, sources in enumerate(heard(model, inputs, outs)):
            if sources:
                outs[i] = given(model.layers[i], sources)
    return outs


def graph(model, inputs):
    """What each layer gives, the final one last."""
    outs = graph_outs(model, inputs)
    final = getattr(model.graph_structure, "final_layer_ids", None)
    return outs + [outs[final[0] if final else -1]]
