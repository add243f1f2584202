# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What JAX makes of the first random networks, in Inputs/random-networks.npz: all that a
Case cannot draw again from its seed. With the hash of what it was computed by, so that an
old one is refused.

    recorded_cases.py [--count 100] [--jobs 2]    computes it anew
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import multiprocessing
import pathlib

import numpy as np

from case import Case

HERE = pathlib.Path(__file__).resolve().parent
FILE = HERE / "Inputs/random-networks.npz"
SOURCES = ("case.py", "generate.py", "generate_compositions.py", "generate_parameters.py",
           "jax_layers.py", "jax_reference.py")
PACKAGES = ("equinox", "jax", "jaxlib", "numpy")
NUMBERS = ("cut", "draw", "burnin", "kinds", "usable")
ARRAYS = ("outs", "states", "history")


def sources_hash():
    """Of all that decides what a case is: the sources, and the versions of what they import."""
    pins = (HERE / "../../scripts/requirements.txt").read_text().splitlines()
    texts = [(HERE / name).read_text() for name in SOURCES]
    texts += [pin for pin in pins if pin.split("==")[0] in PACKAGES]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


class Stale(Exception):
    """What is recorded was computed by other sources."""


@functools.cache
def recorded():
    """{seed: the attributes of its case}."""
    file = np.load(FILE)
    index, values = json.loads(bytes(file["index"])), file["values"]
    if index["sources"] != sources_hash():
        raise Stale(f"{FILE} was computed by other sources: {pathlib.Path(__file__).name} renews it")
    place = 0

    def array(shape):
        nonlocal place
        place += (count := int(np.prod(shape)))
        return values[place - count:place].reshape(shape)

    cases = {}
    for seed, each in index["cases"].items():
        cases[int(seed)] = {name: each[name] for name in NUMBERS}
        for name in ARRAYS if each["usable"] else ():
            shapes = each[name]
            cases[int(seed)][name] = ([array(shape) for shape in shapes] if isinstance(shapes, list)
                                      else {key: array(shape) for key, shape in shapes.items()})
    return cases


def load(seed, anew):
    """The case of a seed, by what is recorded unless it shall be computed anew."""
    if anew or seed not in recorded():
        return Case(seed)
    return Case.of_answers(seed, recorded()[seed])


def parts(arrays):
    """The shapes, as `recorded` reads them, and the arrays one after another."""
    if isinstance(arrays, list):
        return [list(a.shape) for a in arrays], arrays
    return {key: list(a.shape) for key, a in arrays.items()}, list(arrays.values())


def record(count, jobs):
    """Writes the cases until so many are usable."""
    index, values, usable, seed = {}, [], 0, 0
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, spawn) as pool:
        while (missing := count - usable) > 0:
            cases = list(pool.map(Case, range(seed, seed + missing)))
            for case in cases:
                index[seed] = {name: getattr(case, name) for name in NUMBERS}
                for name in ARRAYS if case.usable else ():
                    index[seed][name], arrays = parts(getattr(case, name))
                    values += [np.float32(a).ravel() for a in arrays]
                usable += case.usable
                seed += 1
    text = json.dumps({"sources": sources_hash(), "cases": index})
    np.savez_compressed(FILE, index=np.frombuffer(text.encode(), np.uint8), values=np.concatenate(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    record(options.count, options.jobs)
    print(f"{FILE}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
