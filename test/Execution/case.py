# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A random network with inputs, and what JAX makes of them."""

import hashlib
import os
import pathlib
import pickle

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Networks this small take longer to compile than to run.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false "
                      "--xla_backend_optimization_level=0")

import numpy as np

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
    those for which it takes longest. Gives the inputs up to there, and how many
    steps were cut off."""
    best, kept = None, -1
    for _ in range(6):
        inputs = draw_inputs(random, network.spec["inputs"], steps)
        near = np.flatnonzero(network.run(inputs)[3] <= NEAR)
        free = int(near[0]) if near.size else steps
        if free > kept:
            best, kept = inputs, free
        if kept == steps:
            break
    return [x[:kept] for x in best], steps - kept


class Case:
    """`usable` says whether there is anything to compare."""

    def __init__(self, seed):
        # Only here, so that a case out of the cache does not wait for JAX.
        import generate
        import jax_reference

        random = np.random.default_rng([seed, 1])
        drawn = generate.Network(seed)
        self.spec, self.tensors = drawn.spec, drawn.tensors
        network = jax_reference.Network(drawn.spec, drawn.tensors, drawn.shapes)
        steps = int(random.integers(10, 33))
        self.inputs, self.cut = draw_far_from_threshold(network, random, steps)
        steps -= self.cut
        self.burnin = min(int(random.choice([0, 0, 1, steps // 2])), max(0, steps - 1))
        self.outs, self.states, self.history, _ = network.run(self.inputs, self.burnin)
        self.kinds = [drawn.spec["layers"][i]["type"] for i in network.finals]
        self.usable = steps >= FEWEST and not self.grows()

    def grows(self):
        arrays = [*self.outs, *self.states.values(), *self.history.values()]
        return not all(np.all(abs(a) < RUNAWAY) for a in arrays)


def sources_hash():
    """Of all that decides what a case is."""
    here = pathlib.Path(__file__).parent
    names = ["case.py", "generate.py", "generate_compositions.py", "generate_parameters.py",
             "jax_layers.py", "jax_reference.py", "../../scripts/requirements.txt"]
    text = b"".join((here / name).read_bytes() for name in names)
    return hashlib.sha256(text).hexdigest()[:16]


def load(seed, cache):
    """The case of a seed: from the folder `cache`, if there is one that holds it."""
    if not cache:
        return Case(seed)
    path = pathlib.Path(cache) / f"{sources_hash()}-{seed}"
    if path.exists():
        return pickle.loads(path.read_bytes())
    case = Case(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(pickle.dumps(case))
    partial.rename(path)
    return case
