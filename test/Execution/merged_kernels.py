# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels that share code with others give the reference interpreter's bits
(docs/Semantics.md): layers of one kind with different numbers (merged_networks.py),
by step, run and run_batch, with and without optimisation.

    merged_kernels.py [--count 8] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import collections
import re

import numpy as np

import bit_exact
import merged_networks
from many_networks import check_all, parser_for

SAMPLES, STEPS = 3, 9


class Case(bit_exact.Case):
    """One network, and what the interpreter makes of it."""

    def __init__(self, seed, options, folder):
        self.random = np.random.default_rng([seed, 7])
        self.snnc, self.folder = options.snnc, folder
        network = merged_networks.Network(seed)
        self.spec, self.inputs = network.spec, network.draw_inputs(SAMPLES, STEPS)
        self.record = network.states[:5] if seed % 3 == 0 else []
        self.batch, self.steps, self.burnin = SAMPLES, STEPS, seed % 2
        self.model = folder / "random.json"
        self.write(network)
        self.count = collections.Counter()
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin, "--interpret", "-O0")

    def check(self):
        self.check_ways(self.build("native", f"-O{self.random.integers(4)}"))
        self.check_ways(self.build_merged())
        return self.count

    def build_merged(self):
        """With as little code as there can be: two kernels of a kind are one."""
        before, after = self.folder / "before.mlir", self.folder / "merged.mlir"
        record = [x for state in self.record for x in ("--record", state)]
        self.execute(self.snnc, "compile", self.model, "--stop-after=emit-abi", "-o", before, *record)
        self.execute(self.snnc.with_name("snn-opt"), "--pass-pipeline=builtin.module(expand-strided-metadata,"
                     "lower-affine,convert-scf-to-cf,convert-to-llvm{dynamic=true},reconcile-unrealized-casts,"
                     "snn-merge-kernels{fewest=2},canonicalize,cse)", before, "-o", after)
        text = after.read_text().replace('snn.phase = "emit-abi"', 'snn.phase = "to-llvm"')
        after.write_text(text)
        functions = len(re.findall(r"llvm.func internal @random\.run\.", text))
        kernels = len(re.findall(r"call @random\.run\.", text))
        assert functions < kernels, f"{functions} functions for {kernels} kernels"
        return self.build("merged", model=after)


def main():
    parser = parser_for(__doc__, count=8)
    check_all(Case, parser.parse_args())


if __name__ == "__main__":
    main()
