# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the example of every op in the dialect's .td files through snn-opt.

An example names values that it does not define; they become results of an op of
no dialect, with the types that the example uses them with. Symbols that it names are
parameters of the shapes below."""

import re
import subprocess
import sys

EXAMPLE = re.compile(r'def (\w+)Op : SNN_\w+<"(\w+)"(.*?)(?=\ndef |\Z)', re.DOTALL)
CODE = re.compile(r"```mlir\n(.*?)```", re.DOTALL)
PARENTS = {
    "input": "snn.network @net forward(default) {{\n{}\n}}",
    "output": "snn.network @net forward(default) {{\n%y = snn.input \"y\" : tensor<9xf32>\n{}\n}}",
    "yield": "snn.map \"m\" -> (tensor<2xi1>, tensor<2xf32>) {{\n%s = arith.constant true\n"
             "%v = arith.constant 1.0 : f32\n{}\n}}",
}
SHAPES = {"fc.weight": "20x30", "fc.bias": "20", "conv.weight": "16x2x3x3", "conv.bias": "16",
          "norm.mean": "8", "norm.var": "8", "lif.threshold": "20"}
PARAMETERS = "".join(f"snn.param @{name} : tensor<{shape}xf32> = dense<1.0>\n" for name, shape in SHAPES.items())


def undefined(code):
    """The values that `code` uses without defining them, in order."""
    defined = set(re.findall(r"(%\w+):", code))
    for results in re.findall(r"^\s*((?:%\w+(?::\d+)?(?:, )?)+) =", code, re.MULTILINE):
        defined |= set(re.findall(r"%\w+", results))
    return [v for v in dict.fromkeys(re.findall(r"%\w+", code)) if v not in defined]


def parse(tool, text):
    return subprocess.run(
        [tool, "--allow-unregistered-dialect", "-"],
        input=text, capture_output=True, text=True,
    )


def define(values, types):
    names = ", ".join(values)
    kinds = ", ".join(types[v] for v in values)
    return f'{names} = "test.values"() : () -> ({kinds})\n' if values else ""


def check(tool, op, code):
    """Finds the types of undefined values from what the parser says about them."""
    template = PARENTS.get(op, "{}")
    values = undefined(template.format(code))
    types = dict.fromkeys(values, "none")
    if op != "param":
        template = PARAMETERS + template
    for _ in range(len(values) + 1):
        result = parse(tool, template.format(define(values, types) + code))
        if result.returncode == 0:
            return None
        wrong = re.search(
            r"use of value '(%\w+)' expects different type than prior uses: "
            r"'(.*)' vs 'none'", result.stderr)
        if not wrong:
            break
        types[wrong[1]] = wrong[2]
    return result.stderr


def main():
    tool, *files = sys.argv[1:]
    failures = count = 0
    for path in files:
        for _, op, body in EXAMPLE.findall(open(path, encoding="utf-8").read()):
            codes = CODE.findall(body)
            if not codes:
                print(f"{path}: snn.{op} has no example")
                failures += 1
            for code in codes:
                count += 1
                if problem := check(tool, op, code):
                    print(f"{path}: the example of snn.{op}:\n{problem}")
                    failures += 1
    print(f"{count} examples, {failures} failures")
    return 1 if failures or not count else 0


sys.exit(main())
