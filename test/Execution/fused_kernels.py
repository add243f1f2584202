# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels of several passes give the reference interpreter's bits (docs/Semantics.md):
chains with norms and with delayed copies of what they read (fused_networks.py), by
step, run and run_batch, with and without optimisation, in tiles of some steps.

    fused_kernels.py [--count 8] [--chains 6] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import collections

import numpy as np

import bit_exact
import fused_networks
from many_networks import check_all, parser_for

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
        self.check_ways(self.build("native", self.level))
        self.check_ways(self.build_panels(*[(16, 4, 3, 0), (32, 8, 2, 2), (64, 16, 1, 0.2)][self.random.integers(3)]))
        return self.count


def main():
    parser = parser_for(__doc__, count=8)
    parser.add_argument("--chains", type=int, default=6, help="of each network")
    check_all(Case, parser.parse_args())


if __name__ == "__main__":
    main()
