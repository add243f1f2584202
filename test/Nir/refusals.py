# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NIR files that snnc refuses: what it says of which node, with exit code 1."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import nir_file


def ones(value):
    return np.full(3, value, np.float32)


def end(kind, *shape):
    return {"type": kind, "shape": np.array(shape or (3,))}


def lif(**fields):
    return {"type": "LIF", "tau": ones(0.02), "r": ones(1), "v_leak": ones(0), "v_threshold": ones(1),
            "v_reset": ones(0)} | fields


def cuba(**fields):
    return {"type": "CubaLIF", "tau_mem": ones(0.02), "tau_syn": ones(0.01), "r": ones(1),
            "v_leak": ones(0), "v_threshold": ones(1), "w_in": ones(1)} | fields


def integrator(**fields):
    return {"type": "IF", "r": ones(1), "v_threshold": ones(1)} | fields


def without(node, field):
    return {key: value for key, value in node.items() if key != field}


def linear(outs, ins):
    return {"type": "Linear", "weight": np.ones((outs, ins), np.float32)}


def scale(value=0.5):
    return {"type": "Scale", "scale": ones(value)}


def delay(*steps):
    return {"type": "Delay", "delay": np.array(steps)}


def chain(*between, shape=(3,), out=(3,)):
    """input -> n0 -> n1 ... -> output"""
    nodes = {"input": end("Input", *shape), "output": end("Output", *out)}
    nodes |= {f"n{k}": node for k, node in enumerate(between)}
    names = ["input", *list(nodes)[2:], "output"]
    return nodes, list(zip(names, names[1:]))


def with_edges(graph, *edges):
    return graph[0], [*graph[1], *edges]


def nested(*ends):
    inner = {name: end(kind) for name, kind in ends} | {"lif": lif()}
    edges = [(name, "lif") if kind == "Input" else ("lif", name) for name, kind in ends]
    return {"type": "NIRGraph", "nodes": inner, "edges": edges}


