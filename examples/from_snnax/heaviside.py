# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that say whether a neuron spikes, whatever they are written with."""

import jax
import numpy as np

import elementwise
import jaxprs
from expressions import apply, constant

PROBES = np.float32([-1e30, -7, -1, -0.1, -1e-30, -0.0, 0.0, 1e-30, 0.1, 1, 7, 1e30])


def is_pointwise(closed):
    """Whether it is made of operations of one element alone."""
    for eqn in closed.jaxpr.eqns:
        inner = jaxprs.inner(eqn)
        plain = eqn.primitive.name in elementwise.FORMS or eqn.primitive.name == "broadcast_in_dim"
        if not (is_pointwise(inner) if inner is not None else plain):
            return False
    return True


def heaviside_form(closed, operands, signal):
    """`spike(u)` or `u > 0` as a signal, if that is what a call gives, or None."""
    changing = [each for each in operands if isinstance(each, signal)]
    outs = closed.jaxpr.outvars
    if len(changing) != 1 or len(outs) != 1 or outs[0].aval.shape != changing[0].shape:
        return None
    variable = closed.jaxpr.invars[operands.index(changing[0])]
    if variable.aval.dtype != np.float32:
        return None
    known = [each for each in operands if each is not changing[0]]
    if any(getattr(each, "value", None) is None or each.value.size != 1 for each in known):
        return None
    if not is_pointwise(closed):
        return None

    def of(probe):
        u = np.full(changing[0].shape, probe, np.float32)
        arguments = [u if each is changing[0] else each.value for each in operands]
        return np.asarray(jax.core.eval_jaxpr(closed.jaxpr, closed.consts, *arguments)[0])

    found = np.stack([of(probe) for probe in PROBES]).astype(np.float32)
    for kind, operands in (("spike", ()), (">", (constant(0),))):
        expected = PROBES >= 0 if kind == "spike" else PROBES > 0
        if (found == expected.reshape((-1,) + (1,) * (found.ndim - 1))).all():
            return changing[0].of(apply(kind, changing[0].expression, *operands))
    return None
