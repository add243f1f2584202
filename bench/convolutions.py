# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times single convolutions at every density of their input, in snnc and in PyTorch, and
writes CONVOLUTIONS.md.

    .venv-bench/bin/python bench/convolutions.py [--only PATTERN] [--cores 0 or 0,1]

PyTorch does not look at what is zero, so it has one time. It is the best of what it
offers: channels first and last, one image and 16 at a time, torch.compile with frozen
weights. Outputs are compared first. Every result is kept at once, so that a run that was
interrupted goes on where it was; --fresh begins anew.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from safetensors.numpy import save_file

import machine

HERE = pathlib.Path(__file__).resolve().parent
KEPT = HERE.parent / "build/bench/convolutions.jsonl"
DENSITIES = (0, 0.01, 0.05, 0.1, 0.2, 0.5, 1)
TOGETHER = 16  # images that PyTorch takes at once; steps or samples of a run of snnc
NEVER = 2


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    inputs: int
    outputs: int
    size: int
    kernel: int
    stride: int = 1
    padding: int = 1
    groups: int = 1
    transposed: bool = False
    dilation: int = 1
    axes: int = 2

    @property
    def shape(self):
        return [self.inputs] + [self.size] * self.axes

    @property
    def text(self):
        def power(number):
            return " x ".join([str(number)] * self.axes)
        kind = "transposed " if self.transposed else ""
        kind += power(self.kernel)
        for name in ("stride", "dilation", "groups"):
            number = getattr(self, name)
            kind += f", {name} {number}" if number > 1 else ""
        return f"{self.inputs} to {self.outputs}, {kind}, on {power(self.size)}"


CASES = [
    Case("plain", 64, 64, 32, 3),
    Case("group4", 64, 64, 32, 3, groups=4),
    Case("group8", 64, 64, 32, 3, groups=8),
    Case("group16", 64, 64, 32, 3, groups=16),
    Case("group32", 64, 64, 32, 3, groups=32),
    Case("group8 stride 2", 64, 64, 32, 3, stride=2, groups=8),
    Case("group8 dilation 2", 64, 64, 32, 3, padding=2, dilation=2, groups=8),
    Case("group8 1 x 1", 64, 64, 32, 1, padding=0, groups=8),
    Case("group8 5 x 5", 64, 64, 32, 5, padding=2, groups=8),
    Case("group8 small", 64, 64, 8, 3, groups=8),
    Case("depthwise", 64, 64, 32, 3, groups=64),
    Case("depthwise 7 x 7", 64, 64, 32, 7, padding=3, groups=64),
    Case("multiplier 2", 32, 64, 32, 3, groups=32),
    Case("1-D group8", 64, 64, 1024, 5, padding=2, groups=8, axes=1),
    Case("3-D group4", 16, 16, 12, 3, groups=4, axes=3),
    Case("transposed", 64, 32, 16, 4, stride=2, transposed=True),
    Case("transposed8", 64, 32, 16, 4, stride=2, groups=8, transposed=True),
    Case("transposed to 1", 16, 1, 32, 4, stride=2, transposed=True),
    Case("transposed depthwise", 32, 32, 16, 4, stride=2, groups=32, transposed=True),
]


def layer_of(case):
    kind = getattr(torch.nn, f"Conv{'Transpose' if case.transposed else ''}{case.axes}d")
    return kind(case.inputs, case.outputs, case.kernel, case.stride, case.padding,
                groups=case.groups, dilation=case.dilation, bias=False).eval()


def equinox_weight(case, layer):
    """PyTorch's weight as Equinox and the spec have it: of a transposed convolution
    [out, in / groups, kernel...], turned."""
    weight = layer.weight.detach().numpy()
    if not case.transposed:
        return weight
    parts = np.split(weight, case.groups)
    return np.concatenate([np.flip(part, (2, 3)).swapaxes(0, 1) for part in parts])


def write_model(case, layer, folder):
    save_file({"weight": np.ascontiguousarray(equinox_weight(case, layer))},
              folder / "conv.safetensors")
    spec = {"format": "snnc", "version": 1, "name": "conv", "weights": "conv.safetensors",
            "inputs": [{"name": "x", "shape": case.shape, "spikes": True}],
            "outputs": [{"name": "y"}],
            "layers": [{"type": f"Conv{'Transpose' if case.transposed else ''}{case.axes}d",
                        "in_channels": case.inputs, "out_channels": case.outputs,
                        "kernel_size": case.kernel, "stride": case.stride,
                        "padding": case.padding, "groups": case.groups,
                        "dilation": case.dilation, "weight": "weight", "use_bias": False}]}
    path = folder / "conv.json"
    path.write_text(json.dumps(spec))
    return path


