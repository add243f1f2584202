# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The command line of tests that check one network a seed, and the loop over them."""

import argparse
import pathlib
import sys
import tempfile

from bits import Mismatch, run_all

ROOT = pathlib.Path(__file__).resolve().parents[2]


def parser_for(text, count, seed=0):
    """The options that all such tests have; `text` begins with what --help says."""
    parser = argparse.ArgumentParser(description=text.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--snnc", type=pathlib.Path, default=ROOT / "build/bin/snnc")
    parser.add_argument("--keep", help="folder for the files of every network")
    return parser


def check_one(make, seed, options):
    """What was compared, or the text of what is wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary) / str(seed)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return make(seed, options, folder).check()
        except (Mismatch, AssertionError) as problem:
            return f"network {seed}: {problem}"


def check_all(make, options):
    """make(seed, options, folder).check() for every seed, in processes; then exits."""
    seeds = range(options.seed, options.seed + options.count)
    sys.exit(run_all(check_one, [(make, seed, options) for seed in seeds], options.jobs))
