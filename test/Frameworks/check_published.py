# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The files of the NIR paper: three traces of one neuron, potentials to 1e-6 and
spikes; and the recurrent network for Braille letters, which has to answer random
inputs as Norse's importer does.

    check_published.py --nir-data DIR [--snnc PATH] [--seed 0]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import harness

DT, TAU = 1e-4, 2.5e-3
BRAILLE = "braille_noDelay_bias_zero.nir"
# The file of each trace and its options.
TRACES = {
    "norse": ("lif_norse.nir", ["--convention", "norse", "--dt", "1e-4"]),
    "snntorch": ("lif_norse.nir", ["--convention", "snntorch", "--reset", "zero"]),
    "sinabs": ("lif_norse.nir", ["--convention", "sinabs", "--dt", "1e-4", "--gain", "dt/tau"]),
    # In Rockpool's file, the weight holds dt/tau.
    "sinabs, of Rockpool's file": ("lif_rockpool.nir", ["--convention", "rockpool", "--dt", "1e-4"]),
}


def node_of(name):
    """As snnc names the states of the node."""
    return "_1_LIFNeuronTorch" if name == "lif_rockpool.nir" else "1"


def trace(data, name, snnc, folder):
    """Gives the text of what is wrong, or nothing."""
    file, options = TRACES[name]
    x, v, spikes = np.loadtxt(data / f"lif_{name.split(',')[0]}.csv", delimiter=",").T
    np.save(folder / "x.npy", np.float32(x > 0)[:, None])
    command = [snnc, "run", f"{data}/{file}", *options, "--input", f"{folder}/x.npy", "--output", f"{folder}/y.npy",
               "--record", f"{node_of(file)}.v={folder}/v.npy"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return f"exit code {done.returncode}\n{done.stderr}"
    if not np.array_equal(np.load(folder / "y.npy")[:, 0], spikes):
        return f"spikes at {np.flatnonzero(np.load(folder / 'y.npy'))}, published {np.flatnonzero(spikes)}"
    worst = abs(np.load(folder / "v.npy")[:, 0] - v).max()
    return None if worst <= 1e-6 * max(1, abs(v).max()) else f"v is off by {worst:.2g}"


def braille(data, seed, count, snnc):
    """Gives the texts of what is wrong."""
    import check_norse
    import nir
    path = data / BRAILLE
    random = np.random.default_rng(seed)
    x = np.float32(random.random((24, 100, 12)) < random.uniform(0.05, 0.3, (24, 1, 1)))
    model = check_norse.from_nir(nir.read(path), dt=DT, ignore_warnings=True)
    answer = check_norse.answer(model, x, "from_nir")
    ways = {"norse": ("--dt", "1e-4", "--reset", "zero"), "snntorch": ("--reset", "zero", "--nirtorch-bias")}
    for convention, options in ways.items():
        theirs = harness.Answer(answer.y, answer.margin, answer.who)
        case = harness.Case(f"{BRAILLE} as {convention}", path, x, [theirs], convention, options)
        harness.keep_longest(case, 8)
        yield case.name, harness.check(case, snnc, count)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(harness.ROOT / "build/bin/snnc"))
    parser.add_argument("--nir-data", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    count, results = harness.Count(), {}
    with tempfile.TemporaryDirectory() as folder:
        for name in TRACES:
            results[f"trace of {name}"] = trace(options.nir_data, name, options.snnc, pathlib.Path(folder))
    results.update(braille(options.nir_data, options.seed, count, options.snnc))
    for name, problem in results.items():
        print(f"published {name}: {problem or 'as published'}")
    failed = sum(problem is not None for problem in results.values())
    print(f"published files: compared {count.spikes:,} spikes ({count.fired:,} not 0) of {BRAILLE}; left out "
          f"{count.left_out:,} that follow a potential within {harness.NEAR:g} of its threshold")
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
