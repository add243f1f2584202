# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled code gives the reference interpreter's bits (docs/Semantics.md), NaN
for NaN, whichever way it is compiled and called:

    compiled    snnc run is snnc run --interpret, outputs and states, batched
    called      run through the shared object, with canaries around all memory
    stepped     step, reduced here, is run
    split       run(T1) then run(T2) is run(T1 + T2), by snapshot and by state file
    silent      a run that is all burn-in leaves the state, and zeros where reduced
    alone       a sample by itself is that sample of the batch
    threads     two threads are one
    built       -O0, -O1, another CPU, and panels of 16, 32 and 64 outputs and of
                16 without vectors, with convolutions that always, never or
                sometimes multiply

    bit_exact.py [--convolutions | --sums] [--count 20] [--seed 52] [--jobs 2] [--snnc PATH]
                 [--keep DIR]
Network k has the seed --seed + k; --keep leaves its files in DIR/k.
"""

import collections
import functools
import json
import platform
import shlex
import subprocess

import numpy as np
from safetensors.numpy import load_file, save_file

import bit_exact_networks
import native_model
from bits import Mismatch, compare, compare_named, reduce
from many_networks import check_all, parser_for

# For what the program does around the code. Optimised code has these checks, alone and
# split by snapshot, through the shared object.
PLAIN = ("-O0",)


class Case:
    """A random network, its inputs, and what the interpreter makes of them."""

    def __init__(self, network, seed, snnc, folder):
        self.random = np.random.default_rng([seed, 2])
        self.snnc, self.folder = snnc, folder
        self.spec = network.spec
        self.record = bit_exact_networks.states_to_record(network, self.random)
        self.batch, self.steps = self.draw_sizes()
        self.burnin = int(self.random.choice([0, 0, 1, self.steps // 2, self.steps - 1]))
        self.inputs = {each["name"]: bit_exact_networks.draw_input(
            self.random, each, self.batch, self.steps) for each in self.spec["inputs"]}
        self.model = folder / "random.json"
        self.write(network)
        self.count = collections.Counter()
        self.outputs, self.states = self.run("reference", self.inputs, self.burnin,
                                             "--interpret", "-O0")

    def write(self, network):
        self.model.write_text(json.dumps(self.spec, indent=1))
        if network.tensors:
            save_file(network.tensors, self.folder / "random.safetensors")

    def draw_sizes(self):
        """Samples, and steps: a part of a tile, some tiles, or more than the
        longest tile."""
        kind = self.random.choice(3, p=[0.6, 0.3, 0.1])
        most_samples, fewest, most = [(4, 2, 11), (3, 17, 50), (2, 130, 200)][kind]
        return (int(self.random.integers(1, most_samples + 1)),
                int(self.random.integers(fewest, most + 1)))

    # ------------------------------------------------------------- processes
    def execute(self, *command):
        command = [str(part) for part in command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode:
            head = "\n  ".join(done.stderr.splitlines()[:8])
            raise Mismatch(f"{shlex.join(command)}: exit code {done.returncode}\n  {head}")

    def run(self, what, inputs, burnin, *options):
        """Outputs, recorded states among them, and states of `snnc run`."""
        folder = self.folder / what
        folder.mkdir(exist_ok=True)
        command = [self.snnc, "run", self.model, "--burnin", burnin, *options]
        for name, x in inputs.items():
            np.save(folder / f"{name}.npy", x)
            command += ["--input", f"{name}={folder}/{name}.npy"]
        names = [each["name"] for each in self.output_specs()]
        for name in names:
            command += ["--output", f"{name}={folder}/{name}.npy"]
        for state in self.record:
            command += ["--record", f"{state}={folder}/{state}.npy"]
        self.execute(*command, "--state-out", folder / "states.safetensors")
        outputs = {name: np.load(folder / f"{name}.npy") for name in [*names, *self.record]}
        return outputs, load_file(folder / "states.safetensors")

    def output_specs(self):
        return self.spec["outputs"]

    def build(self, what, *options, model=None):
        """The model as a shared object."""
        folder = self.folder / what
        folder.mkdir(exist_ok=True)
        if model is None:
            options += tuple(x for state in self.record for x in ("--record", state))
        self.execute(self.snnc, "compile", model or self.model, "--emit=lib", "-o", folder,
                     *options)
        return native_model.Model(folder / "librandom.so", "random")

    # ---------------------------------------------------------------- checks
    def check(self):
        self.check_command_line()
        self.native = self.build("native")
        for sample in range(self.batch):
            inputs = [x[sample] for x in self.inputs.values()]
            self.check_run("called", self.native, sample, inputs)
            self.check_steps(sample, inputs)
            self.check_split(sample, inputs)
            self.check_silent(sample, inputs)
        self.check_batch()
        self.check_state_files()
        self.check_builds()
        return self.count

    def check_command_line(self):
        sample = int(self.random.integers(self.batch))
        one = {name: x[sample] for name, x in self.inputs.items()}
        for what, inputs, options in (
                ("compiled", self.inputs, ("--threads", 1)),
                ("threads", self.inputs, ("--threads", 2)), ("alone", one, PLAIN)):
            expected = [{k: v[sample] for k, v in each.items()} if what == "alone" else each
                        for each in (self.outputs, self.states)]
            outputs, states = self.run(what, inputs, self.burnin, *options)
            self.count[what] += compare_named(f"{what}: output", outputs, expected[0])
            self.count[what] += compare_named(f"{what}: state", states, expected[1])

    def check_states(self, what, model, state, sample):
        self.count[what] += compare_named(
            f"{what}: sample {sample}: state", model.states(state),
            {name: values[sample] for name, values in self.states.items()})

    def check_outputs(self, what, found, sample):
        self.count[what] += compare_named(
            f"{what}: sample {sample}: output", dict(zip(self.outputs, found)),
            {name: values[sample] for name, values in self.outputs.items()})

    def check_ways(self, model):
        """A build in every way of calling it."""
        self.native = model
        self.check_batch()
        sample = int(self.random.integers(self.batch))
        inputs = [x[sample] for x in self.inputs.values()]
        self.check_run("run", model, sample, inputs)
        self.check_steps(sample, inputs)
        self.check_split(sample, inputs)

    def check_run(self, what, model, sample, inputs):
        state = model.new_state()
        self.check_outputs(what, model.run(state, inputs, self.burnin), sample)
        self.check_states(what, model, state, sample)

    def check_batch(self):
        """All samples side by side, in one call."""
        states = self.native.new_states(self.batch)
        outputs = self.native.run_batch(states, list(self.inputs.values()), self.burnin)
        for sample in range(self.batch):
            self.check_outputs("batch", [each[sample] for each in outputs], sample)
            self.count["batch"] += compare_named(
                f"batch: sample {sample}: state", self.native.states_of(states, sample),
                {name: values[sample] for name, values in self.states.items()})

    def check_steps(self, sample, inputs):
        state = self.native.new_state()
        steps = [self.native.step(state, [x[t] for x in inputs]) for t in range(self.steps)]
        kinds = [native_model.REDUCTIONS[array.reduce] for array in self.native.outputs]
        found = [reduce(kind, np.stack(each[self.burnin:]))
                 for kind, each in zip(kinds, map(list, zip(*steps)))]
        self.check_outputs("stepped", found, sample)
        self.check_states("stepped", self.native, state, sample)

    def check_split(self, sample, inputs):
        at = int(self.random.integers(0, self.steps + 1))
        state = self.native.new_state()
        first = self.native.run(state, [x[:at] for x in inputs], min(at, self.burnin))
        state = self.native.copy_state(state)
        second = self.native.run(state, [x[at:] for x in inputs], max(0, self.burnin - at))
        for name, array, a, b in zip(self.outputs, self.native.outputs, first, second):
            if array.reduce == 0:
                self.count["split"] += compare(f"split at {at}: {name}", np.concatenate([a, b]),
                                               self.outputs[name][sample])
        self.check_states("split", self.native, state, sample)

    def check_silent(self, sample, inputs):
        state = self.native.new_state()
        burnin = [self.steps, self.steps + 1, 2**64 - 1][self.random.integers(3)]
        outputs = self.native.run(state, inputs, burnin)
        for output in outputs:
            self.count["silent"] += compare("silent", output, np.zeros_like(output))
        self.check_states("silent", self.native, state, sample)

    def check_state_files(self):
        at = int(self.random.integers(0, self.steps + 1))
        self.run("first", {k: x[:, :at] for k, x in self.inputs.items()}, 0, *PLAIN)
        outputs, states = self.run(
            "second", {k: x[:, at:] for k, x in self.inputs.items()}, 0,
            "--state-in", self.folder / "first/states.safetensors", *PLAIN)
        self.count["split"] += compare_named("state file", states, self.states)

    def check_builds(self):
        builds = {"-O0": ["-O0"], "-O1": ["-O1"]}
        if platform.machine() == "x86_64":
            builds["x86-64-v3"] = ["--cpu", "x86-64-v3"]
            # Whatever this machine has, the best of them is the one.
            builds["several CPUs"] = ["--cpu", "x86-64-v2,x86-64-v3,x86-64-v4"]
        models = {what: self.build(what, *options) for what, options in builds.items()}
        # Runs are short: tiles of a few steps, so that there are several.
        for lanes, register, tile, crossover in (
                (16, 1, 3, 0), (16, 4, 3, 0), (32, 8, 2, 2), (64, 16, 1, 0.2)):
            models[f"panels of {lanes}, registers of {register}, tiles of {tile}"] = (
                self.build_panels(lanes, register, tile, crossover))
        for what, model in models.items():
            for sample in range(self.batch):
                self.check_run(what, model, sample, [x[sample] for x in self.inputs.values()])

    def build_panels(self, lanes, register, tile, crossover):
        """Panels of that many outputs in registers of so many lanes, tiles of that
        many steps and products from that density on."""
        return self.build_resumed(f"panels{lanes}-{register}", [
            f"--snn-loops-pipeline=lanes={lanes} register-lanes={register} max-tile={tile} "
            f"crossover={crossover} conv-crossover={crossover}"])

    @functools.cached_property
    def network(self):
        """The model as snn-opt reads it."""
        network = self.folder / "random.network.mlir"
        record = [x for state in self.record for x in ("--record", state)]
        self.execute(self.snnc, "compile", self.model, "--emit=network", "-o", network, *record)
        return network

    def build_resumed(self, what, passes):
        """Lowered by snn-opt up to vector code, and then resumed."""
        loops = self.folder / f"{what}.mlir"
        self.execute(self.snnc.with_name("snn-opt"), *passes, self.network, "-o", loops)
        loops.write_text(loops.read_text().replace('snn.phase = "infer-shapes"',
                                                   'snn.phase = "expand-math"'))
        return self.build(what, model=loops)


def make_case(seed, options, folder):
    return Case((options.kind or bit_exact_networks.Network)(seed), seed, options.snnc, folder)


def main():
    parser = parser_for(__doc__, count=20, seed=52)
    parser.add_argument("--convolutions", action="store_const", dest="kind",
                        const=bit_exact_networks.Convolutions, help="networks of these")
    parser.add_argument("--sums", action="store_const", dest="kind",
                        const=bit_exact_networks.Sums, help="networks of large sums")
    check_all(make_case, parser.parse_args())


if __name__ == "__main__":
    main()
