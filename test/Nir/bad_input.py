# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""snnc refuses NIR files that are wrong: exit code 1, and an error that names the file
and the node. It neither crashes nor takes memory that the file does not account for.

    bad_input.py SNNC FOLDER
"""

import pathlib
import random
import resource
import subprocess
import sys

import h5py
import numpy as np

import nir_file

LIMIT = 1 << 30
"""Of the address space, of which the compiler's libraries take a part."""

snnc, folder = sys.argv[1], pathlib.Path(sys.argv[2])
problems = []


def graph():
    """input -> fc -> lif -> output."""
    lif = {"type": "LIF"} | {name: np.full(2, 0.5, "float32")
                             for name in ("tau", "r", "v_leak", "v_threshold")}
    nodes = {"input": {"type": "Input", "shape": np.array([3])},
             "fc": {"type": "Linear", "weight": np.ones((2, 3), "float32")},
             "lif": lif, "output": {"type": "Output", "shape": np.array([2])}}
    return nodes, [("input", "fc"), ("fc", "lif"), ("lif", "output")]


def check(name, *expected):
    """What snnc says of FOLDER/NAME must have every expected text."""
    file = folder / name
    done = subprocess.run(
        [snnc, "check", file, "--convention", "spec", "--dt", "1e-4"], capture_output=True,
        timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)))
    text = done.stderr.decode(errors="replace")
    missing = [part for part in (f"{name}: error: ", *expected) if part not in text]
    if done.returncode != 1 or missing:
        problems.append(f"{name}: exit code {done.returncode}, missing {missing} in:\n{text}")
    return done.returncode


def built(name, change, *expected):
    """`change` takes nodes and edges and returns those of a wrong graph."""
    nir_file.write(folder / name, *change(*graph()))
    check(name, *expected)


def edited(name, change, *expected):
    """`change` takes a sound file's group of nodes, open in h5py."""
    nir_file.write(folder / name, *graph())
    with h5py.File(folder / name, "a") as file:
        change(file["node/nodes"])
    check(name, *expected)


def fields():
    def without(node, field):
        def change(nodes, edges):
            del nodes[node][field]
            return nodes, edges
        return change

    def put(node, field, value):
        def change(nodes, edges):
            nodes[node][field] = value
            return nodes, edges
        return change

    built("no-type.nir", without("lif", "type"), "node 'lif': ", "'type'")
    built("unknown-type.nir", put("lif", "type", "LIFF"), "node 'lif': ", "LIFF")
    built("type-is-number.nir", put("lif", "type", 3), "node 'lif': ", "'type'")
    built("no-field.nir", without("lif", "tau"), "node 'lif': ", "'tau'")
    built("no-weight.nir", without("fc", "weight"), "node 'fc': ", "'weight'")
    built("text-for-number.nir", put("lif", "tau", "0.5"), "node 'lif': ", "'tau'")
    built("text-for-weight.nir", put("fc", "weight", "ones"), "node 'fc': ", "'weight'")
    built("text-for-shape.nir", put("input", "shape", "3"), "node 'input': ", "'shape'")
    built("shapes-differ.nir", put("lif", "tau", np.ones(5)), "node 'lif': ", "'tau'")
    built("shapes-do-not-fit.nir", put("fc", "weight", np.ones((2, 7))), "'fc'")
    built("weight-is-vector.nir", put("fc", "weight", np.ones(6)), "node 'fc': ", "'weight'")
    built("not-finite.nir", put("fc", "weight", np.full((2, 3), np.nan)), "node 'fc': ",
          "'weight'")
    built("negative-shape.nir", put("input", "shape", np.array([-3])), "node 'input': ",
          "'shape'")
    built("zero-tau.nir", put("lif", "tau", np.zeros(2)), "node 'lif': ", "'tau'")
    built("complex.nir", put("fc", "weight", np.ones((2, 3), complex)), "node 'fc': ",
          "'weight'", "expected numbers")
    built("group-for-field.nir", put("lif", "tau", {"tau": np.ones(2)}), "node 'lif': ",
          "'tau'")


