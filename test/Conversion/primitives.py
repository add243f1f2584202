# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each primitive of a step alone, and each pair of them that one kernel can hold, written as
IR: the pair is one group, and every phase behind, down to the code, computes what the
interpreter of the IR does.

    primitives.py FOLDER [--snnc PATH]
"""

import argparse
import concurrent.futures
import itertools
import pathlib
import re
import subprocess

import numpy as np

VECTOR, IMAGE, STEPS = [37], [18, 5, 4], 19


def tensor(shape, element="f32"):
    return f"tensor<{'x'.join(map(str, shape))}x{element}>"


def dense(values):
    return re.sub(r"\s+", " ", np.array2string(values, separator=",", threshold=values.size + 1,
                                               floatmode="unique")).replace("inf", "0x7F800000")


class Network:
    """A resolved network under construction: values are (name, shape, element type)."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.params, self.lines, self.count = [], [], 0

    def param(self, shape):
        self.count += 1
        values = np.round(self.random.normal(size=shape), 2).astype(np.float32)
        self.params.append(f"snn.param @p{self.count} : {tensor(shape)} = dense<{dense(values)}>")
        return f"@p{self.count}"

    def add(self, text, shape, element="f32"):
        self.count += 1
        self.lines.append(f"%t{self.count} = {text}")
        return f"%t{self.count}", shape, element

    def input(self, shape, element):
        return self.add(f'snn.input "x" : {tensor(shape, element)}', shape, element)

    def text(self, result):
        value, shape, element = result
        body = "\n".join(f"  {line}" for line in self.lines)
        return ("\n".join(self.params) + f"\nsnn.network @net forward(resolved) {{\n{body}\n"
                f'  snn.output "y" {value} : {tensor(shape, element)}\n}}\n')


def number(element, name="%e"):
    """The element as a number: a line of a region, and the name of its value."""
    if element == "f32":
        return "", name
    return f"%number = arith.uitofp {name} : i1 to f32\n", "%number"


def matvec(net, name, source, init=None):
    value, shape, element = source
    start = f"init({init[0]} : {tensor(init[1])}) " if init else ""
    rest = f"weight({net.param([37, shape[0]])})" + ("" if init else f" bias({net.param([37])})")
    return net.add(f'snn.matvec "{name}" ({value}) {start}{rest} : ({tensor(shape, element)}) -> '
                   f"{tensor([37])}", [37])


def convolve(net, name, source, init=None, groups=1):
    value, shape, element = source
    start = f"init({init[0]} : {tensor(init[1])}) " if init else ""
    outputs = [18, shape[1], shape[2]]
    return net.add(f'snn.convolve "{name}" ({value}) {start}weight({net.param([18, shape[0] // groups, 3, 3])}) '
                   f"stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups({groups}) : "
                   f"({tensor(shape, element)}) -> {tensor(outputs)}", outputs)


def grouped(net, name, source):
    return convolve(net, name, source, groups=6)


