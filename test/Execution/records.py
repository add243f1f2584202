# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every layer of random networks is recorded at once, compiled and interpreted.

What is recorded are the interpreter's bits, in every way of calling the code, and
the model's own outputs and states are those of a build without records.

    records.py [--count 10] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import collections
import json
import re
import subprocess

import numpy as np

import bit_exact
import bit_exact_networks
import generate
from bits import compare_named
from many_networks import check_all, parser_for

SAMPLES, STEPS = 2, 20


def port_name(layer):
    """What a layer's output is called in C."""
    name = re.sub(r"\W", "_", layer)
    return "_" + name if name[0].isdigit() else name


class Case(bit_exact.Case):
    """One network, and what the interpreter makes of all its layers."""

    def __init__(self, seed, options, folder):
        self.random = np.random.default_rng([seed, 7])
        self.snnc, self.folder, self.level = options.snnc, folder, f"-O{seed % 2}"
        network = [generate.Network, bit_exact_networks.Network][seed % 2](seed)
        self.spec, self.count = network.spec, collections.Counter()
        self.batch, self.steps, self.burnin = SAMPLES, STEPS, seed % 3
        self.inputs = {each["name"]: bit_exact_networks.draw_input(
            self.random, each, SAMPLES, STEPS) for each in self.spec["inputs"]}
        self.model = folder / "random.json"
        self.write(network)
        self.record = []
        self.plain = self.run("plain", self.inputs, self.burnin)
        self.record = self.layers()
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin, "--interpret")

    def layers(self):
        """All that reach an output and all that do not, by their names in `info`."""
        info = subprocess.run([self.snnc, "info", self.model, "--json"], capture_output=True,
                              text=True, check=True)
        return list(dict.fromkeys(layer["name"] for layer in json.loads(info.stdout)["layers"]))

    def check(self):
        outputs, states = self.run("compiled", self.inputs, self.burnin, self.level)
        self.count["compiled"] += compare_named("output", outputs, self.outputs)
        self.count["compiled"] += compare_named("state", states, self.states)
        for what, plain, recorded in zip(("output", "state"), self.plain, (outputs, states)):
            own = {name: recorded[name] for name in plain}
            self.count["own"] += compare_named(f"own {what}", own, plain)
        self.check_object()
        return self.count

    def check_object(self):
        """A layer that is an output anyway becomes no second one."""
        native = self.build("native", self.level)
        layers = {port_name(layer).rstrip("_"): layer for layer in self.record}
        own = [each["name"] for each in self.spec["outputs"]]
        ports = [array.name.decode() for array in native.outputs]
        assert ports[:len(own)] == own, ports
        self.record = [layers[port.rstrip("_")] for port in ports[len(own):]]
        self.outputs = {name: self.outputs[name] for name in own + self.record}
        self.check_ways(native)


def main():
    check_all(Case, parser_for(__doc__, count=10).parse_args())


if __name__ == "__main__":
    main()
