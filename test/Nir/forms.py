# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Potentials of NIR's neurons in every form and precision, bit by bit: M1 to M3 of
docs/Semantics.md with the f32 of NumPy, where each operation is rounded by itself."""

import argparse
import itertools
import sys

import numpy as np

from neuron_rules import NEURONS, run_all

F = np.float32
STEPS = 25


def rounded(layer, value):
    return F(value) if layer["precision"] == "f32" else np.float64(value)


def constants(layer, tau):
    """The decay, the weight, and the time constant in steps."""
    own = lambda value: rounded(layer, value)
    tau, dt = own(np.float64(F(tau))), own(layer["dt"])
    decay = own(1) - dt / tau
    if layer["integrator"] == "exp":
        decay = np.exp(np.float64(-(dt / tau)))
    weight = dt * (own(1) / tau) if layer["form"].startswith("relax") else dt / tau
    return F(own(decay)), weight, F(tau / dt)


def fused(a, v, x):
    """Exact in doubles but for one rounding, up to a double rounding that is rare."""
    return F(np.float64(a) * np.float64(v) + np.float64(x))


def step(layer, form, v, x, tau, r, rest):
    decay, weight, steps = constants(layer, tau)
    whole = F(rounded(layer, F(r)) * weight)
    gain = layer["gain"]
    factor = {"r dt/tau": whole, "dt/tau": F(weight), "1": F(1)}[gain]
    left = F(1) - decay if layer["precision"] == "f32" else 1 - exact_decay(layer, tau)
    pull = F(np.float64(left) * np.float64(F(rest)))
    rest = F(rest)
    if form == "fused":
        return fused(decay, v, factor * x + pull)
    if form == "separate":
        return (decay * v + factor * x) + pull
    inside = gain != "1"
    drive = F(r) * x if gain == "r dt/tau" else x
    difference = ((drive + rest) - v if form == "relax-sum" else drive - (v - rest)) if inside else rest - v
    moved = difference / steps if form == "divide" else F(weight) * difference
    return v + moved if inside else (v + moved) + x


def exact_decay(layer, tau):
    ratio = np.float64(layer["dt"]) / np.float64(F(tau))
    return np.exp(-ratio) if layer["integrator"] == "exp" else 1 - ratio


def simulate(layer, xs):
    v = i = np.zeros(NEURONS, F)
    out = []
    for x in xs:
        if layer["type"] == "NIR_LI":
            v = step(layer, layer["form"], v, x, layer["tau"], layer["r"], layer["v_leak"])
        else:
            synapse = "relax" if layer["form"] == "relax-sum" else layer["form"]
            i = step(layer, synapse, i, x, layer["tau_syn"], layer["w_in"], 0)
            v = step(layer, layer["form"], v, i, layer["tau_mem"], layer["r"], layer["v_leak"])
        out.append(v)
    return np.array(out)


def layers_of(random):
    field = lambda low, high: np.float32(random.uniform(low, high, NEURONS)).tolist()
    ways = itertools.product(("fused", "separate", "relax", "relax-sum", "divide"), ("f64", "f32"),
                             ("r dt/tau", "dt/tau", "1"), ("euler", "exp"), ("NIR_LI", "CubaLI"))
    for k, (form, precision, gain, integrator, kind) in enumerate(ways):
        if integrator == "exp" and form not in ("fused", "separate"):
            continue
        layer = {"type": kind, "name": f"l{k}", "from": ["x"], "dt": 1e-3, "form": form, "precision": precision,
                 "gain": gain, "integrator": integrator, "r": field(0.5, 4), "v_leak": field(-0.3, 0.3)}
        if kind == "NIR_LI":
            layer["tau"] = field(1.5e-3, 2e-2)
        else:
            layer |= {"tau_mem": field(1.5e-3, 2e-2), "tau_syn": field(1.5e-3, 1e-2), "w_in": field(0.5, 4)}
        yield layer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    random = np.random.default_rng(3)
    layers = list(layers_of(random))
    x = F(random.normal(0.3, 1, (STEPS, NEURONS)))
    found, wrong = run_all(options.snnc, layers, x), 0
    for layer in layers:
        expected = simulate(layer, x)
        if found[layer["name"]].tobytes() != expected.tobytes():
            wrong += 1
            first = np.argwhere(found[layer["name"]] != expected)[0]
            print(layer, first, found[layer["name"]][tuple(first)], expected[tuple(first)])
    print(f"{len(layers)} neurons, {wrong} of which differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
