# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether a program computes the spikes that it should."""

import numpy as np

# Sums are rounded differently in every framework. Where a potential comes so near
# to the threshold, one may spike and another not, and later steps are not compared.
NEAR = {"spikes": 1e-5, "analog": 1e-4}


class Different(Exception):
    pass


def compare(network, found):
    """Compares [samples, steps, ...] of spikes, of some samples at least, up to the
    step of each that is too near. Gives how many values were compared, and the part
    of all values that is equal."""
    expected = np.load(network.folder / "spikes.npy")[:len(found)]
    found = found[:len(expected)]
    if found.shape != expected.shape:
        raise Different(f"spikes of shape {found.shape}, not {expected.shape}")
    kind = "analog" if network.workload.density is None else "spikes"
    margin, compared = np.load(network.folder / "margin.npy"), 0
    for sample, near in enumerate(margin[:len(found)] <= NEAR[kind]):
        steps = int(near.argmax()) if near.any() else len(near)
        if not np.array_equal(found[sample, :steps], expected[sample, :steps]):
            raise Different(f"wrong spikes in sample {sample}")
        compared += found[sample, :steps].size
    return {"compared": compared, "equal": float((found == expected).mean())}
