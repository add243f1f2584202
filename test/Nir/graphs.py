# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random NIR graphs: what `snnc check` accepts compiles, and runs as the rules of
docs/Semantics.md say, in NumPy's doubles; the interpreter has the same bits.

    graphs.py [--count 30] [--seed 0] [--snnc PATH]
Values are compared within 1e-5. A run is cut before the first step in which a potential
comes within 1e-4 of a threshold, where f32 may legitimately differ. Graph k has the seed
--seed + k: `--seed 17 --count 1 --keep DIR` repeats one alone and leaves its files there.
"""

import collections
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np

import nir_file
import seeds
from generate_graph import VERSIONS, Graph
from graph_reference import largest
from seeds import Wrong

STEPS, FEWEST, NEAR, RUNAWAY, RELATIVE = 24, 6, 1e-4, 1e3, 1e-5


def simulate(graph, xs):
    """The outputs by name up to where a spike is uncertain; nothing if they grow."""
    run, outs = graph.run(), []
    for step in range(STEPS):
        now, near = run.step({name: x[step] for name, x in xs.items()})
        if near <= NEAR:
            break
        if largest(now) > RUNAWAY:
            return []
        outs.append(now)
    return outs


def draw_inputs(random, graph):
    shapes = {n: graph.shapes[n] for n, node in graph.nodes.items() if node["type"] == "Input"}
    return {name: np.float32(random.normal(0.3, 0.8, (STEPS, *shape)))
            for name, shape in shapes.items()}


def draw_runs(graph, random):
    """The inputs, of a few draws, whose run is the longest."""
    best = {}, []
    for _ in range(5):
        xs = draw_inputs(random, graph)
        outs = simulate(graph, xs)
        if len(outs) > len(best[1]):
            best = xs, outs
        if len(outs) == STEPS:
            break
    return best


def identifier(name):
    word = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
    return "_" + word if word[0].isdigit() else word


def snnc(options, *words):
    command = [options.snnc, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode or "warning" in done.stderr and "is ignored" not in done.stderr:
        head = "\n  ".join(done.stderr.splitlines()[:12])
        raise Wrong(f"{shlex.join(command)}\n  exit code {done.returncode}\n  {head}")


def compare(name, found, expected):
    scale = max(1, abs(expected).max(initial=0))
    if found.shape != expected.shape:
        raise Wrong(f"output {name} has the shape {found.shape}, expected {expected.shape}")
    wrong = ~(abs(found - expected) <= RELATIVE * scale)
    if wrong.any():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        raise Wrong(f"output {name} at {at}: found {found[at]:.9g}, expected {expected[at]:.9g}; "
                    f"{wrong.sum()} of {wrong.size} differ")
    return found.size


def load(folder, names):
    return {name: np.load(folder / f"{identifier(name)}.npy") for name in names}


def try_graph(graph, xs, outs, folder, options):
    file = folder / "graph.nir"
    nir_file.write(file, graph.stored_nodes(), graph.edges, version=VERSIONS[graph.version],
                   compression=graph.compression, dtype=graph.dtype)
    words = []
    for name, x in xs.items():
        path = folder / f"{identifier(name)}.npy"
        np.save(path, x[:len(outs)])
        words += ["--input", f"{identifier(name)}={path}"]
    for name in outs[0]:
        words += ["--output", f"{identifier(name)}={folder}/{identifier(name)}.npy"]
    snnc(options, "check", file, *graph.options)
    snnc(options, "compile", file, *graph.options, "-O0", "-o", folder / "compiled")
    level = "-O3" if graph.seed % 3 == 0 else "-O1"
    snnc(options, "run", file, *graph.options, level, *words)
    found = load(folder, outs[0])
    snnc(options, "run", file, *graph.options, "--interpret", *words)
    for name, interpreted in load(folder, outs[0]).items():
        if found[name].tobytes() != interpreted.tobytes():
            raise Wrong(f"output {name} is interpreted differently")
    return sum(compare(name, found[name], np.array([out[name] for out in outs]))
               for name in outs[0])


def types_of(nodes):
    for node in nodes.values():
        yield node["type"]
        yield from types_of(node.get("nodes", {}))


def try_seed(seed, options):
    """A Counter, empty where nothing can be compared."""
    graph = Graph(seed)
    xs, outs = draw_runs(graph, np.random.default_rng([seed, 1]))
    if len(outs) < FEWEST:
        return collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            values = try_graph(graph, xs, outs, folder, options)
        except Wrong as problem:
            raise Wrong(f"({shlex.join(graph.options)}): {problem}")
    count = collections.Counter(graphs=1, values=values, delayed=len(graph.run().delayed) > 0)
    return count + collections.Counter(types_of(graph.nodes))


def main():
    options = seeds.parse(__doc__, 30, full=300)
    total, failures = seeds.run(try_seed, options, counted="graphs")
    graphs, values, cycles = (total.pop(key, 0) for key in ("graphs", "values", "delayed"))
    print(f"{graphs} graphs, {cycles} of them with delayed edges: {values} values compared")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(total.items())))
    if failures:
        sys.exit(f"{failures} graphs differ")


if __name__ == "__main__":
    main()
