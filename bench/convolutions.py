# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times single convolutions at every density of their input, in snnc and in PyTorch on
one core, and writes CONVOLUTIONS.md.

    .venv-bench/bin/python bench/convolutions.py [--only PATTERN] [--seconds 0.5] [--snnc PATH]

PyTorch does not look at what is zero, so it has one time. It is the best of what it
offers: channels first and last, one step and 16 steps at a time, torch.compile with
frozen weights. Outputs are compared first.
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
DENSITIES = (0, 0.01, 0.05, 0.1, 0.2, 0.5, 1)
TOGETHER = 16  # steps that PyTorch takes at once
NEVER, ALWAYS = 2, 0


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

    @property
    def text(self):
        kind = "transposed " if self.transposed else ""
        kind += f"{self.kernel} x {self.kernel}"
        kind += f", stride {self.stride}" if self.stride > 1 else ""
        kind += f", {self.groups} groups" if self.groups > 1 else ""
        return f"{self.inputs} to {self.outputs}, {kind}, on {self.size} x {self.size}"


CASES = [
    Case("plain", 64, 64, 32, 3),
    Case("group8", 64, 64, 32, 3, groups=8),
    Case("group8 stride 2", 64, 64, 32, 3, stride=2, groups=8),
    Case("group32", 64, 64, 32, 3, groups=32),
    Case("multiplier 2", 32, 64, 32, 3, groups=32),
    Case("depthwise", 64, 64, 32, 3, groups=64),
    Case("group8 small", 64, 64, 8, 3, groups=8),
    Case("transposed", 64, 32, 16, 4, stride=2, transposed=True),
    Case("transposed8", 64, 32, 16, 4, stride=2, groups=8, transposed=True),
    Case("transposed to 1", 16, 1, 32, 4, stride=2, transposed=True),
    Case("transposed depthwise", 32, 32, 16, 4, stride=2, groups=32, transposed=True),
]


def layer_of(case):
    kind = torch.nn.ConvTranspose2d if case.transposed else torch.nn.Conv2d
    return kind(case.inputs, case.outputs, case.kernel, case.stride, case.padding,
                groups=case.groups, bias=False)


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
            "inputs": [{"name": "x", "shape": [case.inputs, case.size, case.size], "spikes": True}],
            "outputs": [{"name": "y"}],
            "layers": [{"type": "ConvTranspose2d" if case.transposed else "Conv2d",
                        "in_channels": case.inputs, "out_channels": case.outputs,
                        "kernel_size": case.kernel, "stride": case.stride,
                        "padding": case.padding, "groups": case.groups,
                        "weight": "weight", "use_bias": False}]}
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
        x = np.float32(np.random.default_rng(3).random((2, case.inputs, case.size, case.size)) < density)
        np.save(folder / "x.npy", x)
        run_snnc(options, "run", model, "--input", folder / "x.npy", "--output", folder / "y.npy")
        with torch.inference_mode():
            expected = layer(torch.from_numpy(x)).numpy()
        np.testing.assert_allclose(np.load(folder / "y.npy"), expected, rtol=1e-4, atol=1e-5)


def time_snnc(options, model, density, *more):
    command = ["bench", model, "--steps", 50, "--density", density, "--json", *more]
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


def time_torch(case, layer, seconds):
    times = []
    with torch.inference_mode():
        for steps in (1, TOGETHER):
            for layout in (torch.contiguous_format, torch.channels_last):
                x = torch.rand(steps, case.inputs, case.size, case.size).to(memory_format=layout)
                own = layer.to(memory_format=layout)
                for function in (own, torch.compile(own, dynamic=False, options={"freezing": True})):
                    times.append(median(lambda f=function: f(x), seconds) / steps)
    return min(times)


def measure(options, case):
    torch.manual_seed(1)
    layer = layer_of(case)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = write_model(case, layer, folder)
        check(options, case, layer, model, folder)
        peer = time_torch(case, layer, options.seconds)
        own = [time_snnc(options, model, density) for density in DENSITIES]
        events = time_snnc(options, model, 1, "--crossover", NEVER)
        info = json.loads(run_snnc(options, "info", model, "--json"))
    crossover = info["layers"][0].get("crossover")
    print(case.name, f"{peer:.1f}", [f"{us:.1f}" for us in own], f"{events:.1f}", crossover,
          file=sys.stderr, flush=True)
    return [case.name, case.text, *(f"{us:.3g}" for us in own), f"{events:.0f}",
            f"{100 * crossover:.3g} %", f"{peer:.3g}", f"{peer / max(own):.2g}"]


HEADER = ["", "convolution", *(f"{100 * density:g} %" for density in DENSITIES),
          "events only, 100 %", "product from", "PyTorch", "PyTorch / slowest"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=HERE.parent / "build/bin/snnc")
    parser.add_argument("--only", default="", help="convolutions whose name contains this")
    parser.add_argument("--seconds", type=float, default=0.5, help="of each measurement, about")
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    torch.set_num_threads(1)
    rows = [measure(options, case) for case in CASES if options.only in case.name]
    if options.only:
        return
    lines = "\n".join("| " + " | ".join(cells) + " |"
                      for cells in [HEADER, ["---"] * len(HEADER), *rows])
    about = machine.cpu()
    (HERE / "CONVOLUTIONS.md").write_text(
        "# Convolutions\n\nWritten by `bench/convolutions.py`: microseconds a step of one layer on "
        "spikes, by the part of its input that spikes, with reading and writing of floats, one core "
        f"of {about}, PyTorch {torch.__version__}.\n\n{lines}\n\n"
        "- \"Events only\" is the time without products, on an input that is all spikes.\n"
        "- \"Product from\": the density from which all of the input is multiplied.\n"
        "- PyTorch is its fastest way, whatever the input holds; the last column is how many times\n"
        "  snnc is faster at its slowest density.\n")


if __name__ == "__main__":
    main()
