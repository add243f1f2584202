# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parameters that SNNAX limits when it uses them, which training may take beyond.

Not every version of SNNAX limits all of them, so the neuron itself is asked."""

import jax
import jax.numpy as jnp
import numpy as np

import jaxprs
import shapes
from place import untrained

LIMITS = {**dict.fromkeys(("decay_constants", "ada_decay_constant", "r_decay_constants"), (0.5, 1)),
          "ada_step_val": (0, 2), "ada_coupling_var": (-1, 1)}


def limited(layer, name, place):
    """The values of a parameter, within the limits where the neuron does not tell the
    difference."""
    values = getattr(layer, name)
    try:
        array = np.asarray(untrained(values), np.float32)
        within = np.clip(array, *LIMITS[name])
        if (within == array).all() or not is_same(layer, {name: jnp.asarray(within)}, place):
            return values
    except Exception:  # What it is will be reported where it is written.
        return values
    return within


def is_same(layer, fields, place):
    """Whether the layer does the same with other values of these fields."""
    other = jaxprs.copied(layer, type(layer))
    for field, value in fields.items():
        object.__setattr__(other, field, value)
    shape = shapes.joined(place.hears())
    x = jnp.linspace(-1, 3, int(np.prod(shape))).reshape(shape)
    state = jax.tree.map(lambda each: each + 0.3, shapes.started(layer, shape))
    left, right = (jax.tree.leaves(shapes.called(each, state, x)) for each in (layer, other))
    return all((a == b).all() for a, b in zip(left, right))
