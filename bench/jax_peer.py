# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times a network of Linear, LIF and SimpleLI in JAX as SNNAX would run it: one
lax.scan over the steps under jit, vmap over the samples. Prints JSON.

    jax_peer.py MODEL [--steps 100] [--batch 1] [--density 0.05]
    jax_peer.py MODEL --input x.npy --output y.npy     one run, for comparison
"""

import argparse
import json
import os
import pathlib
import re
import time

os.environ["XLA_FLAGS"] = ("--xla_cpu_multi_thread_eigen=false "
                           "intra_op_parallelism_threads=1 "
                           + os.environ.get("XLA_FLAGS", ""))
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file


def read(path):
    """The spec, and each layer's parameters as f32 arrays."""
    path = pathlib.Path(path)
    spec = json.loads(re.sub(r"//.*", "", path.read_text()))
    tensors = load_file(path.parent / spec["weights"])

    def array(value):
        return jnp.float32(tensors[value] if isinstance(value, str) else value)

    params = []
    for layer in spec["layers"]:
        given = {key: array(layer[key]) for key in ("weight", "bias") if key in layer}
        decays = layer.get("decay_constants")
        if decays is not None:
            each = tensors[decays] if isinstance(decays, str) else decays
            given["decay"] = [jnp.clip(array(d), 0.5, 1.0) for d in each]
        given["threshold"] = array(layer.get("threshold", 1.0))
        params.append(given)
    return spec, params


def apply(kind, params, state, x):
    """One layer, one step: output, state, distance from the threshold."""
    if kind == "Linear":
        y = params["weight"] @ x
        return y + params["bias"] if "bias" in params else y, state, jnp.inf
    if kind == "SimpleLI":
        (a,) = params["decay"]
        v = a * state["out"] + (1 - a) * x
        return v, {"out": v}, jnp.inf
    assert kind == "LIF", kind
    (a, b), s = params["decay"], state["out"]
    v = state["v"] - state["v"] * s
    v = a * v + (1 - a) * state["i"]
    i = b * state["i"] + (1 - b) * x
    s = jnp.where(v >= params["threshold"], 1.0, 0.0)
    return s, {"v": v, "i": i, "out": s}, abs(v - params["threshold"]).min()


def make(spec):
    """run(params, x [steps, inputs]) -> outputs [steps, ...], spikes of each LIF
    layer at each step, least distance from a threshold at each step."""
    kinds = [layer["type"] for layer in spec["layers"]]
    sources = spec["graph"]["input_connectivity"] if "graph" in spec else \
        [[i - 1] if i else [] for i in range(len(kinds))]

    def start(params):
        states, width = [], 0
        for kind, own in zip(kinds, params):
            width = own["weight"].shape[0] if kind == "Linear" else width
            names = {"Linear": [], "SimpleLI": ["out"]}.get(kind, ["v", "i", "out"])
            states.append({name: jnp.zeros(width) for name in names})
        return states

    def step(params, states, x):
        outs, after, rates, distances = [], [], [], []
        for i, kind in enumerate(kinds):
            heard = [outs[j] if j < i else states[j]["out"] for j in sources[i]]
            heard += [x] if i == 0 else []
            heard = jnp.concatenate(heard) if len(heard) > 1 else heard[0]
            out, state, distance = apply(kind, params[i], states[i], heard)
            outs.append(out)
            after.append(state)
            if kind == "LIF":
                rates.append(out.mean())
                distances.append(distance)
        return after, (outs[-1], jnp.stack(rates), jnp.stack(distances).min())

    def run(params, x):
        return jax.lax.scan(lambda s, x: step(params, s, x), start(params), x)[1]

    return run


def reduced(spec, out):
    sums = spec.get("outputs", [{}])[0].get("reduce") == "sum"
    return out.sum(0) if sums else out


def measure(spec, params, options):
    shape = (options.batch, options.steps, *spec["inputs"][0]["shape"])
    random = np.random.default_rng(1)
    x = jnp.float32(random.random(shape) < options.density)
    run = make(spec)
    only_outputs = jax.jit(jax.vmap(lambda p, x: reduced(spec, run(p, x)[0]), (None, 0)))
    jax.block_until_ready(only_outputs(params, x))
    seconds = []
    while len(seconds) < 5 or (sum(seconds) < 1.0 and len(seconds) < 10000):
        begin = time.perf_counter()
        jax.block_until_ready(only_outputs(params, x))
        seconds.append(time.perf_counter() - begin)
    rates = jax.jit(jax.vmap(run, (None, 0)))(params, x)[1].mean((0, 1))
    return {"us_per_step_sample": np.median(seconds) * 1e6 / options.steps / options.batch,
            "repeats": len(seconds), "densities": [float(r) for r in rates]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--density", type=float, default=0.05)
    parser.add_argument("--input")
    parser.add_argument("--output")
    options = parser.parse_args()
    spec, params = read(options.model)
    if not options.input:
        return print(json.dumps(measure(spec, params, options)))
    out, _, distances = jax.jit(make(spec))(params, jnp.float32(np.load(options.input)))
    np.save(options.output, reduced(spec, out))
    print(json.dumps({"distances": [float(d) for d in distances]}))


if __name__ == "__main__":
    main()
