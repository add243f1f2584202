# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where in a model an export stands, and the tensors that it has met."""

import warnings

import numpy as np


class NoForm(Exception):
    """Something in the model that a model spec cannot say."""


class Place:
    """One node of the pytree: its path from the model, as in `layers[2].weight`.
    All places of an export share its `tensors`."""

    def __init__(self, options, path="", hears=None):
        self.options, self.path, self.hears_lazily = options, path, hears

    def below(self, step):
        joined = step if step.startswith("[") or not self.path else f".{step}"
        return Place(self.options, self.path + joined)

    def hearing(self, shapes):
        """The same place, for a layer; `shapes()` gives those of its sources."""
        return Place(self.options, self.path, shapes)

    def hears(self):
        """The shapes of the layer's sources, which few layers ask for."""
        shapes = self.hears_lazily and self.hears_lazily()
        if shapes == []:
            self.fail("this layer hears nothing, as the Parallel that it is in has more layers "
                      "than sources")
        if shapes is None or None in shapes:
            self.fail("the shape of what this layer hears is not known: it is in a cycle, in "
                      "which no layer has a `shape`")
        return shapes

    def fail(self, message):
        raise NoForm(f"{self.path or 'the model'}: {message}")

    def warn(self, message):
        warnings.warn(f"{self.path or 'the model'}: {message}", stacklevel=2)

    def parameter(self, value):
        """A number, or the name under which a tensor goes into the file."""
        value = untrained(value)
        try:
            array = np.asarray(value).astype(np.float32)
        except Exception:
            self.fail(f"expected a number or an array, found {kind(value)}")
        if not np.isfinite(array).all():
            self.fail("expected finite numbers, found NaN or infinity")
        if array.size == 1:
            return number(array.item())
        name = self.path.replace("[", ".").replace("]", "")
        self.options.tensors[name] = np.ascontiguousarray(array)
        return name

    def several(self, value, count=None):
        """A list of `count` parameters, or of as many as there are, from a list or from
        an array with the list as its first axis. SNNAX indexes both, and nobody looks at
        how many there are: a surplus one is never read, and for one that is missing JAX
        gives the last."""
        value = untrained(value)
        if not isinstance(value, (list, tuple)):
            value = np.atleast_1d(np.asarray(value, np.float32))
        count = len(value) if count is None else count
        if len(value) < min(count, 1):
            self.fail(f"expected a list of {count}, found an empty one")
        if len(value) != count:
            read = (f"SNNAX reads the first {count} alone" if len(value) > count
                    else "SNNAX reads the last for those that are missing")
            self.warn(f"{len(value)} values where the layer has {count}; {read}, and so it "
                      "is exported")
        return [self.below(f"[{i}]").parameter(value[i])
                for i in (min(i, len(value) - 1) for i in range(count))]


def untrained(value):
    """SNNAX 0.0.1 and trained parameters of later versions come wrapped."""
    return value.data if type(value).__name__ == "TrainableArray" else value


def number(value):
    """The shortest decimal number that is this one in f32."""
    value = float(str(np.float32(value)))
    return int(value) if value.is_integer() and abs(value) < 1e6 else value


def kind(value):
    return f"{type(value).__module__}.{type(value).__qualname__}"
