# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gain `fold` divides potentials instead of multiplying inputs. What starts from
v_leak or v_reset, and what relaxes to v_leak, has to give the same with it."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file

LEAK, TAU = np.array([0.3, -0.2, 0.1]), np.array([0.004, 0.01, 0.02])
LEAKY = {"tau": TAU, "r": np.array([1, 2, 1.5]), "v_leak": LEAK}
CUBA = {"tau_mem": TAU, "tau_syn": TAU / 2, "r": np.array([2, 3, 4]), "w_in": np.array([1, 2, 3]),
        "v_leak": LEAK}
FIRING = {"v_threshold": np.array([0.31, 0.42, 0.53]), "v_reset": np.array([0.1, -0.2, 0.3])}
NODES = {"li": {"type": "LI", **LEAKY}, "cuba": {"type": "CubaLI", **CUBA},
         "lif": {"type": "LIF", **LEAKY, **FIRING}, "spikes": {"type": "CubaLIF", **CUBA, **FIRING},
         "if": {"type": "IF", "r": np.array([500, 400, 300]), **FIRING}}


def run(snnc, folder, flags):
    command = [snnc, "run", f"{folder}/net.nir", "--dt", "1e-3", *flags, "--input", f"{folder}/x.npy"]
    for name in NODES:
        command += ["--output", f"out_{name}={folder}/{name}.npy"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        sys.exit(done.stderr[:2000])
    return {name: np.load(f"{folder}/{name}.npy") for name in NODES}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    outputs = {f"out_{name}": {"type": "Output", "shape": np.array([3])} for name in NODES}
    edges = [edge for name in NODES for edge in (("input", name), (name, f"out_{name}"))]
    with tempfile.TemporaryDirectory() as folder:
        nir_file.write(pathlib.Path(folder) / "net.nir",
                       NODES | outputs | {"input": {"type": "Input", "shape": np.array([3])}}, edges)
        np.save(f"{folder}/x.npy", np.float32(np.random.default_rng(1).normal(0.5, 1, (30, 3))))
        for preset in ("norse", "spikingjelly", "spec"):
            flags = ["--convention", preset, "--gain"]
            plain = run(options.snnc, folder, [*flags, "r dt/tau"])
            folded = run(options.snnc, folder, [*flags, "fold"])
            for name, expected in plain.items():
                worst = abs(folded[name] - expected).max()
                if worst > 1e-5 or not abs(expected).max():
                    sys.exit(f"{preset}, {name}: {folded[name]}, expected {expected}")
            print(f"{preset}: {sum(y.sum() for n, y in plain.items() if n in ('lif', 'spikes', 'if'))}")


if __name__ == "__main__":
    main()
