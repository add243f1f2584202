# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the crossover of this machine: the part of a linear layer's inputs that
are not zero from which on it is faster to multiply all of them.

    .venv/bin/python bench/calibrate.py [--snnc build/bin/snnc] [--inputs 1024] [--outputs 1024]

The cost model has two numbers. Skipping zeros costs a time for every event,
multiplying costs a time for every input, both for one step; a constant part
(reading, the neurons) is common to both. Times at several densities give the
first by a least-squares line, the second is their mean. Pass what is printed to
`snnc compile --crossover`.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import save_file

DENSITIES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
NEVER, ALWAYS = 2, 0


def write_layer(folder, inputs, outputs):
    """A linear layer on spikes, with a neuron behind it."""
    random = np.random.default_rng(1)
    weight = np.float32(random.standard_normal((outputs, inputs)) / inputs**0.5)
    save_file({"weight": weight}, folder / "layer.safetensors")
    spec = {"format": "snnc", "version": 1, "name": "layer", "weights": "layer.safetensors",
            "inputs": [{"name": "x", "shape": [inputs], "spikes": True}],
            "outputs": [{"name": "y"}],
            "layers": [{"type": "Linear", "in_features": inputs, "out_features": outputs,
                        "weight": "weight", "use_bias": False},
                       {"type": "SimpleLIF", "decay_constants": [0.9]}]}
    path = folder / "layer.json"
    path.write_text(json.dumps(spec))
    return path


def time_step(options, model, density, crossover):
    """Microseconds a step, the median of about a second of runs."""
    command = ["taskset", "-c", options.core, options.snnc, "bench", model, "--steps", 120,
               "--density", density, "--crossover", crossover, "--json"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)["us_per_step_sample"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=pathlib.Path(__file__).parents[1] / "build/bin/snnc")
    parser.add_argument("--inputs", type=int, default=1024)
    parser.add_argument("--outputs", type=int, default=1024)
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = write_layer(pathlib.Path(folder), options.inputs, options.outputs)
        print("density  skipping zeros  multiplying   (us a step)")
        skipping, multiplying = [], []
        for density in DENSITIES:
            skipping.append(time_step(options, model, density, NEVER))
            multiplying.append(time_step(options, model, density, ALWAYS))
            print(f"{density:7.2f}  {skipping[-1]:14.3f}  {multiplying[-1]:11.3f}", flush=True)
    per_event, constant = np.polyfit(np.array(DENSITIES) * options.inputs, skipping, 1)
    per_input = (np.mean(multiplying) - constant) / options.inputs
    print(f"\n{1e3 * per_event:.2f} ns an event, {1e3 * per_input:.2f} ns an input of a product, "
          f"{constant:.2f} us besides")
    print(f"crossover {per_input / per_event:.2f}")


if __name__ == "__main__":
    main()
