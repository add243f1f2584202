# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Nested NIR graphs with several Inputs and Outputs, which edges name behind a dot.

Parts of random graphs are put into nested graphs, to any depth and under names with
dots; that changes no bit. Edges that do not say what they mean are refused.

    nested_ends.py [--count 25] [--seed 0] [--snnc PATH]
"""

import collections
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file
import seeds
from seeds import Wrong

STEPS, SIZE = 16, 3


def end(kind):
    return {"type": kind, "shape": np.array([SIZE])}


class Flat:
    """A random graph of at most two edges into a node, so that no sum has an order."""

    def __init__(self, random):
        self.random = random
        self.nodes = {"x": end("Input"), "y": end("Input")}
        self.edges, self.kinds = [], ["LIF", "Linear", "Scale", "LI", "LIF"]
        for k in range(int(random.integers(4, 9))):
            name = str(random.choice(["n{}", "fc.{}", "0.{}.lif", "a b{}"])).format(k)
            sources = random.choice(list(self.nodes), size=int(random.integers(1, 3)), replace=False)
            self.nodes[name] = self.node()
            self.edges += [(str(source), name) for source in sources]
        names = list(self.nodes)
        self.back(names[2:])
        names = [n for n in self.nodes if n != "late"]
        read = {a for a, _ in self.edges}
        for k, name in enumerate(n for n in names if n not in read or n == names[-1]):
            self.nodes[f"out{k}"] = end("Output")
            self.edges.append((name, f"out{k}"))

    def node(self):
        values = lambda low, high: np.float32(self.random.uniform(low, high, SIZE))
        kind = str(self.random.choice(self.kinds))
        if kind == "Linear":
            return {"type": kind, "weight": np.float32(self.random.normal(size=(SIZE, SIZE)))}
        if kind == "Scale":
            return {"type": kind, "scale": values(-1, 1.5)}
        node = {"type": kind, "tau": values(2e-3, 9e-3), "r": values(1, 4), "v_leak": values(-0.1, 0.1)}
        return node | ({"v_threshold": values(0.2, 0.8)} if kind == "LIF" else {})

    def back(self, names):
        """A way back through a Delay, which breaks its cycle whatever the order of edges, to
        a node that one edge leads to."""
        single = [n for n in names if sum(b == n for _, b in self.edges) == 1]
        if single:
            self.nodes["late"] = {"type": "Delay", "delay": np.full(SIZE, 2e-3)}
            self.edges += [(str(self.random.choice(names)), "late"), ("late", str(self.random.choice(single)))]


def nest(random, nodes, edges, depth, serial):
    """The graph with some of its nodes in a graph of their own, and some of those again."""
    inner = [n for n in nodes if nodes[n]["type"] not in ("Input", "Output")]
    chosen = set(map(str, random.choice(inner, size=int(random.integers(1, len(inner) + 1)), replace=False)))
    name = str(random.choice(["sub{}", "enc.{}", "a.b.{}"])).format(serial)
    below = {n: nodes[n] for n in nodes if n in chosen}
    inside, outside, ins, outs = [], [], {}, {}
    for a, b in edges:
        if a in chosen and b in chosen:
            inside.append((a, b))
        elif b in chosen:
            port = ins.setdefault(a, f"in.{len(ins)}" if random.random() < 0.3 else f"in{len(ins)}")
            below[port] = end("Input")
            inside.append((port, b))
            outside.append((a, name, port))
        elif a in chosen:
            port = outs.setdefault(a, f"out{len(outs)}")
            below[port] = end("Output")
            inside.append((a, port))
            outside.append((name, b, port))
        else:
            outside.append((a, b, None))
    again = list(dict.fromkeys(inside))
    if depth and len(chosen) > 1:
        below, again = nest(random, below, again, depth - 1, serial + 1)
    plain_in, plain_out = len(ins) == 1 and random.random() < 0.5, len(outs) == 1 and random.random() < 0.5
    whole = []
    for a, b, port in outside:
        if port and a == name:
            whole.append((name if plain_out else f"{name}.{port}", b))
        elif port:
            whole.append((a, name if plain_in else f"{name}.{port}"))
        else:
            whole.append((a, b))
    rest = {n: node for n, node in nodes.items() if n not in chosen}
    return rest | {name: {"type": "NIRGraph", "nodes": below, "edges": again}}, list(dict.fromkeys(whole))


def run(snnc, folder, name, graph, inputs):
    file = folder / f"{name}.nir"
    nir_file.write(file, *graph)
    outputs = sorted(n for n, node in graph[0].items() if node["type"] == "Output")
    words = [f"--input={n}={folder}/{n}.npy" for n in inputs]
    words += [f"--output={n}={folder}/{name}-{n}.npy" for n in outputs]
    done = subprocess.run([snnc, "run", str(file), "--dt", "1e-3", "--interpret", *words], capture_output=True, text=True,
                          timeout=60)
    if done.returncode:
        raise Wrong(done.stderr)
    return {n: np.load(folder / f"{name}-{n}.npy") for n in outputs}


def try_seed(seed, options):
    random = np.random.default_rng(seed)
    flat = Flat(random)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name in ("x", "y"):
            np.save(folder / f"{name}.npy", np.float32(random.normal(0.5, 1, (STEPS, SIZE))))
        try:
            wanted = run(options.snnc, folder, "flat", (flat.nodes, flat.edges), ("x", "y"))
        except Wrong as problem:
            if "a cycle without a neuron" in str(problem):
                return collections.Counter()
            raise
        nodes, edges = nest(random, flat.nodes, flat.edges, int(random.integers(3)), 0)
        found = run(options.snnc, folder, "nested", (nodes, edges), ("x", "y"))
    for name, value in wanted.items():
        if value.tobytes() != found[name].tobytes():
            raise Wrong(f"output {name} differs")
    return collections.Counter(graphs=1, values=sum(value.size for value in wanted.values()))


def sub(*edges, **nodes):
    return {"type": "NIRGraph", "nodes": nodes, "edges": list(edges)}


def lif():
    ones = np.ones(SIZE, np.float32)
    return {"type": "LIF", "tau": ones * np.float32(5e-3), "r": ones, "v_leak": 0 * ones, "v_threshold": ones}


def two_ends():
    return sub(("a", "lif"), ("b", "lif"), ("lif", "out"), ("b", "raw"), a=end("Input"), b=end("Input"), lif=lif(),
               out=end("Output"), raw=end("Output"))


def around(node, *edges):
    return {"x": end("Input"), "s": node, "y": end("Output")}, list(edges)


# What is refused, and what is said.
REFUSED = [
    (around(two_ends(), ("x", "s"), ("s.out", "y")),
     "node 's': a nested graph with more than one Input: the edge 'x' -> 's' does not say which; expected 's.a' or 's.b'"),
    (around(two_ends(), ("x", "s.a"), ("x", "s.b"), ("s", "y")), "a nested graph with more than one Output"),
    (around(two_ends(), ("x", "s.a"), ("x", "s.c"), ("s.out", "y")),
     "goes to 's.c', expected an Input of the graph 's': 'a', 'b'"),
    (around(two_ends(), ("x", "s.a"), ("x", "s.b"), ("s.lif", "y")),
     "comes from 's.lif', expected an Output of the graph 's': 'out', 'raw'"),
    (around(two_ends(), ("x", "s.a"), ("x", "s.out"), ("s.out", "y")), "goes to 's.out', expected an Input"),
    (around(two_ends(), ("x", "s.a"), ("s.out", "y")), "node 's.b': no edge leads to this Input"),
    (around(two_ends(), ("x", "s.a"), ("x", "t.b"), ("s.out", "y")), "the graph has no such node"),
    (around(lif(), ("x", "s.a"), ("s", "y")), "the graph has no such node"),
]


def check_refusals(snnc):
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "net.nir"
        for graph, said in REFUSED:
            nir_file.write(file, *graph)
            done = subprocess.run([snnc, "check", str(file), "--dt", "1e-3"], capture_output=True, text=True, timeout=60)
            if done.returncode != 1 or said not in done.stderr:
                wrong += 1
                print(f"{graph[1]}: expected {said!r}, found {done.stderr}")
    return wrong


def main():
    options = seeds.parse(__doc__, 25, full=250)
    total, wrong = seeds.run(try_seed, options)
    wrong += check_refusals(options.snnc)
    graphs, values = total["graphs"], total["values"]
    print(f"{graphs} graphs are nested and give the same {values} values; {len(REFUSED)} are refused; {wrong} are wrong")
    return 1 if wrong or graphs < options.count // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
