# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times the compiler on networks that are deep, wide or tangled, and writes COMPILE_TIME.md.

    bench/compile_time.py [--only PATTERN] [--runs 3] [--snnc PATH] [--flags=-O1]

Each run is a process of `snnc compile`. CPU and wall time are those of the fastest.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from safetensors.numpy import save_file

import machine

HERE = pathlib.Path(__file__).resolve().parent
NEURON = {"type": "LIF", "decay_constants": [0.9, 0.8]}
# The networks of SNNAX's benchmarks: channels, and M for a pool.
VGG = {
    "VGG-11": [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
    "VGG-16": [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"],
}


class Network:
    """Layers with random weights, and their file."""

    def __init__(self, shape):
        self.random = np.random.default_rng(0)
        self.spec = {"format": "snnc", "version": 1, "name": "net", "weights": "net.safetensors",
                     "inputs": [{"name": "x", "shape": shape}], "layers": []}
        self.tensors = {}

    def add(self, layer, **more):
        self.spec["layers"].append({**layer, **more})

    def weight(self, *shape):
        name = f"w{len(self.tensors)}"
        values = self.random.standard_normal(shape) / np.prod(shape[1:]) ** 0.5
        self.tensors[name] = values.astype(np.float32)
        return name

    def linear(self, inputs, outputs, **more):
        self.add({"type": "Linear", "in_features": inputs, "out_features": outputs, "use_bias": False,
                  "weight": self.weight(outputs, inputs)}, **more)

    def conv(self, inputs, outputs, kernel, **more):
        self.add({"type": "Conv2d", "in_channels": inputs, "out_channels": outputs, "kernel_size": kernel,
                  "padding": kernel // 2, "use_bias": False,
                  "weight": self.weight(outputs, inputs, kernel, kernel)}, **more)

    def write(self, folder):
        save_file(self.tensors, folder / "net.safetensors")
        (folder / "net.json").write_text(json.dumps(self.spec))


def chain(sizes, norms=False, delay=0):
    network = Network([sizes[0]])
    before = ["x"]
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        network.linear(inputs, outputs, name=f"fc{number}", **{"from": before})
        if norms:
            network.add({"type": "LayerNorm", "shape": [outputs]}, name=f"norm{number}", **{"from": f"fc{number}"})
        network.add(NEURON, name=f"lif{number}", **{"from": f"norm{number}" if norms else f"fc{number}"})
        before = [{"layer": f"lif{number}", "delay": delay} if delay else f"lif{number}"]
    return network


def different(count, low=16, high=512):
    return [int(size) for size in np.random.default_rng(1).integers(low, high, count + 1)]


def convolutions(count):
    channels = [int(size) for size in np.random.default_rng(2).integers(4, 40, count + 1)]
    network = Network([channels[0], 32, 32])
    for inputs, outputs in zip(channels, channels[1:]):
        network.conv(inputs, outputs, 3)
        network.add(NEURON)
    return network


def populations(count, sources, sizes):
    """Each hears `sources` others, perhaps itself, and the first ten the input."""
    random = np.random.default_rng(3)
    network = Network([8])
    widths = [int(size) for size in random.choice(sizes, count)]
    for number, width in enumerate(widths):
        heard = sorted(int(k) for k in random.choice(count, sources, replace=False))
        inputs = sum(widths[k] for k in heard) + (8 if number < 10 else 0)
        network.linear(inputs, width, name=f"fc{number}",
                       **{"from": [f"p{k}" for k in heard] + (["x"] if number < 10 else [])})
        network.add(NEURON, name=f"p{number}", **{"from": f"fc{number}"})
    network.spec["outputs"] = [{"name": f"y{k}", "layer": f"p{k}"} for k in range(0, count, 10)]
    return network


def vgg(plan):
    network, channels, size = Network([2, 32, 32]), 2, 32
    for step in plan:
        if step == "M":
            size //= 2
            network.add({"type": "SpikingMaxPool2d", "kernel_size": 2, "stride": 2, "padding": 0, "threshold": 1})
            continue
        network.conv(channels, step, 5)
        network.add({"type": "LayerNorm", "shape": [step, size, size], "use_weight": False, "use_bias": False})
        network.add({"type": "LIFSoftReset", "decay_constants": [0.95, 0.85], "reset_val": 1})
        channels = step
    network.add({"type": "Flatten"})
    network.linear(channels * size * size, 11)
    return network


NETWORKS = {
    "20 layers of one shape": lambda: chain([64] * 21),
    "200 layers of one shape": lambda: chain([64] * 201),
    "20 layers of 16 to 512": lambda: chain(different(20)),
    "200 layers of 16 to 512": lambda: chain(different(200)),
    "200 layers of 16 to 512, 3 steps late": lambda: chain(different(200), delay=3),
    "100 layers of 16 to 512 with norms": lambda: chain(different(100), norms=True),
    "40 convolutions": lambda: convolutions(40),
    "12 populations, all to all": lambda: populations(12, 12, [4]),
    "100 populations with 10 sources": lambda: populations(100, 10, [16, 32, 50, 64]),
    "VGG-11": lambda: vgg(VGG["VGG-11"]),
    "VGG-16": lambda: vgg(VGG["VGG-16"]),
}


def compile_once(snnc, flags, folder):
    """CPU and wall seconds, and the most memory in MB."""
    begin = time.perf_counter()
    pid = os.posix_spawn(snnc, [str(snnc), "compile", str(folder / "net.json"), "-o", str(folder), *flags],
                         os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"snnc compile ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, usage.ru_maxrss / 1024


def measure(name, options):
    network = NETWORKS[name]()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        network.write(folder)
        runs = [compile_once(options.snnc, options.flags.split(), folder) for _ in range(options.runs)]
        size = (folder / "net.o").stat().st_size
    weights = sum(values.nbytes for values in network.tensors.values())
    cpu, wall, memory = min(runs)
    row = f"| {name} | {cpu:.2f} | {wall:.2f} | {memory:.0f} | {weights / 2**20:.1f} | {size / 2**20:.1f} |"
    print(row, flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", default="", help="networks whose name contains this")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--snnc", type=pathlib.Path, default=HERE.parent / "build/bin/snnc")
    parser.add_argument("--flags", default="", help="more flags of snnc compile")
    options = parser.parse_args()
    rows = [measure(name, options) for name in NETWORKS if options.only in name]
    version = subprocess.check_output([options.snnc, "--version"], text=True).strip()
    if not options.only:
        (HERE / "COMPILE_TIME.md").write_text(
            "# Time to compile\n\nWritten by `bench/compile_time.py`: seconds and memory of `snnc compile"
            f"{' ' if options.flags else ''}{options.flags}`. {machine.cpu()}, {os.cpu_count()} cores, load "
            f"{os.getloadavg()[0]:.1f} at the end; {datetime.date.today().isoformat()}, {version}.\n\n"
            "| network | CPU s | wall s | peak MB | weights MB | object MB |\n|---|---|---|---|---|---|\n"
            + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
