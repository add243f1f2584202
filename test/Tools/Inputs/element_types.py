# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Spikes and bytes for elements.json, as floats and as bytes; half.npy has a value
that is no byte."""

import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(0)
np.save(folder / "x.npy", random.random((2, 9, 2, 3, 3)) < 0.5)
p = random.integers(0, 256, (2, 9, 18), dtype=np.uint8)
np.save(folder / "p.npy", p)
half = np.float32(p)
half[0, 0, 5] = 0.5
np.save(folder / "half.npy", half)
