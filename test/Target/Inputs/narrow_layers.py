# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""narrow_layers.py FOLDER COMMAND...: compiles layers of 1 to 33 outputs, and asks how
many bytes of weights the object has, by its header and by its sections.

Each array of parameters may have room for some lanes behind its last row."""

import json
import pathlib
import re
import subprocess
import sys

OUTPUTS = range(1, 34)
LANES = 15          # that are no outputs, at most
OTHERS = 16 << 10   # bytes of names, tables and constants, and of gaps between arrays


def linear(inputs):
    return [inputs], [{"type": "Linear", "name": f"fc{n}", "in_features": inputs, "out_features": n,
                       "weight": {"init": "uniform"}, "bias": {"init": "uniform"}, "from": ["x"]}
                      for n in OUTPUTS], lambda n: n * inputs + n


def recurrent(inputs):
    layers = []
    for n in OUTPUTS:
        layers += [{"type": "Linear", "name": f"fc{n}", "in_features": inputs + n, "out_features": n,
                    "weight": {"init": "uniform"}, "use_bias": False, "from": ["x", f"lif{n}"]},
                   {"type": "SimpleLIF", "name": f"lif{n}", "decay_constants": [0.9], "from": [f"fc{n}"]}]
    return [inputs], layers, lambda n: n * (inputs + n)


def conv(inputs):
    return [inputs, 3, 3], [
        {"type": "Conv2d", "name": f"conv{n}", "in_channels": inputs, "out_channels": n, "kernel_size": 3,
         "weight": {"init": "uniform"}, "use_bias": False, "from": ["x"]}
        for n in OUTPUTS], lambda n: n * inputs * 9


def grouped(inputs):
    return [inputs, 3, 3], [
        {"type": "Conv2d", "name": f"conv{n}", "in_channels": inputs, "out_channels": 2 * n, "kernel_size": 3,
         "weight": {"init": "uniform"}, "use_bias": False, "groups": 2, "from": ["x"]}
        for n in OUTPUTS], lambda n: n * inputs * 9


def delays(inputs):
    """Of one channel: a number for each element that says how long it waits."""
    layers = [{"type": "Scale", "name": "s", "scale": 0.5, "from": ["x"]}]
    layers += [{"type": "Delay", "name": f"late{n}", "dt": "steps", "from": ["s"],
                "delay": [[(k + n) % 4 for k in range(inputs)]]} for n in OUTPUTS]
    return [1, inputs], layers, lambda n: inputs


def read_only(file):
    """Bytes of an object's constants."""
    sizes = subprocess.check_output(["llvm-size", "-A", file], text=True)
    return sum(int(size) for size in re.findall(r"^(?:\.s?rodata\S*|DATA)\s+(\d+)", sizes, re.M))


def compile_layers(kind, inputs, folder, command):
    """Bytes of weights and of constants, and the number of parameters."""
    shape, layers, count = kind(inputs)
    spec = {"format": "snnc", "version": 1, "name": "narrow",
            "inputs": [{"name": "x", "shape": shape, "spikes": True}], "layers": layers,
            "outputs": [{"name": layer["name"], "layer": layer["name"]} for layer in layers
                        if layer["type"] != "SimpleLIF"]}
    path = folder / "narrow.json"
    path.write_text(json.dumps(spec))
    subprocess.run([*command, path, "-o", folder / "out"], check=True, stdout=subprocess.DEVNULL)
    said = re.search(r"weights\s+(\d+) bytes", (folder / "out/narrow.h").read_text())
    return int(said[1]), read_only(folder / "out/narrow.o"), sum(map(count, OUTPUTS))


def main():
    folder, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    arrays = 3 * len(OUTPUTS)  # a layer's weights of two sources, and its bias
    for kind, inputs in ((linear, 120), (recurrent, 120), (conv, 12), (grouped, 12), (delays, 120)):
        said, found, parameters = compile_layers(kind, inputs, folder, command)
        print(f"{kind.__name__}: {parameters} parameters, {said} bytes, {found} of constants")
        assert 0 <= said - 4 * parameters <= 4 * LANES * arrays
        assert said <= found <= said + OTHERS


main()
