# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs examples/vowels with `snnc run` and demands the predictions that JAX
recorded in training, on every one of the 370 utterances.

    compare_vowels.py [--snnc PATH]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
VOWELS = ROOT / "examples/vowels"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    snnc = parser.parse_args().snnc
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([snnc, "run", VOWELS / "vowels.json",
                               "--input", f"x={VOWELS}/test/x.npy",
                               "--output", f"scores={folder}/scores.npy"])
        if done.returncode:
            sys.exit(f"snnc run: exit code {done.returncode}")
        found = np.load(f"{folder}/scores.npy")
    recorded = np.load(VOWELS / "test/scores.npy")
    if found.shape != recorded.shape:
        sys.exit(f"scores: shape {found.shape}, expected {recorded.shape}")
    speakers = np.load(VOWELS / "test/speakers.npy")
    expected = np.load(VOWELS / "test/predictions.npy")
    answers = found.argmax(1)
    differ = np.flatnonzero(answers != expected)
    right = (answers == speakers).mean()
    print(f"{len(expected)} utterances, {len(expected) - len(differ)} answers as in JAX, "
          f"{100 * right:.2f} % right, scores within {abs(found - recorded).max():.1e}")
    for u in differ:
        print(f"utterance {u}: speaker {answers[u]}, in JAX {expected[u]}")
    if len(differ) or right < 0.95:
        sys.exit(1)


if __name__ == "__main__":
    main()
