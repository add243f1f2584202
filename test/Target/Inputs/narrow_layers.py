# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""narrow_layers.py FOLDER COMMAND...: compiles layers of 1 to 33 outputs, and asks how
many bytes of weights the object has, by its header and by its size.

An object with more inputs is larger by the weights of these inputs, as the code is
the same. Each array of parameters may have room for some lanes of the last row."""

import json
import pathlib
import re
import subprocess
import sys

OUTPUTS = range(1, 34)
LANES = 15      # that are no outputs, at most
FEW, MORE = 40, 240


def linear(inputs):
    """Layers of one source, and of two that cannot be joined before."""
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


def compile_layers(kind, inputs, folder, command):
    """Bytes of weights and of the object; numbers of parameters and of arrays."""
    shape, layers, count = kind(inputs)
    spec = {"format": "snnc", "version": 1, "name": "narrow",
            "inputs": [{"name": "x", "shape": shape, "spikes": True}], "layers": layers,
            "outputs": [{"name": layer["name"], "layer": layer["name"]} for layer in layers
                        if layer["type"] != "SimpleLIF"]}
    path = folder / "narrow.json"
    path.write_text(json.dumps(spec))
    subprocess.run([*command, path, "-o", folder / "out"], check=True, stdout=subprocess.DEVNULL)
    said = re.search(r"weights\s+(\d+) bytes", (folder / "out/narrow.h").read_text())
    return int(said[1]), (folder / "out/narrow.o").stat().st_size, sum(map(count, OUTPUTS))


def main():
    folder, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    arrays = 3 * len(OUTPUTS)  # a layer's weights of two sources, and its bias
    for kind in (linear, recurrent, conv, grouped):
        few, smaller, parameters = compile_layers(kind, FEW, folder, command)
        excess = few - 4 * parameters
        print(f"{kind.__name__}: {parameters} parameters, {few} bytes")
        assert 0 <= excess <= 4 * LANES * arrays, f"{excess} bytes more than the weights"
        more, larger, parameters_of_more = compile_layers(kind, MORE, folder, command)
        grown, expected = larger - smaller, 4 * (parameters_of_more - parameters)
        assert more - few == expected, f"{more - few} bytes for {expected}"
        assert abs(grown - expected) < 0.1 * expected, f"the object grew by {grown}, not {expected}"


main()