# What it is of, the graph, options, and what has to be said: in this order, each in
# one line.
REFUSALS = [
    ("nothing says the time step", chain(lif(), lif()), "",
     ["error: node 'n0': how LIF (and 1 more node) steps is open: NIR stores no time step",
      "note: first reading: r = 1 is a resistance", "--dt SECONDS",
      "note: second reading: tau = 0.02 counts steps", "--dt steps",
      "snntorch|norse|sinabs|spikingjelly|rockpool|spyx"]),
    ("nor with the format's own equations", chain(lif(r=ones(200))), "--convention spec",
     ["node 'n0'", "first reading: r = 200 is a resistance",
      "second reading: r was written as tau/dt, so dt is 0.0001", "--convention snntorch",
      "--dt 0.0001"]),
    ("an integrator has no tau", chain(integrator()), "",
     ["node 'n0': how IF steps is open", "first reading: its time is in seconds"]),
    ("r is neither 1 nor tau/dt", chain(lif(r=ones(7))), "--convention norse",
     ["node 'n0': 'r' is neither 1 nor tau/dt with the dt of norse, 0.001",
      "first reading: r = 7 is a resistance"]),
    ("snnTorch's r is tau_mem/dt", chain(cuba(r=ones(1))), "--convention snntorch --reset zero",
     ["node 'n0': expected 'r' to be tau_mem/dt, as snnTorch writes it (dt is 0.0001)"]),
    ("how snnTorch's neurons were reset", chain(lif(r=ones(200)), cuba(r=ones(200))), "--convention snntorch",
     ["error: node 'n0': how LIF (and 1 more node) is reset is open",
      "note: first reading: as snnTorch's own layers", "--reset subtract,next",
      "note: second reading: as snnTorch's importer", "--reset zero"]),
    ("snnTorch's IF has a resistance of 1", chain(integrator(r=ones(2))), "--convention snntorch",
     ["node 'n0': expected 'r' to be 1, as snnTorch's importer wants it of IF"]),
    ("a time constant of a step", chain(lif(tau=ones(1e-4))), "--convention spikingjelly",
     ["node 'n0': expected 'tau' to be more than dt, as SpikingJelly's importer wants it (dt is 0.0001)"]),
    ("a synapse below a step", chain(cuba(tau_syn=ones(5e-5), r=ones(200))), "--convention spikingjelly",
     ["node 'n0': expected 'tau_syn' to be at least dt"]),
    ("a synapse of a step, which f32 rounds down", chain(cuba(tau_syn=ones(1e-4), r=ones(200))),
     "--convention spikingjelly", ["node 'n0': expected 'tau_syn' to be at least dt"]),
    ("a threshold below what is there at first", chain(lif(v_threshold=ones(-1))), "--convention spyx",
     ["node 'n0': 'v_threshold' must not be negative: spikes are a step late"]),
    ("a delay between two steps", chain(delay(1, 2.5, 3)), "--dt steps",
     ["node 'n0': 'delay' of 2.5 is no whole number of steps of 1; --round-delays"]),
    ("a delay into the past", chain(delay(1, -1, 3)), "--dt steps --round-delays",
     ["node 'n0': 'delay' of -1: expected none below 0"]),
    ("a cycle without a neuron", with_edges(chain(scale(), scale()), ("n1", "n0")), "",
     ["node 'n0': a cycle without a neuron: 'n0' -> 'n1' -> 'n0'"]),
    ("an undelayed Delay in a cycle", with_edges(chain(delay(0, 1, 1)), ("n0", "n0")), "--dt steps",
     ["node 'n0': a cycle without a neuron: 'n0' -> 'n0'"]),
    ("an Input that its reader contradicts", chain(linear(3, 4)), "",
     ["node 'input': its shape is [3], but 'n0' reads [4]"]),
    ("an Input of too few axes",
     chain({"type": "SumPool2d", "kernel_size": np.array([2, 2]), "stride": np.array([2, 2]),
            "padding": np.array([0, 0])}), "", ["node 'input': its shape is [3], but 'n0' reads 3 axes"]),
    ("neurons that do not fit", chain(linear(4, 3), lif()), "--dt 1e-3", ["node 'n1'", "[3]", "[4]"]),
    ("a field that is missing", chain(without(lif(), "v_threshold")), "--dt 1e-3",
     ["node 'n0': the field 'v_threshold' is missing"]),
    ("text for numbers", chain(lif(tau="fast")), "--dt 1e-3",
     ["node 'n0': expected numbers for 'tau', found text"]),
    ("numbers that are none", chain(lif(v_threshold=ones(np.nan))), "--dt 1e-3",
     ["node 'n0': 'v_threshold' holds values that are no finite numbers"]),
    ("a time constant of 0", chain(lif(tau=ones(0))), "--dt 1e-3",
     ["node 'n0': 'tau' must be positive everywhere"]),
    ("fields of different shapes", chain(lif(tau=np.ones(2))), "--dt 1e-3",
     ["node 'n0': 'tau' has the shape [2], 'r' the shape [3]"]),
    ("a weight of one axis", chain({"type": "Linear", "weight": ones(1)}), "",
     ["node 'n0': expected 2 axes of 'weight', found the shape [3]"]),
    ("a bias that does not fit", chain(linear(3, 3) | {"type": "Affine", "bias": np.ones(2)}), "",
     ["node 'n0': 'bias' has the shape [2], expected [3] as 'weight' has it"]),
    ("a type that nobody knows", chain({"type": "Izhikevich"}), "",
     ["node 'n0': unknown type 'Izhikevich'", "known types: Input, Output, Affine"]),
    ("a nested graph of two Inputs",
     chain(nested(("a", "Input"), ("b", "Input"), ("out", "Output"))), "--dt 1e-3",
     ["node 'n0': a nested graph with more than one Input"]),
    ("a nested graph without an Output", chain(nested(("a", "Input"))), "--dt 1e-3",
     ["node 'n0': the edge 'n0' -> 'output' needs a nested graph with an Output"]),
    ("a node that reads nothing", (chain(scale())[0], [("n0", "output")]), "",
     ["node 'n0': no edge leads to this node"]),
    ("an Output that reads nothing", (chain(scale())[0], [("input", "n0")]), "",
     ["node 'output': no edge leads to this Output"]),
    ("an edge to nowhere", with_edges(chain(scale()), ("n0", "outptu")), "",
     ["the edge 'n0' -> 'outptu' goes to 'outptu'", "did you mean 'output'?"]),
    ("an edge that is there twice", with_edges(chain(scale()), ("input", "n0")), "",
     ["the edge 'input' -> 'n0' is there twice"]),
    ("same padding of strides", chain({"type": "Conv1d", "weight": np.ones((1, 1, 3)), "bias": np.ones(1),
                                       "stride": 2, "padding": "same", "dilation": 1, "groups": 1},
                                      shape=(1, 3)), "",
     ["node 'n0': 'padding' is \"same\", which needs a stride of 1"]),
]
# The same, in ways that are right.
ACCEPTED = [
    (chain(lif(), lif()), "--dt 1e-3"), (chain(lif(), lif()), "--convention norse"),
    (chain(lif(r=ones(7))), "--convention norse --dt 1e-3"),
    (chain(lif(r=ones(20))), "--convention norse"),
    (chain(cuba(r=ones(200))), "--convention snntorch --reset zero"),
    (chain(cuba(r=ones(200))), "--reset subtract,next --convention snntorch"),
    (chain({"type": "LI", "tau": ones(0.02), "r": ones(200), "v_leak": ones(0)}), "--convention snntorch"),
    (chain(integrator()), "--convention snntorch"),
    (chain(lif(tau=ones(-0.02), r=ones(-200))), "--convention snntorch --reset zero"),
    (chain(lif(v_threshold=ones(-1))), "--convention spikingjelly"),
    (chain(cuba(tau_syn=np.full(3, 1e-4), tau_mem=np.full(3, 1e-4))), "--convention spikingjelly"),
    (chain(lif(tau=np.full(3, 1.0000000001e-4))), "--convention spikingjelly"),
    (chain(delay(1, 2.5, 3)), "--dt steps --round-delays"),
    (with_edges(chain(delay(1, 1, 2)), ("n0", "n0")), "--dt steps"),
    (with_edges(chain(scale(), lif()), ("n1", "n0")), "--dt steps"),
    (chain(linear(3, 4), shape=(4,)), ""),
    (chain(without(lif(), "v_reset")), "--dt 1e-3"),
    (chain(nested(("a", "Input"), ("out", "Output"))), "--dt 1e-3"),
]


