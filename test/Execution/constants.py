# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the compiler computes of constants has the bits of what compiled code computes
(docs/Semantics.md, N5), and of what the reference interpreter does:

    equations   of a Neuron: a function of a number in the text
    parameters  of a Neuron: a function of a number that is a parameter
    initial     what a layer gives before the first step, through a delay: of Neurons,
                and of every function of a Lambda
    regions     of IR that was written by hand, which no builder has folded
each beside the same function of an input that holds the number, with and without
optimisation.

    constants.py [--seed 0] [--count 4] [--snnc PATH]
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

FUNCTIONS = ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "sqrt", "floor", "abs"]
MATH = {"exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p", "tanh": "tanh", "sqrt": "sqrt",
        "floor": "floor", "abs": "absf"}
LAMBDAS = ["identity", "relu", "relu6", "leaky_relu", "elu", "tanh", "sigmoid", "softplus", "gelu", "silu",
           "softmax", "log_softmax", "abs", "exp", "hard_tanh", "hard_sigmoid", "hard_silu", "selu", "soft_sign",
           "log_sigmoid", "squareplus", "mish", "sparse_plus", "sparse_sigmoid", "square", "sqrt", "sign",
           "negative", "log", "log1p", "expm1"]
NUMBERS = 24  # of each function in one layer


def text(number):
    return f"{number:.9g}" if number >= 0 else f"(0 - {-number:.9g})"


def names_of(pairs):
    return sorted({name for _, *names in pairs for name in names})


class Spec:
    """A model, and the pairs of its layers that give the same."""

    def __init__(self, size, *inputs):
        self.layers, self.pairs, self.size, self.inputs = [], [], size, inputs

    def add(self, kind, source, **keys):
        name = f"l{len(self.layers)}"
        self.layers.append({"type": kind, "name": name, "from": [source]} | keys)
        return name

    def pair(self, what, folded, computed):
        self.pairs.append((what, folded, computed))

    def json(self):
        outputs = [{"name": name, "layer": name} for name in names_of(self.pairs)]
        return {"format": "snnc", "version": 1, "name": "constants",
                "inputs": [{"name": name, "shape": [self.size]} for name in self.inputs],
                "layers": self.layers, "outputs": outputs}


def choose(function, numbers):
    """f of the number that the element's place says."""
    chosen = function(text(numbers[-1]))
    for place, number in reversed(list(enumerate(numbers[:-1]))):
        chosen = f"where(x == {place}, {function(text(number))}, {chosen})"
    return chosen


def equations(numbers):
    spec = Spec(len(numbers), "x", "n")
    for name in FUNCTIONS:
        computed = spec.add("Neuron", "n", output=f"{name}(x)")
        folded = spec.add("Neuron", "x", output=choose(lambda each: f"{name}({each})", numbers))
        spec.pair(f"{name} in equations", folded, computed)
    return spec


def initial(number):
    """At step 0 a delayed edge gives what the source is of zeros, at step 1 what it
    computed at step 0, of zeros too."""
    spec = Spec(5, "x")
    shifted = spec.add("Neuron", "x", output=f"x + {text(number)}")
    for name in FUNCTIONS:
        layer = spec.add("Neuron", "x", params={"p": float(number)}, output=f"{name}(x + p)")
        late = spec.add("Identity", {"layer": layer, "delay": 1})
        spec.pair(f"{name} of a parameter", late, late)
    for name in LAMBDAS:
        layer = spec.add("Lambda", shifted, fn=name)
        late = spec.add("Identity", {"layer": layer, "delay": 1})
        spec.pair(f"Lambda {name}", late, late)
    return spec


