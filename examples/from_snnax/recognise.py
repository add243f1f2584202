# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the functions inside a SNNAX model are called in a model spec.

A function is known by what it does, not by its name: it is called with numbers
that tell the candidates apart. A wrapped or renamed function is so recognised,
and one that does something else than its name says is not mistaken.
"""

import contextlib
import functools
import inspect
import types

import jax
import jax.extend.core as jex
import jax.numpy as jnp
import numpy as np

from place import number

KEYS = [jax.random.PRNGKey(seed) for seed in (3, 4)]

# All functions of a spec's Lambda; of those that give the same numbers, the first.
ACTIVATIONS = {name: getattr(jax.nn, name) for name in (
    "identity relu relu6 leaky_relu elu celu selu gelu silu mish softplus squareplus sparse_plus "
    "sigmoid log_sigmoid hard_sigmoid sparse_sigmoid hard_silu tanh hard_tanh soft_sign softmax "
    "log_softmax").split()} | {name: getattr(jnp, name) for name in (
        "abs sign negative square sqrt exp expm1 log log1p").split()}

FLATTEN = "flatten"  # which is a layer of its own in a spec

SURROGATES = {"superspike_surrogate": "superspike", "sigmoid_surrogate": "sigmoid",
              "piecewise_surrogate": "piecewise"}


class Unknown(Exception):
    """The message completes "... is a function that"."""


def activation(function):
    """The `fn` of a Lambda layer, or FLATTEN."""
    x = jnp.linspace(-8, 8, 67, dtype=jnp.float32)
    try:
        found = np.asarray(function(x))
        of_rows = np.asarray(function(x[None]))
    except Exception as problem:
        raise Unknown(f"cannot be called with an array ({problem})") from problem
    if np.array_equal(of_rows, x):
        return FLATTEN
    for name, candidate in ACTIVATIONS.items():
        # XLA rounds what it compiles as one otherwise than step by step.
        if found.shape == x.shape and np.allclose(found, candidate(x), 4e-6, 4e-7, equal_nan=True):
            return name
    raise Unknown(f"gives what none of these gives: {', '.join(ACTIVATIONS)}")


def forward(function):
    """"default" if a layer hears an earlier one in the same step, "delayed" if it
    hears all others one step late. SNNAX's `default_forward_fn` does the second."""
    pass_on = [lambda x, key=None: x] * 3
    chain = types.SimpleNamespace(num_layers=3, input_layer_ids=((0,), (), ()),
                                  final_layer_ids=(2,), input_connectivity=((), (0,), (1,)))
    silent = [jnp.zeros(1)] * 3
    states = [[out] for out in silent]
    for carry in (states, (states, silent)):
        try:
            _, outs = function(pass_on, chain, KEYS[0], carry, jnp.ones(1))
        except Exception:
            continue
        return "default" if float(outs[-1][0]) == 1 else "delayed"
    raise Unknown("cannot be called as SNNAX's forward functions are; say which one it "
                  "is by forward='default' or forward='delayed'")


def initial(function):
    """The `init_fn` of a neuron, which SNNAX calls with a shape and a key."""
    try:
        drawn = [np.asarray(function((64,), key), np.float64) for key in KEYS]
    except Exception as problem:
        raise Unknown(f"cannot be called with a shape and a key ({problem})") from problem
    first = drawn[0][0]
    if all((values == first).all() for values in drawn):
        named = {0: "zeros", 1: "ones"}.get(first)
        return {"fn": named} if named else {"fn": "constant", "value": number(first)}
    for name, draw in (("uniform", jax.random.uniform), ("normal", jax.random.normal)):
        plain = [np.asarray(draw(key, (64,)), np.float64) for key in KEYS]
        low, high = plain[0].argmin(), plain[0].argmax()
        slope = (drawn[0][high] - drawn[0][low]) / (plain[0][high] - plain[0][low])
        offset, slope = tidy(drawn[0][low] - slope * plain[0][low]), tidy(slope)
        scale = abs(offset) + abs(slope)
        if all(abs(offset + slope * p - d).max() <= 1e-6 * scale
               for p, d in zip(plain, drawn)):
            if name == "normal":
                return {"fn": name, "mean": number(offset), "std": number(slope)}
            return {"fn": name, "low": number(offset), "high": number(tidy(offset + slope))}
    raise Unknown("gives neither one number nor numbers drawn uniformly or normally with "
                  "its key")


def tidy(value):
    """Without what rounding to f32 has added."""
    return float(f"{value:.6g}") if abs(value) > 1e-6 else 0.0


def surrogate(function):
    """The `spike_fn` of a neuron, known by the SNNAX function that made it: only
    its derivative would tell, and that is not the same in all of its versions."""
    parts = [function, getattr(function, "jvp", None), getattr(function, "fun", None)]
    if isinstance(function, functools.partial):
        parts.append(function.func)
    kind, beta = None, getattr(function, "keywords", {}).get("beta")
    for part in filter(callable, parts):
        kind = kind or SURROGATES.get(getattr(part, "__qualname__", "").split(".")[0])
        if beta is None and inspect.isfunction(part):
            beta = inspect.getclosurevars(part).nonlocals.get("beta")
    if kind is None or beta is None:
        raise Unknown("SNNAX's surrogate functions did not make")
    return {"type": kind, "beta": number(beta)}


def derivative(eqn):
    """The `spike_fn` of a call with a derivative of its own, if that is superspike's;
    else None."""
    if "jvp_jaxpr_fun" not in eqn.params:
        return None
    call = jex.ClosedJaxpr(jex.Jaxpr(
        (), eqn.invars, eqn.outvars, [eqn],
        debug_info=eqn.params["call_jaxpr"].jaxpr.debug_info), ())
    shape = eqn.invars[0].aval.shape

    def slope(u):
        given = jnp.full(shape, u, jnp.float32)
        return float(jax.jvp(jex.jaxpr_as_fun(call), (given,), (jnp.ones(shape),))[1][0].mean())

    with contextlib.suppress(Exception):
        beta = 1 / slope(1.0) - 1
        if beta > 0 and all(abs(slope(u) * (1 + beta * abs(u)) - 1) < 1e-4
                            for u in (-2.0, -0.5, 0.25, 3.0)):
            return {"type": "superspike", "beta": number(tidy(beta))}
    return None
