# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A module of one's own as the operations that JAX sees in it, in which a layer that
has a form of its own is one operation."""

import contextlib
import pathlib

import jax
import jax.extend.core as jex
import jax.numpy as jnp
from jax.interpreters import batching, partial_eval

import shapes

known = jex.Primitive("layer")


@known.def_impl
def _(x, *, call, **params):
    return call(x)


@known.def_abstract_eval
def _(x, *, call, **params):
    out = jax.eval_shape(call, jax.ShapeDtypeStruct(x.shape, x.dtype))
    return jax.core.ShapedArray(out.shape, out.dtype)


def _batch(arguments, axes, *, call, **params):
    """Mapped over, it is no layer any more, but its operations still are some."""
    return jax.vmap(call, in_axes=axes[0])(*arguments), 0


batching.primitive_batchers[known] = _batch


class Leaf:
    """A layer with its path, as a parameter of an operation."""

    def __init__(self, layer, path):
        self.layer, self.path = layer, path


def marked(layer, path):
    """The same layer, but a call of it is one operation."""
    kind = type(layer)

    def call(self, x, *arguments, key=None, **keywords):
        plain = copied(self, kind)
        # A weight that is computed on the way makes it another layer.
        is_computed = any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(plain))
        if arguments or keywords or is_computed or not isinstance(x, jax.core.Tracer):
            return plain(x, *arguments, key=key, **keywords)
        return known.bind(x, call=lambda x: shapes.called(plain, x), leaf=Leaf(plain, path))

    return copied(layer, type(kind.__name__, (kind,), {"__call__": call}))


def copied(layer, kind):
    made = object.__new__(kind)
    for field, value in vars(layer).items():
        object.__setattr__(made, field, value)
    return made


def path_text(path):
    """As a place has it: `layers[2].weight`."""
    return jax.tree_util.keystr(path).lstrip(".")


def with_marks(module, has_form):
    """The module with marks on those of its parts that have a form of their own."""
    is_leaf = lambda part: part is not module and has_form(part)
    return jax.tree_util.tree_map_with_path(
        lambda path, part: marked(part, path_text(path)) if is_leaf(part) else part,
        module, is_leaf=is_leaf)


def trace(function, *arguments):
    """What JAX sees of a function of arrays of these shapes, and of a key at the end:
    without what its results do not depend on. Closed; results are a flat list."""
    structs = [jax.tree.map(lambda x: jax.ShapeDtypeStruct(x.shape, x.dtype), each)
               for each in arguments]
    closed = jax.make_jaxpr(lambda *given: jax.tree.leaves(function(*given)))(
        *structs, shapes.KEY)
    jaxpr, _ = partial_eval.dce_jaxpr(closed.jaxpr, [True] * len(closed.jaxpr.outvars),
                                      instantiate=True)
    return jex.ClosedJaxpr(jaxpr, closed.consts)


def array(shape):
    return jax.ShapeDtypeStruct(tuple(shape), jnp.float32)


def inner(eqn):
    """The operations of one that is a call of others, or None."""
    for key in ("jaxpr", "call_jaxpr", "fun_jaxpr"):
        found = eqn.params.get(key)
        if isinstance(found, jex.Jaxpr):
            found = jex.ClosedJaxpr(found, ())
        if found is not None and eqn.primitive.name in CALLS:
            return found
    return None


CALLS = set("jit pjit closed_call core_call custom_jvp_call custom_vjp_call "
            "custom_vjp_call_jaxpr remat remat2 checkpoint custom_lin".split())


def first_line(problem):
    return (str(problem).splitlines() or [type(problem).__name__])[0]


def where(eqn):
    """`model.py:12 (in __call__)`, or nothing."""
    with contextlib.suppress(Exception):
        from jax._src import source_info_util
        frame = source_info_util.user_frame(eqn.source_info.traceback)
        return f" ({pathlib.Path(frame.file_name).name}:{frame.start_line}, in " \
               f"{frame.function_name.split('.')[-1]})"
    return ""
