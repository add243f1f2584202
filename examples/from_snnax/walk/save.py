# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports the model of train.py, together with two recordings and what JAX makes of
them.

    save.py FOLDER
"""

import pathlib
import sys

import jax
import numpy as np

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from export import export
from train import model, scores, xs

folder = pathlib.Path(sys.argv[1])
export(model, folder / "net.json", {"x": {"shape": [16], "spikes": True}},
       outputs=[{"name": "scores"}])
np.save(folder / "x.npy", np.float32(xs[:2]))
np.save(folder / "expected.npy", jax.vmap(lambda x: scores(model, x))(xs[:2]))
