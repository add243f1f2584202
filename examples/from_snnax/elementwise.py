# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX's operations of one element, in terms of those of a `Neuron`."""

import numpy as np

from expressions import apply, constant

ZERO, ONE = constant(0), constant(1)


class NoExpression(Exception):
    """The message completes "the operation ..."."""


def same(a, **params):
    return a


def power(a, y, **params):
    """As XLA multiplies it out."""
    if y < 0:
        return apply("/", ONE, power(a, -y))
    result = None
    while y:
        if y & 1:
            result = a if result is None else apply("*", result, a)
        a, y = (apply("*", a, a) if y > 1 else a), y >> 1
    return ONE if result is None else result


def general_power(a, y, **params):
    if a.is_number() and a.operands[0] > 0:
        return apply("exp", apply("*", y, constant(np.log(a.operands[0]))))
    if not y.is_number():
        raise NoExpression("`pow` has an exponent that is no one number")
    exponent = y.operands[0]
    if exponent == 0.5:
        return apply("sqrt", a)
    if exponent == int(exponent):
        return power(a, int(exponent))
    return apply("exp", apply("*", y, apply("log", a)))


def select(condition, otherwise, *cases, **params):
    if len(cases) != 1:
        raise NoExpression(f"`select_n` chooses among {len(cases) + 1}, and a spec among two")
    return apply("where", condition, cases[0], otherwise)


def convert(a, new_dtype, old_dtype, **params):
    new, old = np.dtype(new_dtype), np.dtype(old_dtype)
    if new == old or (new == np.float32 and old.kind in "fb"):
        return a  # what holds counts as 1
    if new == np.bool_:
        return apply("!=", a, ZERO)
    raise NoExpression(f"`convert_element_type` makes {new} of {old}")


def clamp(low, a, high, **params):
    return apply("clamp", a, low, high)


def larger(a, b, **params):
    for one, other in ((a, b), (b, a)):
        if one.is_number(-np.inf):
            return other
    return apply("max", a, b)


def smaller(a, b, **params):
    for one, other in ((a, b), (b, a)):
        if one.is_number(np.inf):
            return other
    return apply("min", a, b)


def infix(kind):
    return lambda a, b, **params: apply(kind, a, b)


def function(kind):
    return lambda a, **params: apply(kind, a)


def logical(kind):
    """Of truth values; on integers these work bit by bit."""

    def form(*operands, old_dtype, **params):
        if np.dtype(old_dtype) != np.bool_:
            raise NoExpression(f"`{kind}` works on the bits of {np.dtype(old_dtype)}")
        return apply(kind, *operands)

    return form


FORMS = {
    "add": infix("+"), "sub": infix("-"), "mul": infix("*"), "div": infix("/"),
    "neg": lambda a, **params: apply("-", a),
    "add_any": infix("+"), "max": larger, "min": smaller, "clamp": clamp,
    "eq": infix("=="), "ne": infix("!="), "lt": infix("<"), "le": infix("<="),
    "gt": infix(">"), "ge": infix(">="),
    "and": logical("and"), "or": logical("or"), "not": logical("not"), "xor": logical("!="),
    "select_n": select, "convert_element_type": convert,
    "integer_pow": power, "pow": general_power, "square": lambda a, **params: power(a, 2),
    "logistic": function("sigmoid"), "rsqrt": lambda a, **params: apply(
        "/", ONE, apply("sqrt", a)),
    "exp2": lambda a, **params: apply("exp", apply("*", constant(np.log(2)), a)),
    "ceil": lambda a, **params: apply("-", apply("floor", apply("-", a))),
    "sign": lambda a, **params: apply("where", apply(">", a, ZERO), ONE, apply(
        "where", apply("<", a, ZERO), constant(-1), a)),
    "is_finite": lambda a, **params: apply("==", apply("-", a, a), ZERO),
    **{kind: function(kind) for kind in
       "abs floor sqrt exp expm1 log log1p tanh stop_gradient".split()},
    **dict.fromkeys(("copy", "copy_p"), same),
}


def form(primitive, operands, params, dtype):
    """The operation on expressions; `dtype` is that of its last operand."""
    if primitive not in FORMS:
        raise NoExpression(f"`{primitive}` has no form in a model spec")
    return FORMS[primitive](*operands, **params, old_dtype=dtype)
