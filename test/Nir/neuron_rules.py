# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares NIR's neurons as layers of a spec, under combinations of all that a
convention can say, with the rules M1 to M5 and S12 of docs/Semantics.md in NumPy's doubles.

    neuron_rules.py [--count 25] [--seed 0] [--snnc PATH]
`count` is for each kind of neuron. Spikes are equal, values within 1e-5. A neuron
counts until its potential comes within 1e-4 of a threshold: from there on f32 may
legitimately differ. What the interpreter gives has to be equal bit for bit.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file

import seeds
from neuron_reference import SPIKING, Neuron

NEURONS, STEPS = 6, 40
NEAR, RELATIVE = 1e-4, 1e-5
KINDS = ("NIR_LI", "NIR_LIF", "CubaLI", "CubaLIF", "I", "IF")
KNOBS = {"integrator": ("euler", "exp", "exp-exact", "euler-clamped"),
         "gain": ("r dt/tau", "dt/tau", "1", "fold", "fold-least"), "cuba": ("new", "old", "decayed"),
         "leak": ("target", "both", "bias"), "form": ("fused", "separate", "relax", "relax-sum", "divide"),
         "precision": ("f64", "f32"), "snap": (0, 1e-5)}
SPIKE_KNOBS = {"compare": (">", ">="), "clamp": (False, True),
               "refractory": (0, 0, 1, 3, [0, 1, 2, 3, 4, 40]),
               "reset": ("value", "zero", "subtract", "subtract-n", "value,next", "zero,next",
                         "subtract,next", "subtract-n,next", "none", "zero,again", "subtract,again")}


def simulate(layer, xs):
    """The outputs, by step the distance to a threshold, the last v and i."""
    neuron, outs, distances = Neuron(layer, NEURONS), [], []
    for x in xs:
        outs.append(neuron.step(x))
        distances.append(neuron.distance)
    states = {"v": neuron.membrane.v}
    if "tau_syn" in layer:
        states["i"] = neuron.membrane.i
    if layer.get("refractory"):
        states["rest"] = neuron.rest
    return np.array(outs), np.array(distances), states


#===----------------------------------------------------------------------===#
# The model
#===----------------------------------------------------------------------===#

class Deck:
    """Deals each value of a knob equally often."""

    def __init__(self, random):
        self.random, self.left = random, {}

    def deal(self, kind, knob, values):
        left = self.left.setdefault((kind, knob), [])
        if not left:
            left += [values[k] for k in self.random.permutation(len(values))]
        return left.pop()


def draw(random, deck, kind, name):
    def field(low, high):
        size = None if random.random() < 0.5 else NEURONS
        return np.float32(random.uniform(low, high, size)).tolist()

    def dealt(knobs):
        return {knob: deck.deal(kind, knob, values) for knob, values in knobs.items()}

    dt = float(random.choice([1.0, 1e-3, 0.37]))
    layer = {"type": kind, "name": name, "from": ["x"], "dt": dt, **dealt(KNOBS)}
    if layer["form"] not in ("fused", "separate"):
        layer |= {"integrator": "euler", "cuba": "old" if layer["cuba"] == "decayed" else layer["cuba"]}
    # A step's input weighs about as much whatever the integrator.
    large = 1 if layer["gain"] in ("1", "dt/tau") else 4
    least = 0.5 if layer["integrator"] == "euler-clamped" else 1.5
    layer["r"] = field(0.5 / dt, 2 / dt) if kind in ("I", "IF") else field(0.5 * large, large)
    if kind in ("NIR_LI", "NIR_LIF"):
        layer |= {"tau": field(least * dt, 10 * dt), "v_leak": field(-0.3, 0.3)}
    elif kind not in ("I", "IF"):
        layer |= {"tau_mem": field(least * dt, 10 * dt), "tau_syn": field(least * dt, 6 * dt),
                  "v_leak": field(-0.3, 0.3), "w_in": field(0.5 * large, 2 * large)}
    else:
        layer["decay"] = float(random.choice([1, 0.9, 0.4]))
    if layer["snap"] and random.random() < 0.5:
        undo_gain(layer, random)
    if kind in SPIKING:
        layer |= dealt(SPIKE_KNOBS)
        if layer["reset"].endswith(",again"):
            layer["refractory"] = 0
        layer |= {"v_threshold": field(0.2, 1), "v_reset": field(-0.5, 0.15)}
    return layer


def undo_gain(layer, random):
    """Resistances whose product with the weight of a step is nearly 1."""
    nearly = lambda tau: (np.float32(np.array(tau) / layer["dt"]) * random.uniform(1 - 4e-6, 1 + 4e-6)).tolist()
    if "tau" in layer:
        layer["r"] = nearly(layer["tau"])
    elif "tau_syn" in layer:
        layer |= {"r": nearly(layer["tau_mem"]), "w_in": nearly(layer["tau_syn"])}


