# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports the model that train.py has trained, together with two recordings and what JAX
makes of them.

    save.py FILE.eqx FOLDER
"""

import pathlib
import sys

import equinox as eqx
import jax
import numpy as np

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from export import export
from train import make, recordings, scores

folder = pathlib.Path(sys.argv[2])
model = eqx.tree_deserialise_leaves(sys.argv[1], make())
export(model, folder / "net.json", {"x": {"shape": [16], "spikes": True}},
       outputs=[{"name": "scores"}])
xs = recordings()[0][:2]
np.save(folder / "x.npy", np.float32(xs))
np.save(folder / "expected.npy", jax.vmap(lambda x: scores(model, x))(xs))
