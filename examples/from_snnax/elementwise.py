# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX's operations of one element, in terms of those of a `Neuron`."""

import numpy as np

from expressions import apply, constant

ZERO, ONE = constant(0), constant(1)
COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
TAKES_INFINITY = ("max", "min", *COMPARISONS)
COUNTS = (np.bool_, np.int32, np.int64)


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
    """Truth values count as 0 and 1, and integers, which are counts of them, are numbers."""
    new, old = np.dtype(new_dtype), np.dtype(old_dtype)
    if new == np.bool_ and old != new:
        return apply("!=", a, ZERO)
    if new == old or old in COUNTS and new in (*COUNTS, np.float32):
        return a
    raise NoExpression(f"`convert_element_type` makes {new} of {old}")


def quotient(a, b, old_dtype, **params):
    if np.dtype(old_dtype) != np.float32:
        raise NoExpression(f"`div` divides numbers of {np.dtype(old_dtype)}")
    return apply("/", a, b)


def rounded(a, rounding_method, **params):
    """To the nearest integer; with method 1 that is the even one of two, as every sum is
    rounded."""
    size, bits = apply("abs", a), constant(2 ** 23)
    if int(rounding_method) == 1:
        whole = apply("-", apply("+", size, bits), bits)
    else:
        floor = apply("floor", size)
        is_up = apply(">=", apply("-", size, floor), constant(0.5))
        whole = apply("+", floor, apply("where", is_up, ONE, ZERO))
    signed = apply("where", apply("<", a, ZERO), apply("-", whole), whole)
    return apply("where", apply("<", size, bits), signed, a)


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


def comparison(kind):
    return lambda a, b, **params: compared(kind, a, b)


def compared(kind, a, b):
    """With infinity, which a spec cannot write, it is a comparison with the largest number."""
    if a.is_number(-np.inf) or b.is_number(-np.inf):
        return compared(kind, negative(b), negative(a))
    if a.is_number(np.inf):
        return compared(MIRRORED.get(kind, kind), b, a)
    return WITH_INFINITY[kind](a) if b.is_number(np.inf) else apply(kind, a, b)


def negative(a):
    return constant(-a.operands[0]) if a.is_number() else apply("-", a)


LARGEST = constant(np.finfo(np.float32).max)
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
WITH_INFINITY = {"==": lambda a: apply(">", a, LARGEST), ">=": lambda a: apply(">", a, LARGEST),
                 "!=": lambda a: apply("not", apply(">", a, LARGEST)),
                 "<": lambda a: apply("<=", a, LARGEST), "<=": lambda a: apply("==", a, a),
                 ">": lambda a: apply("<", a, a)}


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
    "add": infix("+"), "sub": infix("-"), "mul": infix("*"), "div": quotient,
    "neg": lambda a, **params: apply("-", a),
    "add_any": infix("+"), "max": larger, "min": smaller, "clamp": clamp,
    **{kind: comparison(text) for kind, text in COMPARISONS.items()}, "round": rounded,
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