def check(snnc, folder, graph, flags):
    file = pathlib.Path(folder) / "net.nir"
    nir_file.write(file, *graph)
    return subprocess.run([snnc, "check", str(file), *flags.split()], capture_output=True, text=True,
                          timeout=60)


def missing(text, wanted):
    """The first of the texts that is not there, behind those before it."""
    at = 0
    for part in wanted:
        at = text.find(part, at)
        if at < 0:
            return part
        at += len(part)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snnc", default="snnc")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for what, graph, flags, wanted in REFUSALS:
            done = check(options.snnc, folder, graph, flags)
            lost = missing(done.stderr, [f"{folder}/net.nir: error: "]) or \
                missing(done.stderr, wanted)
            if done.returncode != 1 or lost:
                wrong += 1
                print(f"{what}: exit code {done.returncode}, without {lost!r} in\n{done.stderr}")
        for graph, flags in ACCEPTED:
            done = check(options.snnc, folder, graph, flags)
            if done.returncode:
                wrong += 1
                print(f"{graph[1]} {flags}: exit code {done.returncode}\n{done.stderr}")
    print(f"{len(REFUSALS)} refused, {len(ACCEPTED)} accepted")
    if wrong:
        sys.exit(f"{wrong} are wrong")


if __name__ == "__main__":
    main()