def run(snnc, folder, layers, x, flags):
    spec = {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [NEURONS]}],
            "outputs": [{"name": each["name"], "layer": each["name"]} for each in layers],
            "layers": layers}
    (folder / "rules.json").write_text(json.dumps(spec))
    np.save(folder / "x.npy", x)
    command = [snnc, "run", str(folder / "rules.json"), "--input", f"{folder}/x.npy",
               "--state-out", f"{folder}/states.safetensors", *flags]
    for layer in layers:
        command += ["--output", f"{layer['name']}={folder}/{layer['name']}.npy"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit(done.stderr[:4000])
    outs = {layer["name"]: np.load(folder / f"{layer['name']}.npy") for layer in layers}
    return outs | load_file(folder / "states.safetensors")


def run_all(snnc, layers, x, flags=()):
    """In models of a few layers, which compile faster than a large one."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for k in range(0, len(layers), 25):
            found |= run(snnc, pathlib.Path(folder), layers[k:k + 25], x, flags)
    return found


def differs(found, expected, counts):
    """Where what counts is wrong, in a relative 1e-5 of the largest."""
    scale = max(1, abs(expected[counts]).max(initial=0))
    return ~(abs(found - expected) <= RELATIVE * scale) & counts


def compare(layer, found, xs, total):
    """Compares a layer; gives whether it is right."""
    expected, distances, states = simulate(layer, xs)
    counts = np.logical_and.accumulate(distances > NEAR)
    name, is_spiking = layer["name"], layer["type"] in SPIKING
    out = found[name]
    wrong = (out != expected) & counts if is_spiking else differs(out, expected, counts)
    total["spikes" if is_spiking else "values"] += counts.sum()
    total["ones"] += int(expected[counts].sum()) if is_spiking else 0
    total["left out"] += (~counts).sum()
    problems = [f"at step {step}, neuron {neuron}: {out[step, neuron]}, expected "
                f"{expected[step, neuron]}" for step, neuron in np.argwhere(wrong)[:1]]
    for state in states:
        values, at = found[f"{name}.{state}"], counts[-1]
        total["values"] += at.sum()
        if differs(values, states[state], at).any():
            problems.append(f"state {state}: {values}, expected {states[state]}")
    if problems:
        print(json.dumps(layer), *problems, sep="\n  ")
    return not problems


def check_ties(snnc):
    """Whether a potential that is its threshold spikes, and how often one that is
    twice that does: 1 and 2 times with >=, 0 and 1 with >."""
    fields = {"tau": 2.0, "tau_mem": 2.0, "tau_syn": 2.0, "r": 1.0, "dt": 1.0, "gain": "1"}
    taken = {"NIR_LIF": ("tau", "r"), "CubaLIF": ("tau_mem", "tau_syn", "r"), "IF": ("r",)}
    layers = [{"type": kind, "name": f"{kind}_{k}_{compare == '>'}", "from": ["x"],
               "v_threshold": 0.5, "compare": compare, "reset": reset}
              | {key: fields[key] for key in (*taken[kind], "dt", "gain")}
              for kind in SPIKING for compare in SPIKE_KNOBS["compare"]
              for k, reset in enumerate(SPIKE_KNOBS["reset"])]
    x = np.float32([[0.5, 1, 0.49, 1.01, 0, -1]])
    found, wrong = run_all(snnc, layers, x), 0
    for layer in layers:
        is_above, counts = layer["compare"] == ">", "subtract-n" in layer["reset"]
        most = 2 if counts else 1
        # The potential of 0 before the first step is below every threshold.
        expected = [1 - is_above, most - (is_above and counts), 0, most, 0, 0]
        if found[layer["name"]].tolist() != [expected]:
            print(f"{layer}: {found[layer['name']]}, expected {expected}")
            wrong += 1
    print(f"{len(layers)} neurons at their threshold")
    return wrong


def main():
    options = seeds.parse(__doc__, 25)
    random = np.random.default_rng(options.seed)
    deck = Deck(random)
    layers = [draw(random, deck, kind, f"{kind}_{k}") for kind in KINDS
              for k in range(options.count)]
    x = np.float32(random.normal(0.25, 0.7, (STEPS, NEURONS)))
    compiled = run_all(options.snnc, layers, x)
    interpreted = run_all(options.snnc, layers, x, ["--interpret"])
    total = {"spikes": 0, "ones": 0, "values": 0, "left out": 0}
    wrong = sum(not compare(layer, compiled, np.float64(x), total) for layer in layers)
    unlike = [name for name in compiled if compiled[name].tobytes() != interpreted[name].tobytes()]
    print(f"{len(layers)} neurons: {total['spikes']} outputs with {total['ones']} spikes and "
          f"{total['values']} values compared, {total['left out']} left out near a threshold")
    if unlike:
        print(f"interpreted differently: {', '.join(unlike)}")
    wrong += check_ties(options.snnc)
    if wrong or unlike or total["ones"] * 20 < total["spikes"]:
        sys.exit(f"{wrong} neurons differ")


if __name__ == "__main__":
    main()
