# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model that is given its weights computes what one with constants does, bit by
bit: random networks by step, run, run_batch and the runtime's threads, with and
without vectors; then, without being compiled again, what the interpreter makes of
other weights. Packed from memory and by the runtime from a file, the buffers are
the same.

    runtime_weights.py [--count 12] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import collections

import numpy as np
from safetensors.numpy import save_file

import bit_exact
import bit_exact_networks
import runtime_library
from bits import compare_named
from many_networks import check_all, parser_for


class Case(bit_exact.Case):
    def __init__(self, network, seed, snnc, folder):
        self.random = np.random.default_rng([seed, 11])
        self.snnc, self.folder, self.network_of = snnc, folder, network
        self.spec, self.record = network.spec, []
        self.batch, self.steps = self.draw_sizes()
        self.burnin = int(self.random.choice([0, 0, 1, self.steps // 2]))
        self.inputs = {each["name"]: bit_exact_networks.draw_input(
            self.random, each, self.batch, self.steps) for each in self.spec["inputs"]}
        self.model = folder / "random.json"
        self.write(network)
        self.count = collections.Counter()

    def interpret(self):
        self.write(self.network_of)
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin,
                                             "--interpret", "-O0")

    def values(self, model):
        """Parameters by their names: those of the file, and those of the spec."""
        layers = {each.get("name", str(i)): each for i, each in enumerate(self.spec["layers"])}
        found = {}
        for array in model.params:
            name, shape = array.name.decode(), array.dims()
            value = self.network_of.tensors.get(name)
            if value is None:
                layer, key = name.rsplit(".", 1)
                value = layers[layer][key]
            found[name] = np.broadcast_to(np.float32(value), shape) if np.ndim(value) == 0 else value
        return found

    def check(self):
        builds = [self.build("native", "--weights=runtime", f"-O{self.random.integers(4)}"),
                  self.build_narrow()]
        before = dict(self.network_of.tensors)
        for swap in range(2):
            self.interpret()
            for model in builds:
                values = self.values(model)
                model.pack(values)
                self.check_ways(model)
            self.check_runtime(builds[0])
            self.change_weights({name for name in values if name in before})
        return self.count

    def change_weights(self, names):
        for name in names:
            tensor = self.network_of.tensors[name]
            self.network_of.tensors[name] = np.float32(
                tensor * 0.5 + 0.125 * self.random.standard_normal(tensor.shape))

    @property
    def network(self):
        """With weights as they are given (see bit_exact.Case.network)."""
        network = self.folder / "random.network.mlir"
        self.execute(self.snnc, "compile", self.model, "--emit=network", "--weights=runtime", "-o", network)
        return network

    def build_narrow(self):
        return self.build_panels(*[(16, 1, 3, 0), (16, 4, 3, 0.2), (32, 8, 2, 2)][self.random.integers(3)])

    def check_runtime(self, model):
        runtime = runtime_library.Runtime(runtime_library.build(self.folder / "libruntime.so"))
        found = runtime.run(model, list(self.inputs.values()), self.burnin,
                            threads=int(self.random.integers(1, 4)))
        self.count["threads"] += compare_named("runtime: output", dict(zip(self.outputs, found)), self.outputs)
        values = self.values(model)
        # Others stand between them, and a header of any length before.
        others = {f"z{'z' * int(self.random.integers(4))}": np.ones(3, np.uint8), "a": np.ones(1, np.float16)}
        save_file({name: np.ascontiguousarray(x, np.float32) for name, x in values.items()} | others,
                  self.folder / "given.safetensors", {"who": 'a "quote", {[ and \\ more'})
        loaded = runtime.load(model, self.folder / "given.safetensors")
        assert loaded == model.weights.bytes.tobytes(), "snn_params_load packs other bytes"
        self.count["loaded"] += len(loaded) // 4


def make_case(seed, options, folder):
    return Case(bit_exact_networks.mixed(seed), seed, options.snnc, folder)


def main():
    check_all(make_case, parser_for(__doc__, count=12).parse_args())


if __name__ == "__main__":
    main()
