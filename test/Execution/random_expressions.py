# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random equations in the language of a `Neuron`, compared bit by bit with what
NumPy makes of the same text as Python's own parser reads it.

Functions that are more than one rounding (exp, tanh...) stand outermost and are
compared to a relative 1e-5."""

import argparse
import ast
import json
import operator
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

NEURONS, STEPS = 12, 8
INEXACT = {
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)), "softplus": lambda a: np.logaddexp(0, a)}
CALLS = {
    "where": lambda c, a, b: np.where(truth(c), a, b), "min": np.minimum, "max": np.maximum,
    "select": lambda c, a, b: np.where(truth(c), a, b),
    "clamp": lambda a, low, high: np.minimum(np.maximum(a, low), high),
    "fma": lambda a, b, c: np.float32(np.longdouble(a) * b + c),
    "abs": np.abs, "sqrt": np.sqrt, "floor": np.floor, "spike": lambda u: u >= 0, "H": lambda u: u >= 0,
    "stop_gradient": lambda a: a}
ARITY = {"where": 3, "select": 3, "clamp": 3, "fma": 3, "min": 2, "max": 2}
OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne}


def truth(a):
    return a if a.dtype == bool else a != 0


def number(a):
    return a.astype(np.float32)


class Evaluator(ast.NodeVisitor):
    """The value of an expression; every operation is rounded to f32."""

    def __init__(self, names):
        self.names = names

    def visit_Constant(self, node):
        return np.float32(node.value)

    def visit_Name(self, node):
        return self.names[node.id]

    def visit_UnaryOp(self, node):
        a = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return ~truth(a)
        return -number(a) if isinstance(node.op, ast.USub) else number(a)

    def visit_BoolOp(self, node):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        values = [truth(self.visit(each)) for each in node.values]
        return join.reduce(np.broadcast_arrays(*values))

    def visit_BinOp(self, node):
        return OPERATORS[type(node.op)](number(self.visit(node.left)),
                                        number(self.visit(node.right)))

    def visit_Compare(self, node):
        return OPERATORS[type(node.ops[0])](number(self.visit(node.left)),
                                            number(self.visit(node.comparators[0])))

    def visit_Call(self, node):
        name, values = node.func.id, [self.visit(each) for each in node.args]
        if name in ("where", "select"):
            condition, *rest = values
            if not all(each.dtype == bool for each in rest):
                rest = map(number, rest)
            return CALLS[name](condition, *rest)
        if name == "stop_gradient":
            return values[0]
        values = [number(each) for each in values]
        if name in INEXACT:
            return np.float32(INEXACT[name](np.float64(values[0])))
        return CALLS[name](*values)


def evaluate(text, names):
    return Evaluator(names).visit(ast.parse(text, mode="eval").body)


class Writer:
    """Draws texts; parentheses only now and then, so that the operators' own
    order counts."""

    def __init__(self, random):
        self.random = random

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    def operand(self, names, depth):
        if depth <= 0 or self.random.random() < 0.2:
            return self.pick([*names, f"{self.random.uniform(0, 2):.3g}", "0", "1e-3", "2"])
        text = self.expression(names, depth - 1)
        kind = self.random.random()
        if kind < 0.35:
            return f"({text})"
        if kind < 0.45:
            return "-" + self.operand(names, depth - 1)
        if kind < 0.5:
            return f"(not {self.operand(names, depth - 1)})"
        name = self.pick(list(CALLS))
        rest = [self.expression(names, depth - 1) for _ in range(ARITY.get(name, 1) - 1)]
        return f"{name}({', '.join([text, *rest])})"

    def expression(self, names, depth):
        """Operands with operators between them; a comparison once at most."""
        text, compared = self.operand(names, depth), False
        for _ in range(self.pick([0, 1, 1, 2, 3])):
            between = self.pick(["+", "-", "*", "/", "+", "-", "*", "<", ">=", "==", "!=",
                                 "and", "or"])
            is_comparison = between[0] in "<>=!"
            if is_comparison and compared:
                between = "and"
            compared = is_comparison or (compared and between not in ("and", "or"))
            text += f" {between} {self.operand(names, depth)}"
        return text

    def neuron(self, index):
        states = {f"s{k}": float(np.float32(self.random.uniform(-1, 1)))
                  for k in range(self.pick([0, 1, 2, 3]))}
        states |= {f"b{k}": 1 for k in range(self.pick([0, 0, 1]))}
        params = {"p": round(float(self.random.uniform(-2, 2)), 2),
                  "q": np.float32(self.random.uniform(-2, 2, NEURONS)).tolist()}
        names, step = ["x", *states, *params], []
        for k in range(self.pick([0, 1, 2])):
            step.append(f"t{k} = {self.expression(names, 2)}")
            names.append(f"t{k}")
        for name in self.random.permutation(list(states)):
            step.append(f"{name} = {self.expression(names, 2)}")
        used = " + ".join(name for name in names if name[0] == "t") or "x"
        output = f"{self.expression(names, 2)} + where(x > 9, {used}, 0)"
        if self.random.random() < 0.3:
            output = f"{self.pick(list(INEXACT))}({output})"
        return {"type": "Neuron", "name": f"n{index}", "from": ["x"], "state": states,
                "params": params, "step": step, "output": output}


def simulate(neuron, x):
    """[steps, neurons] of the output."""
    shape = x.shape[1:]
    names = {name: np.broadcast_to(np.float32(value), shape)
             for name, value in {**neuron["state"], **neuron["params"]}.items()}
    outs = []
    for row in x:
        names["x"] = row
        for each in neuron["step"]:
            name, text = each.split(" = ", 1)
            names[name] = evaluate(text, names)
        outs.append(number(np.broadcast_to(evaluate(neuron["output"], names), shape)))
    return np.stack(outs)


def is_inexact(neuron):
    return neuron["output"].split("(")[0] in INEXACT


def run(options, spec, x, flags):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "e.json").write_text(json.dumps(spec))
        np.save(path / "x.npy", x)
        command = [options.snnc, "run", str(path / "e.json"), "--input", str(path / "x.npy"), *flags]
        for each in spec["layers"]:
            command += ["--output", f"{each['name']}={path}/{each['name']}.npy"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode:
            sys.exit(done.stderr[:4000])
        return [np.load(path / f"{each['name']}.npy") for each in spec["layers"]]


def differs(neuron, found, expected):
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    if is_inexact(neuron):
        same |= abs(found - expected) <= 1e-5 * abs(expected) + 1e-38
    return not same.all()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    writer = Writer(random)
    layers = [writer.neuron(k) for k in range(options.count)]
    x = np.float32(random.standard_normal((STEPS, NEURONS)) * random.choice([0.5, 2], NEURONS))
    spec = {"format": "snnc", "version": 1, "name": "e",
            "inputs": [{"name": "x", "shape": [NEURONS]}],
            "outputs": [{"name": each["name"], "layer": each["name"]} for each in layers],
            "layers": layers}
    np.seterr(all="ignore")
    wrong, silent = set(), 0
    expected = [simulate(neuron, x) for neuron in layers]
    for flags in ([], ["--interpret"]):
        for neuron, found, each in zip(layers, run(options, spec, x, flags), expected):
            silent += bool(np.isnan(each).all())
            if differs(neuron, found, each):
                wrong.add(neuron["name"])
                print(f"{flags}: {json.dumps(neuron)}\n{found}\nexpected\n{each}")
    if wrong or silent > options.count:
        sys.exit(f"{len(wrong)} neurons differ, {silent} results are all NaN")
    print(f"{options.count} neurons, all equal")


if __name__ == "__main__":
    main()