def run_snnc(options, *command):
    done = subprocess.run([options.snnc, *map(str, command)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def check(options, case, layer, model, folder):
    """The same sums but for rounding, sparse and dense."""
    for density in (0.05, 1):
        x = np.float32(np.random.default_rng(3).random((2, *case.shape)) < density)
        np.save(folder / "x.npy", x)
        run_snnc(options, "run", model, "--input", folder / "x.npy", "--output", folder / "y.npy")
        with torch.inference_mode():
            expected = layer(torch.from_numpy(x)).numpy()
        np.testing.assert_allclose(np.load(folder / "y.npy"), expected, rtol=1e-4, atol=1e-5)


def time_snnc(options, model, density, *more):
    """On one core the steps of one sample; on more, as many samples of one step."""
    work = (["--steps", TOGETHER] if len(options.cores) == 1 else
            ["--steps", 1, "--batch", TOGETHER, "--threads", len(options.cores)])
    command = ["bench", model, *work, "--density", density, "--json", *more]
    return json.loads(run_snnc(options, *command))["us_per_step_sample"]


def median(function, seconds):
    """Microseconds of a call."""
    function()
    times, begin = [], time.perf_counter()
    while time.perf_counter() - begin < seconds or len(times) < 5:
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1e6 * float(np.median(times))


def ways(case, layer):
    """What PyTorch offers: a name, a layer and how its images lie in memory."""
    last = {2: torch.channels_last, 3: torch.channels_last_3d}.get(case.axes)
    yield "channels first", layer, torch.contiguous_format
    torch._dynamo.reset()  # what it compiled for other cases counts against a limit
    yield ("compiled", torch.compile(layer, dynamic=False, options={"freezing": True}),
           torch.contiguous_format)
    if last:
        yield "channels last", layer.to(memory_format=last), last


def time_torch(case, layer, seconds):
    """The least time of an image, and how."""
    times = []
    with torch.inference_mode():
        for name, function, layout in ways(case, layer):
            for images in (1, TOGETHER):
                x = torch.rand(images, *case.shape).to(memory_format=layout)
                times.append((median(lambda: function(x), seconds) / images, f"{name}, {images}"))
    return min(times)


def measure(options, case):
    torch.manual_seed(1)
    layer = layer_of(case)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = write_model(case, layer, folder)
        check(options, case, layer, model, folder)
        own = [time_snnc(options, model, density) for density in DENSITIES]
        events = time_snnc(options, model, 1, "--crossover", NEVER)
        info = json.loads(run_snnc(options, "info", model, "--json"))
    peer, way = time_torch(case, layer, options.seconds)
    return {"name": case.name, "cores": len(options.cores), "own": own, "events": events,
            "crossover": info["layers"][0].get("crossover"), "peer": peer, "way": way,
            "cpu": machine.cpu(), "torch": torch.__version__, "load": os.getloadavg()[0]}


def kept():
    """All results so far, by case and cores."""
    rows = map(json.loads, KEPT.read_text().splitlines()) if KEPT.exists() else []
    return {(row["name"], row["cores"]): row for row in rows}


HEADER = ["convolution", *(f"{100 * density:g} %" for density in DENSITIES),
          "events only, 100 %", "product from", "PyTorch", "its way", "PyTorch / slowest"]


def cells(case, row):
    crossover = "never" if row["crossover"] is None else f"{100 * row['crossover']:.3g} %"
    return [case.text, *(f"{us:.3g}" for us in row["own"]), f"{row['events']:.3g}", crossover,
            f"{row['peer']:.3g}", row["way"], f"{row['peer'] / max(row['own']):.2f}"]


def table(rows, cores):
    own = [cells(case, rows[case.name, cores]) for case in CASES if (case.name, cores) in rows]
    return "\n".join("| " + " | ".join(line) + " |"
                     for line in [HEADER, ["---"] * len(HEADER), *own])


NOTES = f"""
- On one core a run is {TOGETHER} steps of one sample, on two it is {TOGETHER} samples, 8 a core.
  Input and output are floats in memory, read and written within the time.
- "Events only" is the time without products, on an input that is all spikes.
- "Product from" is the density from which all of the input is multiplied.
- PyTorch has the time of its fastest way, whatever the input holds: channels first, last, or
  torch.compile with frozen weights, one image at a time or {TOGETHER}. The last column is how many
  times snnc is faster at its slowest density.
"""


def write(rows):
    one = next(iter(rows.values()))
    text = ("# Convolutions\n\nWritten by `bench/convolutions.py`: microseconds a step and sample "
            "of one layer on spikes, by the part of its input that spikes, on "
            f"{one['cpu']}, beside PyTorch {one['torch']}. Medians; outputs were compared first. "
            f"The machine's load was up to {max(row.get('load', 0) for row in rows.values()):.0f}, "
            "and should have been 1.\n")
    for cores, name in ((1, "One core"), (2, "Two cores")):
        if any(key[1] == cores for key in rows):
            text += f"\n## {name}\n\n{table(rows, cores)}\n"
    (HERE / "CONVOLUTIONS.md").write_text(text + NOTES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=HERE.parent / "build/bin/snnc")
    parser.add_argument("--only", default="", help="convolutions whose name contains this")
    parser.add_argument("--seconds", type=float, default=0.5, help="of each measurement, about")
    parser.add_argument("--cores", type=lambda text: [int(core) for core in text.split(",")],
                        default=[0], help="one or two, as 0,1")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    options = parser.parse_args()
    os.sched_setaffinity(0, options.cores)
    torch.set_num_threads(len(options.cores))
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    if options.fresh:
        KEPT.unlink(missing_ok=True)
    for case in CASES:
        if options.only not in case.name or (case.name, len(options.cores)) in kept():
            continue
        row = measure(options, case)
        with KEPT.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print("; ".join(cells(case, row)), file=sys.stderr, flush=True)
    if rows := kept():
        write(rows)


if __name__ == "__main__":
    main()
