# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Delays give the reference interpreter's bits, and those of an index into the past
in NumPy, in all ways of bit_exact.py; besides, compiled for tiles around their
lengths, and with states of several samples that began at different times.

    delays.py [--count 20] [--seed 0] [--jobs 2] [--snnc PATH] [--keep DIR]
"""

import numpy as np

import bit_exact
import delay_networks
from bits import compare, compare_named
from many_networks import check_all, parser_for


class Delays(bit_exact.Case):
    def __init__(self, seed, options, folder):
        self.network_drawn = delay_networks.Network(seed)
        super().__init__(self.network_drawn, seed, options.snnc, folder)

    def draw_sizes(self):
        """A few steps, or some more than the longest delay."""
        longest = int(max(self.network_drawn.lengths))
        size = max(np.prod(each["shape"]) for each in self.spec["inputs"])
        most = longest + 40 if size < 100 or longest < 200 else 200
        return int(self.random.integers(1, 4)), int(self.random.choice([3, 40, most]))

    def check(self):
        self.check_past()
        super().check()
        self.check_apart()
        return self.count

    def check_past(self):
        """What delays an input is that, so many steps ago."""
        x = self.inputs["x"]
        if self.spec["inputs"][0].get("spikes"):
            x = np.float32(x != 0)
        for name, steps in self.network_drawn.delayed.items():
            longest = int(steps.max())
            padded = np.concatenate(
                [np.zeros((len(x), longest, *steps.shape), np.float32), x], 1)
            at = longest + np.arange(self.steps).reshape(-1, *[1] * steps.ndim) - steps
            expected = np.take_along_axis(padded, at[None], 1)[:, self.burnin:]
            self.count["past"] += compare(f"past of {name}", self.outputs[name + "_out"],
                                          expected)
            if longest:
                self.count["past"] += compare(f"state of {name}", self.states[name + ".past"],
                                              padded[:, -longest:])

    def check_apart(self):
        """Samples side by side, of which each begins some steps later."""
        model, samples = self.build_tiles(8), 3
        inputs = [x[0] for x in self.inputs.values()]
        states = model.new_states(samples)
        each = [model.new_state() for _ in range(samples)]
        size = model.descriptor.state_bytes
        for sample, state in enumerate(each):
            model.run(state, [x[:sample] for x in inputs])
            states.bytes[sample * size:(sample + 1) * size] = state.bytes
        left = self.steps - samples
        if left < 1:
            return
        parts = [np.stack([x[k:k + left] for k in range(samples)]) for x in inputs]
        found = model.run_batch(states, parts)
        for sample, state in enumerate(each):
            expected = model.run(state, [x[sample] for x in parts])
            for a, b in zip(found, expected):
                self.count["apart"] += compare(f"apart: sample {sample}", a[sample], b)
            self.count["apart"] += compare_named(
                f"apart: sample {sample}", model.states_of(states, sample), model.states(state))

    def build_tiles(self, tile):
        return self.build_resumed(f"tiles{tile}", [
            f"--snn-loops-pipeline=lanes=32 max-tile={tile} crossover=0.35"])

    def check_builds(self):
        """Tiles one shorter, as long and one longer than a delay."""
        near = [n for n in self.network_drawn.lengths if n < 130] or [16]
        tiles = {int(self.random.choice(near)) + k for k in (-1, 0, 1)} - {0}
        models = {f"tiles of {tile}": self.build_tiles(tile) for tile in tiles}
        models["-O0"] = self.build("-O0", "-O0")
        for what, model in models.items():
            for sample in range(self.batch):
                self.check_run(what, model, sample, [x[sample] for x in self.inputs.values()])


def main():
    check_all(Delays, parser_for(__doc__, count=20).parse_args())


if __name__ == "__main__":
    main()
