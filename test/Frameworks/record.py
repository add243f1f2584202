# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Records what a framework answers, for a test that has no framework:

    record.py NAME [KIND...]     writes test/Nir/Inputs/frameworks/NAME-KIND.npz

A recording holds the network, as nodes and edges and the arrays of their fields,
its inputs and the model's outputs, each sample cut before it comes near a threshold.
"""

import importlib
import json
import pathlib
import sys
import tempfile

import h5py
import numpy as np

import draw
import harness

FOLDER = harness.ROOT / "test/Nir/Inputs/frameworks"
LARGEST = 30_000  # bytes of a recording
CHECKS = {
    "norse": ["lif", "li-readout", "conv", "recurrent-subtract", "cuba-leak"],
    "snntorch": ["leaky-default", "conv", "recurrent-default", "recurrent-synaptic", "folded"],
    "sinabs": ["iaf", "lif-normalised", "conv", "readout"],
    "spikingjelly": ["lif", "cuba", "conv", "recurrent"],
    "rockpool": ["cuba", "readout", "recurrent"],
    "spyx": ["cuba", "conv", "recurrent-lif"],
}
# Of these several, as far as they have other options.
EDGES = {
    "norse": {"edges-lif": 1, "edges-iaf": 1, "edges-cuba": 2},
    "snntorch": {"edges-leaky": 4, "edges-synaptic": 5, "edges-rleaky": 5, "edges-imported-if": 2,
                 "edges-imported-lif": 3, "edges-imported-cuba": 3, "edges-never-forgets": 1},
    "sinabs": {"edges-iaf": 1, "edges-imported-iaf": 1, "edges-lif": 2, "edges-single-spike": 2},
    "spikingjelly": {"edges-lif": 2, "edges-sparse-lif": 2, "edges-if": 1, "edges-cuba": 2, "edges-single": 2},
    "rockpool": {"edges-cuba": 1, "edges-imported": 1},
    "spyx": {"edges-lif": 1, "edges-cuba": 1, "edges-psu": 1, "edges-written": 2},
}
# Of scripts that take a framework's name.
OTHERS = {"windows": ["norse", "sinabs", "snntorch", "spikingjelly", "spyx"], "refractory": ["norse", "brian"]}
TRIED = 40  # networks, to find one with other options


class Network:
    """A file as JSON text and numbered arrays."""

    def __init__(self, path):
        self.arrays = {}
        with h5py.File(path) as file:
            self.graph = self.group(file["node"])

    def group(self, group):
        return {key: self.group(value) if isinstance(value, h5py.Group) else self.value(value[()])
                for key, value in group.items()}

    def value(self, value):
        if isinstance(value, bytes):
            return value.decode()
        array = np.asarray(value)
        if array.dtype.kind == "O":
            return [[text.decode() for text in row] for row in array]
        name = f"a{len(self.arrays)}"
        self.arrays[name] = array
        return {"array": name}


def content(path):
    """The network of a file as JSON, and the arrays in it."""
    if path.suffix == ".json":
        return {"spec": json.loads(path.read_text())}, {}
    network = Network(path)
    return {"graph": network.graph}, network.arrays


def fires(case):
    """Whether it fires, and stays away from its thresholds, or may meet them."""
    enough = all(np.all(answer.margin > harness.NEAR) for answer in case.answers)
    return enough and np.count_nonzero(case.answers[0].y) >= case.answers[0].y.size / 50


def save(path, framework, kind, case, network):
    """Gives whether the file is small enough to keep."""
    text, arrays = network
    about = {"framework": framework, "kind": kind, "convention": case.convention, "options": list(case.options),
             "spikes": case.spikes} | text
    x = np.float32(case.x)
    whole = x.astype(np.int8)
    np.savez_compressed(path, about=json.dumps(about), x=whole if np.array_equal(whole, x) else x,
                        y=np.float32(case.answers[0].y), **arrays)
    if path.stat().st_size > LARGEST:
        path.unlink()
    return path.exists()


def record(framework, kind, build, count=1):
    """The first networks that are small and fit, with other options each while there are such."""
    found = []
    for seed in range(1000):
        if len(found) == count:
            return
        random = np.random.default_rng([seed, *kind.encode()])
        with tempfile.TemporaryDirectory() as temporary:
            case = build(random, pathlib.Path(temporary))
            network = content(case.path)
            harness.keep_longest(case, 2)
            is_fit = getattr(build, "fits", fires)(case)
        if not is_fit or (case.options in found and seed < TRIED):
            continue
        number = f"-{len(found)}" if count > 1 else ""
        path = FOLDER / f"{framework}-{kind}{number}.npz"
        if save(path, framework, kind, case, network):
            found.append(case.options)
            print(f"{path.name}: seed {seed}, {path.stat().st_size:,} bytes")
    sys.exit(f"{framework} {kind}: no network fits")


def builders(framework):
    """What makes networks, and how many of each kind are kept."""
    for prefix, known in (("check", dict.fromkeys(CHECKS.get(framework, []), 1)), ("edges", EDGES.get(framework, {}))):
        if known:
            yield importlib.import_module(f"{prefix}_{framework}").KINDS, known
    for name, frameworks in OTHERS.items():
        if framework in frameworks:
            builds = importlib.import_module(name).kinds(framework)
            yield builds, dict.fromkeys(builds, 1)


def main():
    framework, *kinds = sys.argv[1:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw.STEPS = 16
    draw.inputs.__defaults__ = draw.ties.__defaults__ = (draw.BATCH, draw.STEPS)
    for builds, known in builders(framework):
        for kind, count in known.items():
            if not kinds or kind in kinds:
                record(framework, kind, builds[kind], count)


if __name__ == "__main__":
    main()
