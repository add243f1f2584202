# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules that hold a model in a field and run it over all steps, as those of SNNAX's
benchmarks do.

What a module does around its model is found by calling it with something else in the
model's place, which takes note of what comes in and gives numbers that are known."""

import copy
import inspect

import jax
import jax.numpy as jnp
import numpy as np

import shapes

STEPS = 5  # that are not burnt in
REDUCTIONS = {"none": lambda y: y, "sum": lambda y: y.sum(0), "mean": lambda y: y.mean(0),
              "last": lambda y: y[-1], "max": lambda y: y.max(0)}
STATES = ("state", "states", "input_state", "input_states", "init_state", "init_states")


class Unclear(Exception):
    """The message completes "what ... does around its model ..."."""


def models_in(module, path=""):
    """The models inside of a module, by their paths in it; of those that it has twice, the first."""
    found = {}
    for below, part in parts_of(module, path).items():
        if hasattr(part, "graph_structure"):
            found[below] = part
        elif isinstance(part, (dict, list, tuple)) or hasattr(part, "__dataclass_fields__"):
            found.update(models_in(part, below))
    return {each: model for i, (each, model) in enumerate(found.items())
            if not any(model is other for other in list(found.values())[:i])}


def parts_of(module, path):
    if isinstance(module, dict):
        return {f"{path}[{key!r}]": part for key, part in module.items()}
    if isinstance(module, (list, tuple)):
        return {f"{path}[{i}]": part for i, part in enumerate(module)}
    return {f"{path}.{name}".lstrip("."): part
            for name, part in getattr(module, "__dict__", {}).items()}


class Changes(Exception):
    """As Unclear, of what comes in."""


class Stand:
    """What stands in a model's place."""

    def __init__(self, model, given):
        self.model, self.given = model, given
        self.heard, self.gave, self.burnin = None, None, 0

    def __getattr__(self, name):
        return getattr(self.model, name)

    def init_state(self, *arguments, **keywords):
        return [jnp.zeros(1)]

    def __call__(self, state, batch, key=None, burnin=0, **keywords):
        if self.heard is not None:
            raise Unclear("calls it several times")
        self.heard, self.burnin = batch, int(burnin)
        steps = len(batch) - self.burnin
        values = jax.random.normal(shapes.KEY, (max(steps, 0), *self.given(batch)))
        self.gave = np.asarray(values)
        return state, [values]


def replaced(module, model, stand):
    """A copy of the module, or of the list, with `stand` in the place of `model`."""
    if module is model:
        return stand
    if isinstance(module, dict):
        return {key: replaced(part, model, stand) for key, part in module.items()}
    if isinstance(module, (list, tuple)):
        return type(module)(replaced(part, model, stand) for part in module)
    if not any(held is model for held in models_in(module).values()):
        return module
    result = copy.copy(module)
    for name, part in vars(module).items():
        object.__setattr__(result, name, replaced(part, model, stand))
    return result


def arguments(module, x):
    """What the module is called with: data, a state, a key."""
    given, is_free = {}, True
    # Equinox's wrappers, as of filter_jit, name the arguments of what they wrap not themselves.
    call = inspect.signature(inspect.unwrap(type(module).__call__))
    for name, each in list(call.parameters.items())[1:]:
        if name == "key":
            given[name] = shapes.KEY
        elif each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            continue
        elif name in STATES:
            given[name] = [jnp.zeros(1)]
        elif is_free:
            given[name], is_free = x, False
        elif each.default is each.empty:
            raise Unclear(f"takes an argument `{name}`")
    return given


class Use:
    """What a module does with a model: the shape of a step that it gives it, how many steps it
    burns in, and how it reduces what comes out (None: in another way)."""

    def __init__(self, shape, burnin, reduce):
        self.shape, self.burnin, self.reduce = shape, burnin, reduce


def watch(module, model, shape, steps):
    """Calls the module, with a stand in the model's place."""
    stand = Stand(model, lambda batch: shapes.given(model, [batch.shape[1:]]) or (3,))
    x = jax.random.normal(jax.random.PRNGKey(1), (steps, *shape))
    try:
        with jax.disable_jit():
            called = replaced(module, model, stand)
            result = called(**arguments(called, x))
    except Unclear:
        raise
    except Exception as problem:
        if stand.burnin >= steps:
            return stand, x, None
        raise Unclear(f"cannot be seen: called with [steps, {', '.join(map(str, shape))}], it "
                      f"fails ({problem})") from problem
    return stand, x, result


def reduction(result, y):
    """How y, all steps of what the model gave, becomes the result, or one of its parts."""
    parts = [np.asarray(part) for part in jax.tree.leaves(result) if hasattr(part, "shape")]
    for part in parts:
        for name, reduce in REDUCTIONS.items():
            expected = reduce(y)
            if part.size == expected.size and part.shape in (expected.shape, (1, *expected.shape)) \
                    and np.allclose(part.reshape(expected.shape), expected, atol=1e-6):
                return name
    return None


def use(module, model, shape):
    """The Use of a model by the module that holds it, for steps of this shape. Raises Unclear, or
    Changes."""
    if not callable(module):
        return Use(shape, 0, "none")
    stand, x, result = watch(module, model, shape, STEPS)
    if stand.burnin:
        stand, x, result = watch(module, model, shape, STEPS + stand.burnin)
    if stand.heard is None:
        raise Unclear("does not call it")
    heard = stand.heard
    if isinstance(heard, jax.core.Tracer):
        raise Unclear("cannot be seen, as it transforms the call")
    if heard.shape[:1] != x.shape[:1] or not np.array_equal(np.ravel(heard), np.ravel(x)):
        raise Changes("changes what the model hears")
    return Use(heard.shape[1:], stand.burnin, reduction(result, stand.gave))
