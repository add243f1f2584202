# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""arrays.py DIR: inputs for run.test; arrays.py DIR check: what came out."""

import sys

import numpy as np


def write(folder):
    random = np.random.default_rng(0)
    batch = random.normal(size=(5, 40, 3)).astype(np.float32) * 4
    pairs = random.normal(size=(6, 2)).astype(np.float32)
    arrays = {
        "batch": batch,
        "x": batch[3],
        "a": pairs,
        "b": pairs + 1,
        "short": pairs[:4],
        "flat": np.zeros(6, np.float32),
        "complex": np.zeros((6, 3), np.complex64),
    }
    for name, array in arrays.items():
        np.save(f"{folder}/{name}.npy", array)


def check(folder):
    def load(name):
        return np.load(f"{folder}/{name}.npy")

    single, batch, voltage = load("y"), load("yb"), load("v")
    assert single.shape == (38, 2) and batch.shape == (5, 40, 2)
    assert np.array_equal(single, batch[3, 2:])
    assert 0 < single.sum() < single.size
    # A spike is where the membrane potential reached the threshold of 1.
    assert np.array_equal(single, (voltage >= 1).astype(np.float32))
    assert load("ab").shape == (6, 4)
    assert np.array_equal(load("ab")[:, :2], load("a"))


folder = sys.argv[1]
check(folder) if sys.argv[2:] == ["check"] else write(folder)