def region(name, numbers):
    """The same as `equations`, by hand."""
    lines = ["^bb0(%in: f32):"]
    for place, number in enumerate(numbers):
        bits = np.float32(number).view(np.uint32)
        lines += [f"%n{place} = arith.constant 0x{bits:08X} : f32", f"%f{place} = math.{MATH[name]} %n{place} : f32",
                  f"%p{place} = arith.constant {place}.0 : f32",
                  f"%c{place} = arith.cmpf oeq, %in, %p{place} : f32"]
    last = f"%f{len(numbers) - 1}"
    for place in range(len(numbers) - 1):
        lines.append(f"%s{place} = arith.select %c{place}, %f{place}, {last} : f32")
        last = f"%s{place}"
    return "\n    ".join([*lines, f"snn.yield {last} : f32"])


def regions(numbers):
    size = f"tensor<{len(numbers)}xf32>"
    layers = [f'''  %{name} = snn.equations "{name}" (%x) states() : ({size}) -> {size} {{
    {region(name, numbers)}
  }}
  %{name}.n = snn.equations "{name}.n" (%n) states() : ({size}) -> {size} {{
  ^bb0(%v: f32):
    %r = math.{MATH[name]} %v : f32
    snn.yield %r : f32
  }}
  snn.output "{name}" %{name} : {size}
  snn.output "{name}_n" %{name}.n : {size}''' for name in MATH]
    pairs = [(f"{name} in a region", name, f"{name}_n") for name in MATH]
    inputs = f'  %x = snn.input "x" : {size}\n  %n = snn.input "n" : {size}'
    return f"snn.network @constants forward(default) {{\n{inputs}\n" + "\n".join(layers) + "\n}\n", pairs


class Model:
    def __init__(self, snnc, folder, name, written, pairs):
        self.snnc, self.folder, self.path, self.pairs = snnc, folder, folder / name, pairs
        self.path.write_text(written)

    def run(self, options, inputs):
        command = [self.snnc, "run", self.path, *options]
        for name, x in inputs.items():
            np.save(self.folder / f"{name}.npy", x)
            command += ["--input", f"{name}={self.folder}/{name}.npy"]
        names = names_of(self.pairs)
        for name in names:
            command += ["--output", f"{name}={self.folder}/{name}.npy"]
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True, timeout=300)
        if done.returncode:
            sys.exit(f"{self.path}: {done.stderr[:2000]}")
        return {name: np.load(self.folder / f"{name}.npy") for name in names}

    def check(self, inputs, *levels):
        """Every pair of outputs is the same, and the interpreter's."""
        expected = self.run(["--interpret"], inputs)
        wrong = []
        for level in levels:
            found = self.run([level], inputs)
            for what, folded, computed in self.pairs:
                steps = expected[computed][0], found[folded][0], found[computed][-1]
                same = [each.view(np.uint32) == steps[0].view(np.uint32) for each in steps]
                same = np.logical_and.reduce(same) | np.logical_and.reduce([np.isnan(each) for each in steps])
                for place in np.flatnonzero(~same)[:1]:
                    wrong.append(f"{level}: {what}, number {place}: interpreter, folded and computed give "
                                 + ", ".join(f"{each[place]:.9g}" for each in steps))
        return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=4, help="numbers for every function of a Lambda")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    numbers = np.float32(random.uniform(0.01, 12, NUMBERS) * random.choice([1, 1, -1], NUMBERS))
    places = np.arange(NUMBERS, dtype=np.float32)
    wrong = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        spec = equations(numbers)
        both = {"x": places[None], "n": numbers[None]}
        wrong += Model(options.snnc, folder, "equations.json", json.dumps(spec.json()), spec.pairs).check(both, "-O0", "-O2")
        wrong += Model(options.snnc, folder, "regions.mlir", *regions(numbers)).check(both, "-O0", "-O2")
        for number in np.float32(random.uniform(0.01, 7, options.count)):
            spec = initial(number)
            zeros = {"x": np.zeros((2, 5), np.float32)}
            wrong += Model(options.snnc, folder, "initial.json", json.dumps(spec.json()), spec.pairs).check(zeros, "-O0")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(FUNCTIONS)} functions of {NUMBERS} numbers, {len(LAMBDAS)} of {options.count}: all equal")


if __name__ == "__main__":
    main()
