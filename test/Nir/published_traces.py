# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The neuron of the NIR paper's first figure: one LIF (tau 2.5 ms, threshold 0.1,
r 1), 1,000 steps of 0.1 ms, in which each framework has its own way and spikes at
its own steps. Compares the spikes with the published steps, and spikes and
potentials with the framework's equation in double precision.

    published_traces.py [--snnc PATH]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file

DT, TAU, THRESHOLD = 1e-4, 2.5e-3, 0.1
# A spike or none every ten steps.
INPUT = ("00000010000000000000001000010001100101001101111111"
         "11110000000000000111111111111000001100000000000000")
EULER, EXACT = 1 - DT / TAU, np.exp(-DT / TAU)

# Decay, gain of the input, what a spike does, whether it shows a step late; the
# options of snnc; and the published steps with a spike.
WAYS = {
    "norse": (EULER, DT / TAU, "zero", False, ["--convention", "norse", "--dt", "1e-4"],
              [460, 510, 710, 760]),
    "snntorch": (EULER, DT / TAU, "zero", False, ["--convention", "snntorch", "--reset", "zero"],
                 [460, 510, 710, 760]),
    "sinabs": (EXACT, DT / TAU, "subtract", False,
               ["--convention", "sinabs", "--dt", "1e-4", "--gain", "dt"], [450, 500, 710, 760]),
    "rockpool": (EXACT, DT / TAU, "subtract", False,
                 ["--convention", "rockpool", "--dt", "1e-4", "--gain", "dt"], [450, 500, 710, 760]),
    "nengo": (EXACT, 1 - EXACT, "zero", False,
              ["--convention", "spec", "--dt", "1e-4", "--integrator", "exp-exact", "--reset", "zero"],
              [460, 510, 710, 760]),
    "spyx": (EULER, DT / TAU, "subtract", True,
             ["--convention", "spyx", "--dt", "1e-4", "--gain", "dt"], [461, 511, 711, 761]),
}


def spikes_in():
    x = np.zeros((1000, 1), np.float32)
    x[::10, 0] = [int(bit) for bit in INPUT]
    return x


def simulate(decay, gain, reset, late):
    """Gives potentials and spikes."""
    v, trace, spikes = 0.0, [], []
    for x in spikes_in()[:, 0]:
        old = v > THRESHOLD
        v = decay * v + gain * x
        if late:  # what the old potential earned goes off the new one
            v -= THRESHOLD * old
        fires = old if late else v > THRESHOLD
        if not late and fires:
            v = 0.0 if reset == "zero" else v - THRESHOLD
        trace.append(v)
        spikes.append(fires)
    return np.array(trace), np.array(spikes)


def write(path):
    field = lambda value: np.array([value], np.float32)
    nodes = {
        "input": {"type": "Input", "shape": np.array([1])},
        "fc": {"type": "Affine", "weight": field([1.0]), "bias": field(0)},
        "lif": {"type": "LIF", "tau": field(TAU), "r": field(1), "v_leak": field(0), "v_threshold": field(THRESHOLD)},
        "output": {"type": "Output", "shape": np.array([1])},
    }
    nir_file.write(path, nodes, [("input", "fc"), ("fc", "lif"), ("lif", "output")], version="0.2.0")


def check(snnc, name, folder):
    """Gives the text of what is wrong, or nothing."""
    decay, gain, reset, late, options, published = WAYS[name]
    trace, spikes = simulate(decay, gain, reset, late)
    if np.flatnonzero(spikes).tolist() != published:
        return f"the equation spikes at {np.flatnonzero(spikes)}, published are {published}"
    command = [snnc, "run", f"{folder}/lif.nir", *options, "--input", f"{folder}/x.npy", "--output",
               f"{folder}/y.npy", "--record", f"lif.v={folder}/v.npy"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return f"exit code {done.returncode}\n{done.stderr}"
    found = np.flatnonzero(np.load(folder / "y.npy")[:, 0]).tolist()
    if found != published:
        return f"spikes at {found}, published are {published}"
    v = np.load(folder / "v.npy")[:, 0]
    if name == "snntorch":  # whose potentials are larger by the gain that it folds
        v = v * gain
    if not np.allclose(v, trace, rtol=0, atol=1e-6):
        worst = np.argmax(abs(v - trace))
        return f"v[{worst}] is {v[worst]:.9g}, expected {trace[worst]:.9g}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", required=True)
    snnc = parser.parse_args().snnc
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        write(folder / "lif.nir")
        np.save(folder / "x.npy", spikes_in())
        for name in WAYS:
            problem = check(snnc, name, folder)
            failed += problem is not None
            print(f"{name}: {problem or 'as published'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
