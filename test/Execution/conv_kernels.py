# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolutions in one, two and three dimensions give the reference interpreter's bits,
whether they visit events or multiply.

    conv_kernels.py [--snnc PATH]

Inputs are silent, sparse, half full and full, of spikes and of floats, some of
these infinite or not a number; and so is a weight now and then. Sums are given out as
they are, or another layer reads them first. Those that are compiled alike stand side by
side in one network.
"""

import argparse
import collections
import itertools
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
DENSITIES = [0, 0.03, 0.5, 1]
SIZES = {1: [[11], [75], [48]], 2: [[7, 6], [5, 37], [6, 32]], 3: [[5, 4, 6], [2, 3, 18], [2, 3, 16]]}
CHANNELS = [(1, 16, 1), (3, 65, 1), (16, 3, 1), (65, 33, 1), (6, 6, 6), (4, 8, 4),
            (6, 64, 2), (32, 32, 2), (12, 9, 3), (65, 65, 65), (33, 1, 1), (2, 2, 2),
            (16, 48, 16), (34, 34, 2), (24, 24, 3)]
LANES = [(32, 8), (16, 1), (64, 16), (16, 4)]  # of a panel, of a register


def tensor(shape, element="f32"):
    return f"tensor<{'x'.join(map(str, shape))}x{element}>"


def constant(name, values):
    data = values.astype("<f4").tobytes().hex().upper()
    return f'snn.param @{name} : {tensor(values.shape)} = dense<"0x{data}">'


def convolution(random, name, dimensions, channels, is_spikes):
    """The parameters and the layers, as text, and the shape of the input."""
    inputs, outputs, groups = channels
    size = SIZES[dimensions][random.integers(3)]
    kernel = random.integers(1, 8 if groups == inputs else 4, dimensions)
    stride, dilation = random.integers(1, 4, dimensions), random.integers(1, 3, dimensions)
    padding = random.integers(0, 3, (dimensions, 2))
    spread = random.choice([1, 1, 2, 3, 4], dimensions)
    reach, length = (kernel - 1) * dilation + 1, (np.array(size) - 1) * spread + 1
    if random.random() < 0.5:  # as many outputs as places
        padding = np.stack([reach // 2, reach - 1 - reach // 2], axis=1)
    padding[:, 1] += np.maximum(0, reach - length - padding.sum(1))
    result = [outputs, *(length + padding.sum(1) - reach) // stride + 1]
    weight = random.standard_normal((outputs, inputs // groups, *kernel))
    if random.random() < 0.2:
        weight.flat[random.integers(weight.size)] = random.choice([np.inf, np.nan])
    source = tensor([inputs, *size], "i1" if is_spikes else "f32")
    type = tensor(result)
    last, relu = random.choice([("sum", ""), ("relu", f"""
  %relu_{name} = snn.lambda "act_{name}" (%sum_{name}) function(relu) : ({type}) -> {type}""")])
    numbers = [", ".join(map(str, np.ravel(each))) for each in (stride, padding, dilation, spread)]
    parameters = f"{constant(name + '_w', weight)}\n{constant(name + '_b', random.standard_normal(outputs))}\n"
    return parameters, f"""
  %x_{name} = snn.input "x_{name}" : {source}
  %sum_{name} = snn.conv "conv_{name}"(%x_{name}) weight(@{name}_w) bias(@{name}_b) stride [{numbers[0]}]
    padding [{numbers[1]}] dilation [{numbers[2]}] spread [{numbers[3]}] groups({groups}) : ({source}) -> {type}{relu}
  snn.output "y_{name}" %{last}_{name} : {type}""", [inputs, *size]


def draw_input(random, shape, is_spikes):
    """A sample of as many steps as there are densities, twice."""
    steps = []
    for density in DENSITIES * 2:
        x = np.float32(random.random(shape) < density)
        if not is_spikes:
            x *= np.float32(random.standard_normal(shape))
        steps.append(x)
    if not is_spikes:
        for x in steps[len(DENSITIES):]:
            x.flat[random.integers(x.size)] = random.choice([np.nan, np.inf, -np.inf])
    return np.array(steps)


def compile_with(snnc, folder, lanes, crossover):
    """The network as loops, with convolutions that multiply from a density on."""
    loops = folder / f"loops{crossover}.mlir"
    subprocess.run([snnc.with_name("snn-opt"), folder / "net.mlir", "-o", loops,
                    f"--snn-loops-pipeline=lanes={lanes[0]} register-lanes={lanes[1]} "
                    f"conv-crossover={crossover}"], check=True)
    text = loops.read_text()
    header = 'module attributes {snn.phase = "expand-math"} {'
    loops.write_text(text.replace("module {", header, 1))
    return loops


def run(snnc, folder, model, names, *options):
    files = [word for name in names for word in ("--input", f"x_{name}={folder}/x_{name}.npy",
                                                 "--output", f"y_{name}={folder}/y_{name}.npy")]
    subprocess.run([snnc, "run", model, *files, *options], check=True)
    return {name: np.load(folder / f"y_{name}.npy") for name in names}


def draw(folder, random, name, case):
    """What it is compiled for and how it is run, its parameters and its layers."""
    lanes = LANES[random.integers(len(LANES))]
    parameters, layers, shape = convolution(random, name, *case)
    np.save(folder / f"x_{name}.npy", draw_input(random, shape, case[-1]))
    return (lanes, str(random.choice([0, 3]))), parameters, layers


def check(snnc, folder, lanes, burnin, cases):
    """Compares all ways of running a network of cases; gives the number of values."""
    texts = [part for parts in zip(*cases.values()) for part in parts]
    parameters, layers = texts[:len(cases)], texts[len(cases):]
    (folder / "net.mlir").write_text(
        "".join(parameters) + "snn.network @net forward(default) {" + "".join(layers) + "\n}\n")
    expected = run(snnc, folder, folder / "net.mlir", cases, "--interpret", "--burnin", burnin)
    for crossover in (0, 0.2, 2):
        found = run(snnc, folder, compile_with(snnc, folder, lanes, crossover), cases,
                    "--burnin", burnin)
        for name in cases:
            differ = ((found[name].view(np.uint32) != expected[name].view(np.uint32)) &
                      ~(np.isnan(found[name]) & np.isnan(expected[name])))
            if differ.any():
                sys.exit(f"panels of {lanes[0]}, registers of {lanes[1]}, multiplied from {crossover} on: "
                         f"{differ.sum()} of {differ.size} values differ; the first at "
                         f"{np.argwhere(differ)[0]}\n{''.join(cases[name])}")
    return sum(each.size for each in expected.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", type=pathlib.Path, default=ROOT / "build/bin/snnc")
    options = parser.parse_args()
    random = np.random.default_rng(4)
    networks = collections.defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for number, case in enumerate(itertools.product(SIZES, CHANNELS, (True, False))):
            how, *texts = draw(folder, random, f"n{number}", case)
            networks[how][f"n{number}"] = texts
        values = sum(check(options.snnc, folder, *how, cases) for how, cases in networks.items())
    print(f"{values} values are the interpreter's")


if __name__ == "__main__":
    main()