def edges():
    def more(*added):
        return lambda nodes, edges: (nodes, edges + list(added))

    built("to-nowhere.nir", more(("fc", "lif2")), "'fc' -> 'lif2'", "did you mean 'lif'?")
    built("from-nowhere.nir", more(("?", "fc")), "'?' -> 'fc'")
    built("twice.nir", more(("fc", "lif")), "'fc' -> 'lif' is there twice")
    built("into-input.nir", more(("fc", "input")), "'fc' -> 'input'")
    built("out-of-output.nir", more(("output", "fc")), "'output' -> 'fc'")
    built("triples.nir", lambda nodes, edges: (nodes, [("input", "fc", "lif")]), "'edges'")
    built("numbers.nir", lambda nodes, edges: (nodes, np.ones((2, 2))), "'edges'")

    def nested(nodes, edges):
        inside, wires = graph()
        nodes["fc"] = {"type": "NIRGraph", "nodes": inside, "edges": wires + [("a", "b")]}
        return nodes, edges

    built("inside.nir", nested, "node 'fc': ", "'a' -> 'b'")


def containers():
    (folder / "json.nir").write_text('{"format": "snnc"}')
    (folder / "empty.nir").write_bytes(b"")
    (folder / "zeros.nir").write_bytes(bytes(4096))
    for name in ("json.nir", "empty.nir", "zeros.nir", "missing.nir"):
        check(name)
    with h5py.File(folder / "no-node.nir", "w") as file:
        file["version"] = "1.0.8"
    check("no-node.nir", "'node'")
    with h5py.File(folder / "single.nir", "w") as file:
        file["node/type"] = "LIF"
    check("single.nir", "'LIF'", "'NIRGraph'")


def hdf5():
    def delete(name):
        return lambda nodes: nodes.__delitem__(name)

    edited("no-group.nir", delete("lif"), "'fc' -> 'lif'")
    edited("soft-link.nir", lambda nodes: nodes.__setitem__(
        "fc/x", h5py.SoftLink("/node/nodes/fc/weight")), "node 'fc': ", "'x' is a link")
    edited("external-link.nir", lambda nodes: nodes.__setitem__(
        "fc/x", h5py.ExternalLink("/etc/passwd", "x")), "node 'fc': ", "'x' is a link")
    edited("cycle.nir", lambda nodes: nodes.__setitem__("fc/x", nodes), "node 'fc': ",
           "'x' is another name")
    edited("external-data.nir", lambda nodes: nodes.create_dataset(
        "fc/x", (16,), "u1", external=[("/etc/passwd", 0, 16)]), "node 'fc': ", "'x'")
    edited("terabytes.nir", lambda nodes: nodes.create_dataset(
        "fc/x", (1 << 20, 1 << 20), "f4"), "node 'fc': ", "'x'", "4398046511104 bytes")
    edited("chunked-terabytes.nir", lambda nodes: nodes.create_dataset(
        "fc/x", (1 << 20, 1 << 20), "f4", compression="gzip"), "node 'fc': ", "'x'")
    edited("filled.nir", lambda nodes: nodes.create_dataset(
        "fc/x", (1 << 35,), "f4", chunks=(1 << 20,), fillvalue=1), "node 'fc': ", "'x'")
    edited("deep.nir", lambda nodes: nodes.create_group("fc/" + "/".join("x" * 2000)),
           "node 'fc': ", "nested")

    def virtual(nodes):
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
        nodes.create_virtual_dataset("fc/x", layout)

    edited("virtual.nir", virtual, "node 'fc': ", "'x' is a virtual dataset")


def deep_graphs():
    nodes, edges = graph()
    for _ in range(100):
        nodes, edges = {"g": {"type": "NIRGraph", "nodes": nodes, "edges": edges}}, []
    nir_file.write(folder / "deep-graphs.nir", nodes, edges)
    check("deep-graphs.nir", "node 'g.g.", "nested")


def damaged():
    nir_file.write(folder / "sound.nir", *graph(), compression="gzip")
    sound = (folder / "sound.nir").read_bytes()
    for eighth in range(8):
        name = f"truncated-{eighth}.nir"
        (folder / name).write_bytes(sound[:eighth * len(sound) // 8])
        check(name)
    draw = random.Random(1)
    for i in range(40):
        data = bytearray(sound)
        for _ in range(draw.choice((1, 4, 16))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        (folder / f"flipped-{i}.nir").write_bytes(data)
        done = subprocess.run([snnc, "check", folder / f"flipped-{i}.nir"],
                              capture_output=True, timeout=120, check=False)
        if done.returncode not in (0, 1):
            problems.append(f"flipped-{i}.nir: exit code {done.returncode}")


def main():
    for test in (fields, edges, containers, hdf5, deep_graphs, damaged):
        test()
    sys.exit("\n".join(problems) if problems else 0)


main()
