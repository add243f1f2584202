# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether two programs computed the same spikes."""

import numpy as np

# Sums are rounded differently in every framework. Where a potential comes so near
# to the threshold, one may spike and another not, and later steps are not compared.
NEAR = {"spikes": 1e-5, "analog": 1e-4}


class Different(Exception):
    pass


def compare(network, found, expected):
    """Compares [samples, steps, ...] of spikes up to the step of each sample that
    is too near. Gives how many values were compared, and the part of all values
    that is equal."""
    if found.shape != expected.shape:
        raise Different(f"spikes of shape {found.shape}, not {expected.shape}")
    kind = "analog" if network.workload.density is None else "spikes"
    margin = np.load(network.folder / "margin.npy")[:len(found)]
    compared = 0
    for sample, near in enumerate(margin <= NEAR[kind]):
        steps = int(near.argmax()) if near.any() else len(near)
        if not np.array_equal(found[sample, :steps], expected[sample, :steps]):
            raise Different(f"other spikes than snnc's in sample {sample}")
        compared += found[sample, :steps].size
    return {"compared": compared, "equal": float((found == expected).mean())}
