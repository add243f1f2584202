# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A random network with inputs, and what JAX makes of them. What is in
Inputs/random-networks.npz (recorded_cases.py) does not wait for JAX."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Networks this small take longer to compile than to run.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false "
                      "--xla_backend_optimization_level=0")

import numpy as np

import generate

NEAR = 1e-4    # of a threshold: from there on a run may legitimately differ
RUNAWAY = 1e3  # a network whose values grow beyond this says nothing
FEWEST = 6     # steps that must be left after a cut


def draw_inputs(random, inputs, steps):
    """Spikes of a density of its own for each input, or noise around a level of
    its own for each element."""
    drawn = []
    for each in inputs:
        shape = (steps, *each["shape"])
        if each.get("spikes"):
            drawn.append(random.random(shape) < random.uniform(0.05, 0.5))
        else:
            level = random.standard_normal(each["shape"])
            drawn.append(level + random.standard_normal(shape))
    return [np.float32(x) for x in drawn]


def draw_far_from_threshold(network, random, steps):
    """Inputs for which no neuron comes near its threshold, or, of a few draws,
    those for which it takes longest. Gives the inputs up to there, how many steps
    were cut off, and which draw it was."""
    best, kept, which = None, -1, None
    for draw in range(6):
        inputs = draw_inputs(random, network.spec["inputs"], steps)
        near = np.flatnonzero(network.run(inputs)[3] <= NEAR)
        free = int(near[0]) if near.size else steps
        if free > kept:
            best, kept, which = inputs, free, draw
        if kept == steps:
            break
    return [x[:kept] for x in best], steps - kept, which


class Case:
    """`usable` says whether there is anything to compare."""

    def __init__(self, seed):
        self.draw_network(seed)
        import jax_reference

        network = jax_reference.Network(self.spec, self.tensors, self.shapes)
        self.inputs, self.cut, self.draw = draw_far_from_threshold(network, self.random, self.steps)
        steps = self.steps - self.cut
        self.burnin = min(int(self.random.choice([0, 0, 1, steps // 2])), max(0, steps - 1))
        self.outs, self.states, self.history, _ = network.run(self.inputs, self.burnin)
        self.kinds = [self.spec["layers"][i]["type"] for i in network.finals]
        self.usable = steps >= FEWEST and not self.grows()

    def draw_network(self, seed):
        self.random = np.random.default_rng([seed, 1])
        drawn = generate.Network(seed)
        self.spec, self.tensors, self.shapes = drawn.spec, drawn.tensors, drawn.shapes
        self.steps = int(self.random.integers(10, 33))

    @classmethod
    def of_answers(cls, seed, answers):
        """A usable case, by the attributes that JAX had a part in."""
        case = cls.__new__(cls)
        case.draw_network(seed)
        for name, value in answers.items():
            setattr(case, name, value)
        for _ in range(case.draw + 1):
            drawn = draw_inputs(case.random, case.spec["inputs"], case.steps)
        case.inputs = [x[:case.steps - case.cut] for x in drawn]
        return case

    def grows(self):
        arrays = [*self.outs, *self.states.values(), *self.history.values()]
        return not all(np.all(abs(a) < RUNAWAY) for a in arrays)
