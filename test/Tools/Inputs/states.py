# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""states.py DIR: inputs for states.test; states.py DIR check: what came out."""

import sys

import numpy as np
from safetensors.numpy import load_file, save_file


def write(folder):
    x = np.random.default_rng(1).normal(size=(3, 40, 3)).astype(np.float32) * 4
    np.save(f"{folder}/all.npy", x)
    np.save(f"{folder}/first.npy", np.ascontiguousarray(x[:, :13]))
    np.save(f"{folder}/second.npy", np.ascontiguousarray(x[:, 13:]))
    state = {f"lif.{name}": np.zeros(2, np.float32) for name in "vis"}
    save_file({**state, "lif.v": np.zeros((2, 2), np.float32)},
              f"{folder}/shape.safetensors")
    save_file({**state, "lif.w": np.zeros(2, np.float32)},
              f"{folder}/name.safetensors")
    save_file({"lif.v": np.zeros(2, np.float32)}, f"{folder}/few.safetensors")


def check(folder):
    whole = np.load(f"{folder}/all-y.npy")
    parts = [np.load(f"{folder}/{part}-y.npy") for part in ("first", "second")]
    assert np.array_equal(whole, np.concatenate(parts, axis=1))
    state = load_file(f"{folder}/end.safetensors")
    assert sorted(state) == ["lif.i", "lif.s", "lif.v"]
    assert all(array.shape == (3, 2) for array in state.values())
    assert np.array_equal(state["lif.s"], whole[:, -1])


folder = sys.argv[1]
check(folder) if sys.argv[2:] == ["check"] else write(folder)
