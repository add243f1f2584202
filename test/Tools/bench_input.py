# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""bench_input.py FOLDER SNNC: arrays for bench-input.test, and what bench and info say of them."""
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

NET = pathlib.Path(__file__).parent / "Inputs/net.json"
os.chdir(sys.argv[1])


def snnc(*command):
    return subprocess.run([sys.argv[2], *map(str, command)], check=True, text=True, capture_output=True).stdout


random = np.random.default_rng(0)
batch = np.float32(random.normal(size=(3, 50, 3)) * 4 * (random.random((3, 50, 3)) < 0.6))
for name, array in {"batch": batch, "x": batch[1], "zeros": batch[0] * 0, "empty": batch[0, :0],
                    "wide": np.zeros((50, 4), np.float32)}.items():
    np.save(f"{name}.npy", array)
snnc("compile", NET, "--stop-after=form-scan", "-o", "late.mlir")
snnc("run", NET, "--input", "batch.npy", "--output", "y.npy", "--profile", "p.json")
densities = {layer["name"]: layer["density"] for layer in json.loads(pathlib.Path("p.json").read_text())["layers"]}
spikes = float(np.load("y.npy").mean())
assert 0.02 < spikes < 0.9, spikes
for way in [], ["--threads", 2], ["--step-by-step"]:
    bench = json.loads(snnc("bench", NET, "--input", "x=batch.npy", "--json", *way))
    assert (bench["steps"], bench["batch"], bench["step_by_step"]) == (50, 3, way == ["--step-by-step"])
    assert 0 < bench["us_per_step_sample"] <= bench["us_percentile_99"] <= bench["us_max"]
    assert bench["repeats"] >= (150 if bench["step_by_step"] else 3)
    # Every run begins anew: the last one gave what the first one gives.
    assert abs(bench["output_density"]["lif"] - spikes) < 1e-6
    assert bench["input_density"] == {"x": np.count_nonzero(batch) / batch.size}
    assert {layer["name"]: layer["density"] for layer in bench["layers"]} == densities
    assert "density" not in bench

info = snnc("info", NET, "--input", "batch.npy")
row = next(line.split() for line in info.splitlines() if line.startswith("lif "))
assert row[-2:] == [f"{100 * spikes:.1f}", "%"], info
info, manifest = (json.loads(text) for text in (
    snnc("info", NET, "--json"), snnc("compile", NET, "-o", ".") and pathlib.Path("net.manifest.json").read_text()))
assert info["weight_bytes"] == manifest["weight_bytes"] > 0
assert info["phase"] == "layout-state", info["phase"]
assert 100 < info["code_bytes"] < os.path.getsize("net.o")
