# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Linear kernels give the reference interpreter's bits (docs/Semantics.md) in every
size, at every density of events, however they are cut into panels, tiles and
groups of samples, and whether they add rows or multiply matrices:

    panels of 16, 32 and 64 outputs, and of 16 without vectors
    x tiles of up to 1, 2, 3, 5 and 128 steps
    x products always, of dense inputs, and never
    runs of 1 to 300 steps x 1, 2 and 9 samples side by side x 1 and 2 threads

    kernel_sweep.py [--count 27] [--full] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
--full takes every kind of network in every size of inputs and of outputs.
"""

import collections
import itertools
import pathlib
import sys
import tempfile

import numpy as np

import bit_exact
import kernel_networks
import runtime_library
from bits import Mismatch, compare_named, run_all
from many_networks import parser_for

LANES = ((16, 4), (32, 8), (64, 16), (16, 1))  # of a panel, of a register
TILES, CROSSOVERS = (1, 2, 3, 5, 128), (0, 0.35, 2)
BUILDS = list(itertools.product(LANES, TILES, CROSSOVERS))
RUNS = (1, 2, 3, 7, 130, kernel_networks.STEPS)
MOST_WEIGHTS = 1 << 18  # the interpreter is no fast program
# Only with so many weights are tiles as long as they may be.
LARGE = [("chain", (1000, 130)), ("recurrent", (65, 260)), ("sources", (513, 144))]
FIRST = LARGE + [("narrow", (40, 33))]


class Sweep(bit_exact.Case):
    """One network, and what the interpreter makes of it."""

    def __init__(self, number, kind, sizes, options, folder):
        self.random = np.random.default_rng([number, options.seed])
        self.number, self.kind, self.snnc, self.folder = number, kind, options.snnc, folder
        network = kernel_networks.Network(kind, sizes, number + options.seed)
        self.spec, self.inputs = network.spec, network.draw_inputs()
        self.record = network.states if number % 3 == 0 else []
        self.model = folder / "random.json"
        self.write(network)
        if kind == "infinite":
            self.make_infinite()
        self.count = collections.Counter()
        self.outputs, self.states = self.run("reference", self.inputs, 0, "--interpret", "-O0")
        self.runtime = runtime_library.Runtime(options.runtime)

    def make_infinite(self):
        """Huge weights become infinite, which no spec can say."""
        network = self.folder / "infinite.mlir"
        self.execute(self.snnc, "compile", self.model, "--stop-after=import", "-o", network)
        before, after = (value.tobytes().hex().upper()
                         for value in (kernel_networks.HUGE, np.float32(np.inf)))
        network.write_text(network.read_text().replace(before, after))
        self.model, self.record = network, []

    # ---------------------------------------------------------------- builds
    def check(self):
        self.check_model("default", self.build("default"))
        first = self.number * 3
        for lanes, tile, crossover in self.builds(first):
            what = f"panels of {lanes[0]}, registers of {lanes[1]}, tiles of {tile}, crossover {crossover}"
            self.check_model(what, self.build_with(lanes, tile, crossover))
        return self.count

    def builds(self, first):
        """Three of all; of narrow layers each kind of panel."""
        if self.kind == "narrow":
            return list(zip(LANES, TILES[1:], itertools.cycle(CROSSOVERS)))
        return BUILDS[first % len(BUILDS):][:3]

    def build_with(self, lanes, tile, crossover):
        return self.build_resumed(f"{lanes[0]}-{lanes[1]}-{tile}-{crossover}", [
            f"--snn-loops-pipeline=lanes={lanes[0]} register-lanes={lanes[1]} max-tile={tile} "
            f"crossover={crossover}"])

    # ---------------------------------------------------------------- checks
    def check_model(self, what, model):
        for steps in RUNS:
            self.check_side_by_side(f"{what}: {steps} steps", model, steps)
        self.check_states(f"{what}", model)
        self.check_threads(what, model)

    def expected(self, samples, begin, end):
        return {name: values[samples, begin:end] for name, values in self.outputs.items()}

    def part(self, samples, end):
        return [x[samples, :end] for x in self.inputs.values()]

    def check_side_by_side(self, what, model, steps):
        """1, 2 and 9 samples in one call; the last leave out a step."""
        one, two = map(int, self.random.integers(0, kernel_networks.SAMPLES - 1, 2))
        for samples in (slice(one, one + 1), slice(two, two + 2), slice(None)):
            inputs = self.part(samples, steps)
            burnin = int(samples == slice(None))
            states = model.new_states(len(inputs[0]))
            found = model.run_batch(states, inputs, burnin)
            self.compare(what, found, self.expected(samples, burnin, steps))

    def compare(self, what, found, expected):
        self.count["values"] += compare_named(what, dict(zip(self.outputs, found)), expected)

    def check_states(self, what, model):
        """After the longest run, cut in two."""
        at = int(self.random.choice([1, 2, 64, 127, 128, 131, 299]))
        states = model.new_states(kernel_networks.SAMPLES)
        for part in (slice(None, at), slice(at, None)):
            found = model.run_batch(states, [x[:, part] for x in self.inputs.values()])
            self.compare(f"{what}: cut at {at}", found,
                         {name: values[:, part] for name, values in self.outputs.items()})
        for sample in range(kernel_networks.SAMPLES):
            self.count["states"] += compare_named(
                f"{what}: cut at {at}: sample {sample}", model.states_of(states, sample),
                {name: values[sample] for name, values in self.states.items()})

    def check_threads(self, what, model):
        """The runtime's batches; one of them on states of the caller's."""
        steps, whole = 20, slice(None)
        for threads, group in itertools.product((1, 2), (0, 1, 2, 5, 20)):
            given = [model.new_state() for _ in range(kernel_networks.SAMPLES)] if group == 2 else None
            found = self.runtime.run(model, self.part(whole, steps), 3, threads, group, given)
            self.count["threads"] += compare_named(
                f"{what}: {threads} threads, {group} at a time", dict(zip(self.outputs, found)),
                self.expected(whole, 3, steps))


def fits(sizes):
    return sizes[0] * sizes[1] <= MOST_WEIGHTS


def choose_networks(options):
    """[(kind, (inputs, outputs))]: the large ones, then every kind in turn, with
    every size in turn as the number of inputs and as that of outputs."""
    sizes, kinds = kernel_networks.SIZES, list(kernel_networks.KINDS)
    if options.full:
        return FIRST + [(kind, pair) for pair in itertools.product(sizes, sizes) if fits(pair) for kind in kinds]
    pairs = [pair for shift in range(len(sizes)) for pair in
             zip(sizes, sizes[shift + 4:] + sizes[:shift + 4]) if fits(pair)]
    return (FIRST + [(kinds[k % len(kinds)], pairs[k % len(pairs)]) for k in range(options.count)])[:options.count]


def run(number, kind, sizes, options):
    """What was compared, or the text of what is wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary) / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return Sweep(number, kind, sizes, options, folder).check()
        except (Mismatch, AssertionError) as problem:
            return f"network {number}, {kind} {sizes[0]} to {sizes[1]}: {problem}"


def main():
    parser = parser_for(__doc__, count=27)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    networks = choose_networks(options)
    with tempfile.TemporaryDirectory() as folder:
        options.runtime = runtime_library.build(pathlib.Path(folder) / "libruntime.so")
        sys.exit(run_all(run, [(number, *network, options) for number, network in enumerate(networks)],
                                   options.jobs))


if __name__ == "__main__":
    main()
