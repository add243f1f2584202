# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inputs and outputs that are bytes or bits give what floats give, bit by bit: random
networks with floats in the reference interpreter, and compiled with other arrays,
by step, run, run_batch, the runtime's threads and `snnc run`, with and without
vectors. Every array lies at an odd byte between canaries, what is behind the bits
of a step is rubbish in inputs and has to be zero in outputs.

    array_elements.py [--count 12] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import collections
import json

import numpy as np

import bit_exact
import bit_exact_networks
import runtime_library
from bits import compare_named
from many_networks import check_all, parser_for

# [outputs, register lanes, steps of a tile, crossover]
PANELS = [(16, 1, 3, 0), (16, 4, 3, 0), (32, 8, 2, 2), (64, 16, 1, 0.2)]


class Case(bit_exact.Case):
    def __init__(self, network, seed, snnc, folder):
        self.random = np.random.default_rng([seed, 9])
        self.snnc, self.folder = snnc, folder
        self.spec, self.record = network.spec, []
        self.batch, self.steps = self.draw_sizes()
        self.burnin = int(self.random.choice([0, 0, 1, self.steps // 2, self.steps - 1]))
        self.draw_inputs()
        self.model = folder / "random.json"
        self.write(network)
        self.count = collections.Counter()
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin,
                                             "--interpret", "-O0")
        self.choose_outputs()
        self.model.write_text(json.dumps(self.spec, indent=1))

    def draw_inputs(self):
        """Bytes of any value and bits, now and then floats."""
        self.inputs, self.elements = {}, {}
        for each in self.spec["inputs"]:
            x = bit_exact_networks.draw_input(self.random, each, self.batch, self.steps)
            kinds = ["bits", "bits", "u8", "f32"] if each.get("spikes") else ["u8", "u8", "f32"]
            self.elements[each["name"]] = kind = str(self.random.choice(kinds))
            if kind == "u8":
                x = np.where(x != 0, self.random.integers(1, 256, x.shape), 0)
            self.inputs[each["name"]] = np.float32(x)

    def choose_outputs(self):
        """Now that floats have been through: every output that can be is bytes or bits."""
        self.execute(self.snnc, "compile", self.model, "-O0", "-o", self.folder / "floats")
        manifest = json.loads((self.folder / "floats/random.manifest.json").read_text())
        for spec, port in zip(self.spec["outputs"], manifest["outputs"]):
            if port["spikes"] and port["reduce"] not in ("sum", "mean"):
                spec["dtype"] = str(self.random.choice(["bits", "u8"]))
        for spec in self.spec["inputs"]:
            spec["dtype"] = self.elements[spec["name"]]

    def check(self):
        self.check_command_line()
        self.run("phases", self.inputs, self.burnin, "--check-phases", "-O0")
        native = self.build("native", f"-O{self.random.integers(4)}")
        found = {spec["name"]: array.dtype for spec, array in
                 zip(self.spec["inputs"] + self.spec["outputs"], native.inputs + native.outputs)}
        for spec in self.spec["inputs"] + self.spec["outputs"]:
            assert found[spec["name"]] == ["f32", "bits", "u8"].index(spec.get("dtype", "f32"))
        self.check_ways(native)
        self.check_runtime(native)
        panels = PANELS[self.random.integers(len(PANELS))]
        self.check_ways(self.build_panels(*panels))
        return self.count

    def check_runtime(self, native):
        runtime = runtime_library.Runtime(runtime_library.build(self.folder / "libruntime.so"))
        found = runtime.run(
            native, list(self.inputs.values()), self.burnin, threads=int(self.random.integers(1, 4)),
            group=int(self.random.integers(0, 3)))
        self.count["threads"] += compare_named("runtime: output", dict(zip(self.outputs, found)),
                                               self.outputs)


def make_case(seed, options, folder):
    return Case(bit_exact_networks.mixed(seed), seed, options.snnc, folder)


def main():
    check_all(make_case, parser_for(__doc__, count=12).parse_args())


if __name__ == "__main__":
    main()
