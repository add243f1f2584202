# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times snnc and JAX on the same networks, on one core, and prints one table.

    .venv/bin/python bench/run.py [--snnc build/bin/snnc] [--core 0] [--folder DIR]

Before anything is timed, the two must agree on every output of one run.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import models

HERE = pathlib.Path(__file__).resolve().parent
VOWELS = HERE.parent / "examples/vowels/vowels.json"
NEAR = 1e-5  # of a threshold; from there on a run may legitimately differ


def json_of(core, command):
    """What a program on one core prints, as JSON."""
    done = subprocess.run(["taskset", "-c", str(core), *map(str, command)],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return json.loads(done.stdout or "{}")


def check(options, folder, model, inputs, density):
    """One run of models.STEPS steps in both. Gives a text that says how many
    values were compared."""
    random = np.random.default_rng(2)
    np.save(folder / "x.npy", np.float32(random.random((models.STEPS, inputs)) < density))
    files = ["--input", folder / "x.npy", "--output"]
    peer = json_of(options.core, [sys.executable, HERE / "jax_peer.py", model,
                                  *files, folder / "jax.npy"])
    json_of(options.core, [options.snnc, "run", model, *files, folder / "snnc.npy"])
    expected, found = np.load(folder / "jax.npy"), np.load(folder / "snnc.npy")
    near = [t for t, d in enumerate(peer["distances"]) if d <= NEAR]
    if expected.ndim > 1 and near:
        expected, found = expected[:near[0]], found[:near[0]]
    scale = max(1, abs(expected).max(initial=0))
    if found.shape != expected.shape or not np.all(abs(found - expected) <= 1e-5 * scale):
        sys.exit(f"{model.stem}: snnc and JAX differ before a neuron comes near its threshold")
    return f"{model.stem}: {expected.size} output values agree"


def row(options, model, batch, density):
    """One line of the table."""
    settings = ["--steps", models.STEPS, "--batch", batch, "--density", density]
    jax = json_of(options.core, [sys.executable, HERE / "jax_peer.py", model, *settings])
    own = json_of(options.core, [options.snnc, "bench", model, *settings,
                                 "--threads", 1, "--json"])
    ours, theirs = own["us_per_step_sample"], jax["us_per_step_sample"]
    spikes = ", ".join(f"{100 * d:.1f}" for d in jax["densities"])
    return (f"| {model.stem} | {batch} | {100 * density:g} % | {spikes} % | {ours:.3f} "
            f"| {theirs:.3f} | {theirs / ours:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=HERE.parent / "build/bin/snnc")
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--folder", type=pathlib.Path, help="keep the specs there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        networks = [(VOWELS, 13, 1.0)]
        for sizes, density in (((700, 256, 20), 0.03), ((1024, 1024, 1024, 10), 0.05)):
            networks.append((models.chain(folder, sizes, density), sizes[0], density))
        for model, inputs, density in networks:
            print(check(options, folder, model, inputs, density), file=sys.stderr)
        print(f"us a step and sample, T = {models.STEPS}, one core, f32, median\n")
        print("| network | batch | input density | LIF layers | snnc | JAX | JAX / snnc |")
        print("|---|---|---|---|---|---|---|")
        for model, _, density in networks:
            for batch in (1, 32):
                print(row(options, model, batch, density), flush=True)


if __name__ == "__main__":
    main()
