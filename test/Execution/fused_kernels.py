# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels of several passes give the reference interpreter's bits (docs/Semantics.md):
chains with norms and with delayed copies of what they read (fused_networks.py), by
step, run and run_batch, with and without optimisation, in tiles of some steps.

    fused_kernels.py [--count 8] [--chains 6] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import argparse
import collections
import pathlib
import sys
import tempfile

import numpy as np

import bit_exact
import fused_networks
from bits import Mismatch, run_all

SAMPLES, STEPS = 3, 14


class Case(bit_exact.Case):
    """One network, and what the interpreter makes of it."""

    def __init__(self, seed, options, folder):
        self.random = np.random.default_rng([seed, 5])
        self.snnc, self.folder, self.level = options.snnc, folder, f"-O{seed % 2}"
        network = fused_networks.Network(seed, options.chains)
        self.spec, self.inputs = network.spec, network.draw_inputs(SAMPLES, STEPS)
        self.record = network.states if seed % 3 == 0 else []
        self.batch, self.steps, self.burnin = SAMPLES, STEPS, seed % 2
        self.model = folder / "random.json"
        self.write(network)
        self.count = collections.Counter()
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin, "--interpret", "-O0")

    def check(self):
        self.check_model(self.build("native", self.level))
        self.check_model(self.build_panels(*[(16, 4, 3, 0), (32, 8, 2, 2), (64, 16, 1, 0.2)][self.random.integers(3)]))
        return self.count

    def check_model(self, model):
        self.native = model
        self.check_batch()
        sample = int(self.random.integers(SAMPLES))
        inputs = [x[sample] for x in self.inputs.values()]
        self.check_run("run", model, sample, inputs)
        self.check_steps(sample, inputs)
        self.check_split(sample, inputs)


def run(seed, options):
    """What was compared, or the text of what is wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary) / str(seed)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return Case(seed, options, folder).check()
        except (Mismatch, AssertionError) as problem:
            return f"network {seed}: {problem}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--chains", type=int, default=6, help="of each network")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--snnc", type=pathlib.Path, default=bit_exact.ROOT / "build/bin/snnc")
    parser.add_argument("--keep", help="folder for the files of every network")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.count)
    sys.exit(run_all(run, [(seed, options) for seed in seeds], options.jobs))


if __name__ == "__main__":
    main()
