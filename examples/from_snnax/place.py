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

    def __init__(self, options, path=""):
        self.options, self.path = options, path

    def below(self, step):
        joined = step if step.startswith("[") or not self.path else f".{step}"
        return Place(self.options, self.path + joined)

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

    def several(self, value):
        """A list of parameters, from a list or from an array with the list as its
        first axis."""
        value = untrained(value)
        if not isinstance(value, (list, tuple)):
            value = np.atleast_1d(np.asarray(value, np.float32))
        return [self.below(f"[{i}]").parameter(each) for i, each in enumerate(value)]


def untrained(value):
    """SNNAX 0.0.1 and trained parameters of later versions come wrapped."""
    return value.data if type(value).__name__ == "TrainableArray" else value


def number(value):
    """The shortest decimal number that is this one in f32."""
    value = float(str(np.float32(value)))
    return int(value) if value.is_integer() and abs(value) < 1e6 else value


def kind(value):
    return f"{type(value).__module__}.{type(value).__qualname__}"
