# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the two graphs of examples/topology in `snnc run` and in JAX: outputs,
states and registers must agree, before a neuron comes near its threshold.

    compare_topology.py [--snnc PATH]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file

from case import draw_far_from_threshold
from comparison import Mismatch, compare, compare_states
import jax_reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = 100
GRAPHS = {"topology3": [[20]] * 3, "topology5": [[12], [16], [16], [8], [8]]}


def run(snnc, folder, name, shapes):
    """Gives how many spikes came out, in how many steps."""
    path = ROOT / f"examples/topology/{name}.json"
    network = jax_reference.load(path, shapes)
    inputs, cut, _ = draw_far_from_threshold(network, np.random.default_rng(1), STEPS)
    command = [snnc, "run", path, "--output", folder / "y.npy",
               "--state-out", folder / "states.safetensors"]
    for each, x in zip(network.spec["inputs"], inputs):
        np.save(folder / f"{each['name']}.npy", x)
        command += ["--input", f"{each['name']}={folder}/{each['name']}.npy"]
    if code := subprocess.run(command).returncode:
        raise Mismatch(f"exit code {code}")
    (expected,), states, history, _ = network.run(inputs)
    compare("output", np.load(folder / "y.npy"), expected)
    compare_states(load_file(folder / "states.safetensors"), states, history)
    return int(expected.sum()), STEPS - cut


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    snnc = parser.parse_args().snnc
    for name, shapes in GRAPHS.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                spikes, steps = run(snnc, pathlib.Path(folder), name, shapes)
            except Mismatch as problem:
                sys.exit(f"{name}: {problem}")
        print(f"{name}: {spikes} spikes in {steps} steps, as in JAX")
        if not spikes or steps < STEPS // 4:
            sys.exit(f"{name}: too little to compare; choose other inputs")


if __name__ == "__main__":
    main()
