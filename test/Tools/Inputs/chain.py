# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network with a silent and a dense layer, and its input: chain.py FOLDER"""

import json
import pathlib
import sys

import numpy as np
from safetensors.numpy import save_file

STEPS, INPUTS, HIDDEN, OUTPUTS = 40, 96, 80, 20

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(4)
weights = {"in": random.standard_normal((HIDDEN, INPUTS)),
           "out": random.standard_normal((OUTPUTS, HIDDEN))}
save_file({name: np.float32(value) for name, value in weights.items()},
          folder / "chain.safetensors")
layers = [{"name": "in", "type": "Linear", "in_features": INPUTS, "out_features": HIDDEN,
           "weight": "in", "use_bias": False},
          {"name": "relu", "type": "Lambda", "fn": "relu"},
          {"name": "out", "type": "Linear", "in_features": HIDDEN, "out_features": OUTPUTS,
           "weight": "out", "use_bias": False},
          {"name": "lif", "type": "SimpleLIF", "decay_constants": [0.9]}]
spec = {"format": "snnc", "version": 1, "name": "chain", "weights": "chain.safetensors",
        "inputs": [{"name": "x", "shape": [INPUTS], "spikes": True}],
        "outputs": [{"name": "y"}], "layers": layers}
(folder / "chain.json").write_text(json.dumps(spec))
np.save(folder / "x.npy", np.float32(random.random((STEPS, INPUTS)) < 0.03))
