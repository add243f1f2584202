# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A gain below 0 that snnTorch's importer folds into a threshold makes it one below 0, and
then a reset to 0 is done once more, as `--reset zero,again` says it for every neuron. Of
thresholds above 0 both are the same."""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file

STEPS, DT = 50, 1e-4


def full(value, count=4):
    return np.full(count, value, np.float64)


def lif(r):
    return {"type": "LIF", "tau": full(DT * 10), "r": full(r), "v_leak": full(0),
            "v_threshold": full(0.5), "v_reset": full(0)}


def cuba(w_in):
    return {"type": "CubaLIF", "tau_mem": full(DT), "tau_syn": full(DT * 4), "r": full(1),
            "v_leak": full(0), "v_threshold": full(0.5), "v_reset": full(0), "w_in": full(w_in)}


def run(folder, node, x, reset):
    port = np.array([4])
    nodes = {"input": {"type": "Input", "shape": port}, "n": node,
             "output": {"type": "Output", "shape": port}}
    nir_file.write(folder / "n.nir", nodes, [("input", "n"), ("n", "output")])
    np.save(folder / "x.npy", x)
    subprocess.run(["snnc", "run", folder / "n.nir", "--convention", "snntorch", "--dt", str(DT),
                    "--reset", reset, "--input", folder / "x.npy", "--output", folder / "y.npy"],
                   check=True, stdout=subprocess.DEVNULL)
    return np.load(folder / "y.npy")


def main():
    x = np.random.default_rng(0).choice([-1.0, -0.5, 0.0, 0.5, 1.0], (STEPS, 4)).astype(np.float32)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for node in (lif(-5.0), cuba(-2.0), lif(5.0), cuba(2.0)):
            once, again = (run(folder, node, x, reset) for reset in ("zero", "zero,again"))
            if not once.any():
                sys.exit("nothing spikes")
            if (once != again).any():
                sys.exit(f"{node}: {(once != again).sum()} spikes of {once.size} differ")
    print("gains below 0 turn thresholds")


main()
