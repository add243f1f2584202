# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the weights of the two networks: random, always the same ones.

    .venv/bin/python examples/topology/weights.py
"""

import pathlib

import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent


def linear(random, name, inputs, outputs, gain):
    """Equinox's layout (out, in), with a deviation of gain / sqrt(in)."""
    weight = random.standard_normal((outputs, inputs)) * gain / inputs**0.5
    bias = random.standard_normal(outputs) * 0.1
    return {f"{name}.weight": np.float32(weight), f"{name}.bias": np.float32(bias)}


def main():
    random = np.random.default_rng(20)
    nets = {
        "topology3": linear(random, "fc", 30, 20, 1.0),
        "topology5": {
            **linear(random, "0", 6, 12, 2.0),
            **linear(random, "1", 28, 16, 6.0),
            # Below 1, or the layer that hears itself would run away.
            **linear(random, "3", 34, 8, 4.0),
        },
    }
    own = nets["topology5"]["3.weight"][:, 16:24]
    own *= 0.8 / np.linalg.norm(own, 2)
    for name, weights in nets.items():
        path = HERE / f"{name}.safetensors"
        save_file(weights, path)
        path.chmod(0o644)


if __name__ == "__main__":
    main()