def window_reduce(net, name, source, join="sum"):
    value, shape, element = source
    outputs = [shape[0], (shape[1] + 1) // 2, shape[2] // 2]
    result = element if join == "max" else "f32"
    return net.add(f'snn.window_reduce "{name}" {join} ({value}) kernel [2, 2] stride [2, 2] before [1, 0] : '
                   f"({tensor(shape, element)}) -> {tensor(outputs, result)}", outputs, result)


def adaptive(net, name, source):
    value, shape, element = source
    outputs = [shape[0], 3, 3]
    return net.add(f'snn.window_reduce "{name}" mean ({value}) kernel [1, 1] stride [1, 1] before [0, 0] '
                   f"longer [2, 1] : ({tensor(shape, element)}) -> {tensor(outputs)}", outputs)


def window_max(net, name, source):
    return window_reduce(net, name, source, "max")


def window_mean(net, name, source):
    return window_reduce(net, name, source, "mean")


def reduce(net, name, source, join="sum", groups=1):
    value, shape, element = source
    line, x = number(element)
    step = f"%s = math.fma {x}, {x}, %joined : f32" if join == "sum" else \
        f"%s = arith.maximumf %joined, {x} : f32"
    group = f" groups({groups})" if groups > 1 else ""
    return net.add(f'snn.reduce "{name}" {join} ({value}){group} : ({tensor(shape, element)}) -> {tensor(shape)} {{\n'
                   f"^bb0(%joined: f32, %e: {element}):\n{line}{step}\nsnn.yield %s : f32\n}} finish {{\n"
                   "^bb0(%joined: f32):\n%h = arith.constant 0.5 : f32\n%r = arith.mulf %joined, %h : f32\n"
                   "snn.yield %r : f32\n}", shape)


def reduce_max(net, name, source):
    return reduce(net, name, source, "max")


def reduce_groups(net, name, source):
    return reduce(net, name, source, groups=2 if source[1][0] % 2 == 0 else 37)


def apply_map(net, name, source):
    value, shape, element = source
    line, x = number(element)
    return net.add(f'snn.map "{name}" ins({value} : {tensor(shape, element)}) params [{net.param(shape)}] -> '
                   f"({tensor(shape)}) {{\n^bb0(%e: {element}, %p: f32):\n{line}%r = math.fma {x}, %p, %p : f32\n"
                   "snn.yield %r : f32\n}", shape)


def neuron(net, name, source):
    value, shape, element = source
    line, x = number(element)
    zero, spikes, own = f"%zero_{name}", f"%spikes_{name}", f"%own_{name}"
    net.lines.append(f"{zero} = arith.constant dense<0.0> : {tensor(shape)}")
    net.lines.append(f'{own} = snn.delay {spikes}#1 init({zero} : {tensor(shape)}) steps(1) name("{name}.v") : '
                     f"{tensor(shape)} -> {tensor(shape)}")
    net.lines.append(f'{spikes}:2 = snn.neuron "{name}" ins({value} : {tensor(shape, element)}) '
                     f"states({own} : {tensor(shape)}) -> ({tensor(shape, 'i1')}, {tensor(shape)}) {{\n"
                     f"^bb0(%e: {element}, %v: f32):\n{line}%a = arith.constant 0.75 : f32\n"
                     f"%v1 = math.fma %a, %v, {x} : f32\n%th = arith.constant 1.0 : f32\n"
                     "%u = arith.subf %v1, %th : f32\n%s = snn.spike %u : f32\n"
                     "%v2 = arith.select %s, %u, %v1 : f32\nsnn.yield %s, %v2 : i1, f32\n}")
    return f"{spikes}#0", shape, "i1"


def reshape(net, name, source):
    value, shape, element = source
    size = [int(np.prod(shape))]
    return net.add(f'snn.copy "{name}" reshape ({value}) : ({tensor(shape, element)}) -> {tensor(size, element)}',
                   size, element)


def turn(net, name, source):
    value, shape, element = source
    columns = shape[-1]
    result = [columns, int(np.prod(shape)) // columns]
    return net.add(f'snn.copy "{name}" reshape ({value}) columns({columns}) : ({tensor(shape, element)}) -> '
                   f"{tensor(result, element)}", result, element)


def concat(net, name, source):
    value, shape, element = source
    result = [2 * shape[0], *shape[1:]]
    return net.add(f'snn.copy "{name}" concat ({value}, {value}) : ({tensor(shape, element)}, '
                   f"{tensor(shape, element)}) -> {tensor(result, element)}", result, element)


def pad(net, name, source):
    value, shape, element = source
    result = [shape[0], shape[1] + 3, shape[2] + 2]
    return net.add(f'snn.copy "{name}" pad ({value}) padding [1, 2, 0, 2] mode(reflect) : '
                   f"({tensor(shape, element)}) -> {tensor(result, element)}", result, element)


def queue(net, name, source):
    value, shape, element = source
    return net.add(f'snn.delay {value} steps(3) name("{name}.past") : {tensor(shape, element)} -> '
                   f"{tensor(shape, element)}", shape, element)


def queue_each(net, name, source):
    value, shape, element = source
    steps = net.random.integers(0, 4, size=shape)
    steps.flat[0] = 3
    return net.add(f'snn.delay {value} steps(3) each(dense<{dense(steps)}> : {tensor(shape, "i32")}) '
                   f'name("{name}.past") : {tensor(shape, element)} -> {tensor(shape, element)}', shape, element)


# What a kernel begins with, what may follow in it, what is a kernel of its own; with the
# shapes that each reads.
FIRST = [(matvec, [VECTOR]), (convolve, [IMAGE]), (grouped, [IMAGE]), (window_reduce, [IMAGE]),
         (window_max, [IMAGE]), (window_mean, [IMAGE]), (adaptive, [IMAGE])]
FOLLOWERS = [(apply_map, [VECTOR, IMAGE]), (neuron, [VECTOR, IMAGE]), (reduce, [VECTOR, IMAGE]),
             (reduce_max, [VECTOR, IMAGE]), (reduce_groups, [VECTOR, IMAGE])]
ALONE = [(reshape, [IMAGE]), (turn, [VECTOR, IMAGE]), (concat, [VECTOR, IMAGE]), (pad, [IMAGE]),
         (queue, [VECTOR, IMAGE]), (queue_each, [VECTOR, IMAGE])]
CHAINS = [(matvec, [VECTOR]), (convolve, [IMAGE])]


def cases():
    """(what it is, the shape of the input, its element type, a builder of the result)."""
    for (first, shapes), element in itertools.product(FIRST + FOLLOWERS + ALONE, ["f32", "i1"]):
        for shape in shapes:
            yield first.__name__, shape, element, lambda net, x, first=first: first(net, "a", x)
    for (first, shapes), (second, _), element in itertools.product(FIRST + FOLLOWERS, FOLLOWERS, ["f32", "i1"]):
        for shape in shapes:
            yield (f"{first.__name__}+{second.__name__}", shape, element,
                   lambda net, x, first=first, second=second: second(net, "b", first(net, "a", x)))
    for (sum_, shapes), element in itertools.product(CHAINS, ["f32", "i1"]):
        yield (f"{sum_.__name__}+{sum_.__name__}", shapes[0], element,
               lambda net, x, sum_=sum_: sum_(net, "b", x, sum_(net, "a", x)))


def is_one_group(dump):
    """Whether one group, but for inputs, holds both layers."""
    return re.search(r'snn\.group "a\+b"', dump) is not None


def check(folder, snnc, number_, case):
    name, shape, element, build = case
    net = Network(number_)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pair.mlir"
    path.write_text(net.text(build(net, net.input(shape, element))))
    x = net.random.normal(size=(2, STEPS, *shape)).astype(np.float32)
    if element == "i1":
        x = (x > 0.8).astype(np.float32)
    np.save(folder / "x.npy", x)
    done = subprocess.run([snnc, "run", path, "--check-phases", "-O0", "--input", f"x={folder / 'x.npy'}"],
                          capture_output=True, text=True)
    if done.returncode or "the same behind" not in done.stdout + done.stderr:
        return f"{name} of {element} {shape}: {done.stderr or done.stdout}"
    if "+" in name:
        dump = subprocess.run([snnc, "compile", path, "--stop-after", "fuse-groups", "-o", "-"],
                              capture_output=True, text=True, check=True)
        if not is_one_group(dump.stdout):
            return f"{name} of {element} {shape}: not one group"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    all_cases = list(cases())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda numbered: check(options.folder / str(numbered[0]), options.snnc, *numbered),
                         enumerate(all_cases))
    problems = [problem for problem in found if problem]
    for problem in problems:
        print(problem)
    print(f"{len(all_cases)} kernels, {len(problems)} problems")


main()
