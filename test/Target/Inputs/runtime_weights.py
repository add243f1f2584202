# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""runtime_weights.py FOLDER: weights for runtime-weights.test. With `check`: the object
of FOLDER has no row of them, that of FOLDER/constant has."""

import pathlib
import sys

import numpy as np
from safetensors.numpy import save_file

folder = pathlib.Path(sys.argv[1])
weight = np.float32([[1, 2, 3], [4, 5, 6]])
bias = np.float32([0.5, 0.25])
if len(sys.argv) > 2:
    column = weight[:, 1].tobytes() + weight[:, 2].tobytes()
    assert column not in (folder / "net.o").read_bytes()
    assert column in (folder / "constant/net.o").read_bytes()
else:
    save_file({"a.weight": weight, "bias": bias}, folder / "net.safetensors")
    save_file({"a.weight": -weight, "bias": -bias}, folder / "other.safetensors")
    save_file({"a.weight": np.ascontiguousarray(weight.T), "bias": bias}, folder / "wrong.safetensors")
