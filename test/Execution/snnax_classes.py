# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs SNNAX's own classes, from a copy of its main branch, beside what `snnc run`
makes of the exported model: an independent check of the neurons' equations, and
of what forward functions and initial outputs do.

    snnax_classes.py SNNAX/src [--snnc PATH]

Their graphs are chains, for `init_state` of SNNAX cannot start others.
"""

import argparse
import pathlib
import sys
import tempfile
import types
import warnings

from comparison import Mismatch
from snnax_runs import agree
import equinox as eqx
import jax
import jax.numpy as jnp

KEYS = jax.random.split(jax.random.PRNGKey(11), 64)
nearest = []


def load(source):
    """SNNAX's modules. chex, where it is missing, is needed only for two names in
    annotations. The spike functions are made to say how near the threshold was."""
    sys.path.insert(0, source)
    warnings.filterwarnings("ignore", message=".*static_field.*")
    try:
        import chex
    except ImportError:
        chex = types.ModuleType("chex")
        chex.Array = chex.PRNGKey = chex.PyTreeDef = jax.Array
        sys.modules["chex"] = chex
    from snnax import snn
    from snnax.functional import surrogate
    from snnax.snn import composed
    from snnax.snn.layers import pooling, spike_counter, srm

    def heaviside(u, at_zero):
        if not isinstance(u, jax.core.Tracer):
            nearest.append(float(abs(u).min()))
        return jnp.heaviside(u, at_zero)

    surrogate.jnp = types.SimpleNamespace(heaviside=heaviside, abs=jnp.abs, where=jnp.where)
    return types.SimpleNamespace(**vars(snn), **{
        name: getattr(module, name) for module, name in (
            (composed, "CompoundLayer"), (pooling, "SpikingMaxPool1d"),
            (spike_counter, "SpikeCounter"), (srm, "SRM"))},
        surrogate=surrogate)


def linear(key, inputs, outputs, gain=4.0):
    made = eqx.nn.Linear(inputs, outputs, key=KEYS[key])
    return eqx.tree_at(lambda m: m.weight, made, made.weight * gain)


def spread(low, high, *shape):
    size = 1
    for each in shape:
        size *= each
    return jnp.linspace(low, high, size).reshape(shape)


class TrainableArray:
    def __init__(self, data):
        self.data = jnp.asarray(data)


def srm(snn):
    """The constructor of the main branch fails; `__call__` is what counts."""
    made = object.__new__(snn.SRM)
    fields = {"layer": linear(4, 5, 8, 6.0), "decay_constants": TrainableArray([0.7, 0.6]),
              "r_decay_constants": TrainableArray([0.8]), "reset_val": TrainableArray([0.7]),
              "threshold": 1.0, "spike_fn": snn.surrogate.superspike_surrogate(),
              "stop_reset_grad": True, "init_fn": lambda shape, key: jnp.zeros(shape),
              "shape": (8,)}
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    # init_out gives the layer's own output, not zeros; a chain of one hides it.
    return snn.Sequential(made), (5,)


def models(snn):
    """By name, a function that gives a model and the shape of its input."""

    def behind_linear(neuron, gain=4.0):
        return lambda: (snn.Sequential(linear(0, 5, 8, gain), neuron, linear(1, 8, 3),
                                       snn.SimpleLI([0.8])), (5,))

    uniform = lambda shape, key: jax.random.uniform(key, shape)
    return {
        "LIF": behind_linear(snn.LIF(spread(0.4, 0.9, 2, 8), threshold=spread(0.5, 1, 8),
                                     reset_val=spread(-0.3, 0.3, 8), shape=(8,))),
        "LIF, no reset value": behind_linear(snn.LIF([0.8, 0.6])),
        "LIFSoftReset": behind_linear(snn.LIFSoftReset([0.8, 0.6])),
        "LIFSoftReset, reset value": behind_linear(snn.LIFSoftReset([0.8, 0.6], reset_val=0.4)),
        "SimpleLIF": behind_linear(snn.SimpleLIF([0.8])),
        "SimpleLIF, reset value": behind_linear(snn.SimpleLIF([0.8], reset_val=0.5)),
        "SimpleLIF, drawn": behind_linear(snn.SimpleLIF([0.95], init_fn=uniform), 1.0),
        "AdaptiveLIF": behind_linear(snn.AdaptiveLIF(
            [0.7], [0.9], spread(0.1, 0.8, 1, 8), [-0.4]), 6.0),
        "AdaptiveLIF, reset value": behind_linear(snn.AdaptiveLIF([0.7], reset_val=0.8), 6.0),
        "IAF": behind_linear(snn.IAF([0.7], leak=0.05)),
        "IAF, reset value": behind_linear(snn.IAF([0.7], leak=0.05, reset_val=0.9)),
        "SimpleIAF": behind_linear(snn.SimpleIAF(leak=spread(0, 0.1, 8)), 1.5),
        "SimpleIAF, reset value": behind_linear(snn.SimpleIAF(reset_val=0.9), 1.5),
        "SigmaDelta": behind_linear(snn.SigmaDelta([0.9, 0.5, 0.8]), 2.0),
        "SpikeCounter": lambda: (snn.Sequential(linear(0, 5, 8), snn.SimpleLIF([0.7]),
                                                snn.SpikeCounter(shape=(8,))), (5,)),
        "SpikingMaxPool1d": lambda: (snn.Sequential(
            eqx.nn.Conv1d(2, 3, 3, key=KEYS[2]), snn.SpikingMaxPool1d(2, 2, threshold=0.3),
            snn.Flatten()), (2, 9)),
        "SpikingMaxPool2d": lambda: (snn.Sequential(
            eqx.nn.Conv2d(2, 3, 3, key=KEYS[3]), snn.SpikingMaxPool2d(2, 2, threshold=0.3),
            snn.Flatten()), (2, 6, 7)),
        "SRM": lambda: srm(snn),
        "CompoundLayer": lambda: (snn.Sequential(
            linear(0, 5, 8), snn.CompoundLayer(linear(5, 8, 8), snn.SimpleLIF([0.7])),
            linear(1, 8, 3)), (5,)),
    }


def case(snnc, folder, model, shape):
    def start(key):
        return model.init_state(shape, key)

    def step(state, inputs):
        return model.forward_fn(model.layers, model.graph_structure, KEYS[0], state, inputs[0])

    return agree(snnc, folder, model, {"x": shape}, [len(model.layers) - 1], start, step, nearest)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("source", metavar="SNNAX/src")
    parser.add_argument("--snnc", default=str(root / "build/bin/snnc"))
    options = parser.parse_args()
    failed, made = 0, models(load(options.source))
    for name, make in made.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                steps = case(options.snnc, pathlib.Path(folder), *make())
                print(f"{name}: {steps} steps as in SNNAX", flush=True)
            except Mismatch as problem:
                failed += 1
                print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(made) - failed} models agree")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
