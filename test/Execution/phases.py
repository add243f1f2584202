# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every phase leaves a model that computes the same bits: `snnc run --check-phases` on
networks of all pairs of layers (pair_networks.py) and on others of every kind.

    phases.py [--count N] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR] [--random]

The first pair_networks.COUNT numbers, which are the default, have each pair once. With
--random the networks are those of bit_exact.py, with all layers that there are, 20 by
default. SNNC_TEST_FULL in the environment asks for ten times as many.
"""

import collections
import json
import os
import re
import subprocess

import numpy as np
from safetensors.numpy import save_file

import bit_exact_networks
import pair_networks
from bits import Mismatch
from many_networks import check_all, parser_for


class Case:
    """One network, run with inputs of some steps: less than a tile, or more."""

    def __init__(self, number, options, folder):
        self.random = np.random.default_rng([number, 7])
        self.snnc, self.folder = options.snnc, folder
        self.steps = int(self.random.choice([3, 14, 20, 37]))
        if options.random:
            self.take_random(bit_exact_networks.Network(number))
        else:
            self.take_pairs(pair_networks.Network(number))

    def take_pairs(self, network):
        self.spec, self.tensors, self.record = network.spec, network.tensors, []
        self.inputs = network.draw_inputs(2, self.steps)
        if self.random.random() < 0.3:
            self.record = list(self.random.permutation(network.states)[:3])

    def take_random(self, network):
        self.spec, self.tensors = network.spec, network.tensors
        self.record = bit_exact_networks.states_to_record(network, self.random)
        self.inputs = {each["name"]: bit_exact_networks.draw_input(self.random, each, 2, self.steps)
                       for each in self.spec["inputs"]}

    def check(self):
        model = self.folder / "random.json"
        model.write_text(json.dumps(self.spec, indent=1))
        if self.tensors:
            save_file(self.tensors, self.folder / "random.safetensors")
        burnin = self.random.choice([0, 0, 1, self.steps // 2])
        command = [str(self.snnc), "run", str(model), "--check-phases", "-O0", "--burnin", str(burnin)]
        for name, x in self.inputs.items():
            np.save(self.folder / f"{name}.npy", x)
            command += ["--input", f"{name}={self.folder}/{name}.npy"]
        for state in self.record:
            command += ["--record", f"{state}={self.folder}/{state}.npy"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        found = re.search(r"the same behind (.*), to-llvm \((\d+) numbers compared\)", done.stdout)
        if done.returncode or not found:
            raise Mismatch(f"exit code {done.returncode}\n  " + "\n  ".join(done.stderr.splitlines()[:8]))
        assert found[1].split(", ")[-1] == "outline-kernels", found[1]
        return collections.Counter({"numbers": int(found[2])})


def main():
    parser = parser_for(__doc__, count=None)
    parser.add_argument("--random", action="store_true", help="networks of every kind")
    options = parser.parse_args()
    if options.count is None:
        options.count = 20 if options.random else pair_networks.COUNT
        options.count *= 10 if os.environ.get("SNNC_TEST_FULL") else 1
    check_all(Case, options)


if __name__ == "__main__":
    main()
