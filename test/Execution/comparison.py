# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""When what snnc computed counts as what JAX computed."""

import numpy as np

RELATIVE = 1e-5  # to the larger of 1 and the array's largest value


class Mismatch(Exception):
    pass


def compare(what, found, expected):
    if found.shape != expected.shape or found.dtype != np.float32:
        raise Mismatch(f"{what}: {found.dtype} {found.shape}, "
                       f"expected float32 {expected.shape}")
    scale = max(1, abs(expected).max(initial=0))
    wrong = ~(abs(found - expected) <= RELATIVE * scale)
    if wrong.any():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        raise Mismatch(f"{what} at {at}: found {found[at]:.9g}, expected "
                       f"{expected[at]:.9g}; {wrong.sum()} of {wrong.size} differ")


def compare_states(found, states, history):
    """Compares the arrays of a state file with the reference's states, and with
    its last outputs of layers and inputs. Every potential and every current must
    be there; a spike that nothing reads again need not. Gives how many values
    were compared."""
    for name in states:
        if not name.endswith(".s") and name not in found:
            raise Mismatch(f"state {name} is missing among {', '.join(found)}")
    for name, values in found.items():
        layer, _, kind = name.rpartition(".")
        if name in states:
            expected = states[name]
        elif layer in history and kind.startswith("delay"):
            expected = closest(values, history[layer])
        else:
            raise Mismatch(f"state {name} is unknown to the reference")
        compare(f"state {name}", values, expected)
    return sum(values.size for values in found.values())


def closest(found, history):
    """A register of n steps holds n successive values, oldest first, and with
    another register before it not the last ones. The window of `history` that
    is most like `found`."""
    slots = found.shape[0] if found.ndim == history.ndim else 1
    windows = [history[k:k + slots].reshape(found.shape)
               for k in range(len(history) - slots + 1)
               if history[k:k + slots].size == found.size]
    return min(windows, key=lambda w: abs(w - found).max(initial=0), default=history)
