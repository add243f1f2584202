# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what snnc computed with what JAX did.

    compare.py FOUND.npy EXPECTED.npy
"""

import sys

import numpy as np

found, expected = map(np.load, sys.argv[1:])
worst = abs(found - expected).max()
print(f"{found.shape}, values up to {abs(expected).max():.2f}, largest difference {worst:.1e}")
if not worst < 1e-5:
    sys.exit("they differ")
