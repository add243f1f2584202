# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shapes of NIR files: numbers of nodes that broadcast to what they read, and Inputs
whose shape something else says. A file that says less gives the bits of one that says
everything; what contradicts itself is refused."""

import itertools

import numpy as np

import checker
import nir_file

STEPS = 8
DT = ["--dt", "1e-3"]


class Checker(checker.Checker):
    def run(self, graph, x, options=DT):
        """The output of a graph, or what is said instead."""
        file = self.folder / "net.nir"
        nir_file.write(file, *graph)
        np.save(self.folder / "x.npy", x)
        done = self.call("run", file, *options, "--interpret", "--input", self.folder / "x.npy",
                         "--output", self.folder / "y.npy")
        return np.load(self.folder / "y.npy") if done.returncode == 0 else done.stderr

    def same(self, what, graph, x, wanted):
        found = self.run(graph, x)
        if isinstance(found, str):
            return self.expect(f"{what}: {found}", False)
        self.expect(f"{what}: {found.shape} for {wanted.shape}, or other bits",
                    found.shape == wanted.shape and found.tobytes() == wanted.tobytes())


def chain(*between, shape, out=None):
    """input -> n0 -> n1 ... -> output; an end without a shape has no field of it."""
    nodes = {"input": {"type": "Input"} | ({} if shape is None else {"shape": np.array(shape)}),
             "output": {"type": "Output"} | ({} if out is None else {"shape": np.array(out)})}
    nodes |= {f"n{k}": node for k, node in enumerate(between)}
    names = ["input", *list(nodes)[2:], "output"]
    return nodes, list(zip(names, names[1:]))


#===----------------------------------------------------------------------===#
# Numbers that broadcast
#===----------------------------------------------------------------------===#

FIELDS = {"LIF": {"tau": (4e-3, 2e-2), "r": (1, 3), "v_leak": (-0.1, 0.1), "v_threshold": (0.2, 0.6), "v_reset": (-0.2, 0.1)},
          "CubaLIF": {"tau_mem": (4e-3, 2e-2), "tau_syn": (4e-3, 2e-2), "r": (2, 4), "v_leak": (-0.1, 0.1), "w_in": (1, 3),
                      "v_threshold": (0.2, 0.6), "v_reset": (-0.2, 0.1)},
          "IF": {"r": (100, 500), "v_threshold": (0.2, 0.6), "v_reset": (-0.2, 0.1)},
          "LI": {"tau": (4e-3, 2e-2), "r": (1, 3), "v_leak": (-0.1, 0.1)},
          "CubaLI": {"tau_mem": (4e-3, 2e-2), "tau_syn": (4e-3, 2e-2), "r": (2, 4), "v_leak": (-0.1, 0.1), "w_in": (1, 3)},
          "I": {"r": (100, 500)}, "Scale": {"scale": (-1, 2)}, "Threshold": {"threshold": (0.1, 0.7)},
          "Delay": {"delay": (0, 3)}}
# Not those that could as well be whole, behind an Input with an axis of a batch.
FORMS = {(2, 3, 4): [(), (1,), (4,), (2, 1, 1), (2, 3, 1), (2, 3, 4), (1, 2, 1, 1), (1, 2, 3, 4)],
         (5,): [(), (1,), (5,), (1, 5)], (3, 6): [(), (3, 1), (3, 6), (1, 3, 6)], (1, 4, 4): [(), (1, 4, 4), (1, 4, 1)]}


def draw(random, field, limits, form):
    if field == "delay":
        return random.integers(0, 4, form) * 1e-3
    return np.float32(random.uniform(*limits, form))


def check_broadcasts(checker):
    random = np.random.default_rng(5)
    for kind, (shape, forms) in itertools.product(FIELDS, FORMS.items()):
        small = {field: draw(random, field, limits, forms[random.integers(len(forms))])
                 for field, limits in FIELDS[kind].items()}
        whole = {field: np.broadcast_to(value, (1, *shape) if np.ndim(value) > len(shape) else shape).reshape(shape)
                 for field, value in small.items()}
        x = np.float32(random.normal(0.5, 1, (STEPS, *shape)))
        wanted = checker.run(chain({"type": kind} | whole, shape=shape, out=shape), x)
        forms_of = {field: np.shape(value) for field, value in small.items()}
        if isinstance(wanted, str):
            checker.expect(f"{kind} {shape}: {wanted}", False)
            continue
        checker.same(f"{kind} of {shape} with {forms_of}", chain({"type": kind} | small, shape=shape, out=shape), x, wanted)


def check_biases(checker):
    random = np.random.default_rng(6)
    weight = np.float32(random.normal(size=(3, 2)))
    kernel = np.float32(random.normal(size=(3, 2, 2, 2)))
    conv = {"type": "Conv2d", "weight": kernel, "stride": 1, "padding": 0, "dilation": 1, "groups": 1}
    for node, shape in (({"type": "Affine", "weight": weight}, (2,)), (conv, (2, 3, 3))):
        x = np.float32(random.normal(size=(STEPS, *shape)))
        each, one = np.float32(random.normal(size=3)), np.float32(0.25)
        wanted = checker.run(chain(node | {"bias": each}, shape=shape), x)
        checker.same(f"{node['type']}: a bias of [1, 3]", chain(node | {"bias": each[None]}, shape=shape), x, wanted)
        checker.same(f"{node['type']}: a bias of [3, 1]", chain(node | {"bias": each[:, None]}, shape=shape), x, wanted)
        wanted = checker.run(chain(node | {"bias": np.full(3, one)}, shape=shape), x)
        checker.same(f"{node['type']}: one bias", chain(node | {"bias": one}, shape=shape), x, wanted)
        checker.same(f"{node['type']}: a bias of [1]", chain(node | {"bias": one[None]}, shape=shape), x, wanted)
        found = checker.run(chain(node | {"bias": np.ones(2, np.float32)}, shape=shape), x)
        checker.expect(f"{node['type']}: a bias of [2]: {found}", "'bias' has the shape [2], expected [3]" in found)


#===----------------------------------------------------------------------===#
# Inputs that say little
#===----------------------------------------------------------------------===#

def lif(*shape, form=np.float32):
    return {"type": "LIF", "tau": np.full(shape, 20e-3, np.float32), "r": np.ones(shape, form), "v_leak": np.zeros(shape, form),
            "v_threshold": np.ones(shape, form) * form(1), "v_reset": np.zeros(shape, form)}


def plain():
    """Numbers that say nothing of a shape."""
    return {"type": "LIF", "tau": 20e-3, "r": 4.0, "v_leak": 0.0, "v_threshold": 0.3, "v_reset": 0.0}


def conv(channels, **fields):
    weight = np.float32(np.random.default_rng(1).normal(size=(3, channels, 2, 3)))
    return {"type": "Conv2d", "weight": weight, "bias": np.zeros(3, np.float32), "stride": 1, "padding": 0, "dilation": 1,
            "groups": 1} | fields


def dense(outs, ins):
    return {"type": "Linear", "weight": np.float32(np.random.default_rng(2).normal(size=(outs, ins)))}


def flatten(**fields):
    return {"type": "Flatten", "start_dim": 0, "end_dim": -1} | fields


def pool():
    return {"type": "SumPool2d", "kernel_size": np.array([2, 2]), "stride": np.array([2, 2]), "padding": np.array([0, 0])}


# What it is of, the nodes, the true shape, what the Input stores (None: nothing), the
# Output.
INPUTS = [
    ("nothing, weights behind", (dense(2, 5), plain()), (5,), None, None),
    ("nothing, weights behind neurons", (plain(), {"type": "Scale", "scale": 2.0}, dense(2, 5)), (5,), None, None),
    ("[1], weights behind neurons", (plain(), dense(2, 5)), (5,), [1], [1]),
    ("[1], numbers of neurons", (lif(5),), (5,), [1], [1]),
    ("[1], whole numbers of neurons", (plain() | {"r": np.full(5, 2)},), (5,), [1], None),
    ("nothing, whole numbers of neurons", (plain() | {"v_threshold": np.ones(5, np.int32)},), (5,), None, None),
    ("[1], numbers with a batch axis", (lif(1, 5),), (5,), [1], [1]),
    ("[1], a channel of 1 and a convolution", (lif(1, 4, 5), conv(1)), (1, 4, 5), [1], [1]),
    ("nothing, a channel of 1 and a pool", (lif(1, 4, 6), pool()), (1, 4, 6), None, None),
    ("[1], axes that say it together",
     (plain() | {"v_threshold": np.ones((2, 1, 1)), "r": np.ones((3, 4))},), (2, 3, 4), [1], None),
    ("a batch axis", (conv(2),), (2, 4, 5), [1, 2, 4, 5], None),
    ("a batch axis that is no 1", (dense(2, 5),), (5,), [16, 5], None),
    ("axes of time and batch", (dense(2, 5),), (5,), [10, 16, 5], None),
    ("a batch axis, neurons first", (plain(), dense(2, 5)), (5,), [1, 5], None),
    ("a batch axis, numbers of neurons", (lif(5),), (5,), [1, 5], [1, 5]),
    ("floats", (plain(),), (5,), np.array([5.0]), None),
    ("a number", (plain(),), (5,), np.array(5), None),
    ("a number as a float", (lif(5),), (5,), np.array(5.0), None),
    ("1 where the numbers say more", (plain() | {"v_threshold": np.ones((2, 1, 1))},), (2, 3, 4), [1, 3, 4], None),
    ("[1], space stored by a convolution", (plain(), conv(2, input_shape=np.array([4, 5]))), (2, 4, 5), [1], None),
    ("nothing, an input_type of a Flatten", (plain(), flatten(input_type=np.array([2, 3])), dense(2, 6)), (2, 3), None, None),
    ("[1], the Output", (plain(), {"type": "Scale", "scale": 0.5}), (5,), [1], [5]),
    ("nothing, the Output", (plain(),), (2, 3, 4), None, [2, 3, 4]),
    ("[0], the Output", (plain(),), (5,), [0], [5]),
    ("-1, numbers of neurons", (lif(5),), (5,), [-1, 5], None),
    ("-1 in front", (plain(),), (5,), [-1, 5], None),
    ("-1 in front of a window's axes", (conv(2),), (2, 4, 5), [-1, 2, 4, 5], None),
    ("-1 behind, the Output", (plain(),), (2, 5), [2, -1], [2, 5]),
    ("-1 alone, weights", (plain(), dense(2, 5)), (5,), [-1], None),
    ("[1], which is right", (plain(),), (1,), [1], [1]),
    ("[1, 4], which is right", (plain(),), (1, 4), [1, 4], [1, 4]),
    ("the neuron behind a window", (conv(2), lif(3, 3, 3), flatten(), dense(2, 27)), (2, 4, 5), [2, 4, 5], None),
]
# What is refused: what of, the nodes, the stored shape, what is said.
REFUSED = [
    ("nothing says it", (plain(),), None, "neither 'shape' nor a node that reads it says its shape"),
    ("nothing says it, behind a window", (plain(), conv(2)), None, "neither 'shape' nor a node that reads it"),
    ("no shape", (plain(),), [0], "'shape' is no shape: [0]"),
    ("a negative size", (dense(2, 5),), [-3], "'shape' is no shape: [-3]"),
    ("a negative size as a float", (dense(2, 5),), np.array([-3.0]), "'shape' is no shape: [-3]"),
    ("a negative size among others", (dense(2, 5),), [2, -2, 5], "'shape' is no shape: [2, -2, 5]"),
    ("-1 alone", (plain(),), [-1], "'shape' is no shape: [-1]"),
    ("-1 in front of what weights contradict", (dense(2, 5),), [-1, 4], "its shape is [4], but 'n0' reads [5]"),
    ("weights contradict", (dense(2, 5),), [4], "its shape is [4], but 'n0' reads [5]"),
    ("neurons contradict", (lif(3),), [4], "its shape is [4], but 'n0' reads [3]"),
    ("too few axes", (plain(), conv(2)), [4, 5], "its shape is [4, 5], but 'n1' reads 3 axes"),
    ("numbers that do not fit", (dense(4, 3), lif(3)), [3], "its numbers have the shape [3], but it reads [4]"),
    ("numbers by channel, not as NumPy has it", (plain() | {"v_threshold": np.ones(2)},), [2, 3, 4],
     "its numbers have the shape [2], but it reads [2, 3, 4]"),
    ("numbers that do not go together", (plain() | {"v_threshold": np.ones(2), "r": np.ones(3)},), [3],
     "'r' has the shape [3], 'v_threshold' the shape [2]"),
]


def check_inputs(checker):
    random = np.random.default_rng(8)
    for what, nodes, shape, stored, out in INPUTS:
        x = np.float32(random.normal(0.6, 1, (STEPS, *shape)))
        wanted = checker.run(chain(*nodes, shape=shape), x)
        if isinstance(wanted, str):
            checker.expect(f"{what}: {wanted}", False)
            continue
        checker.same(what, chain(*nodes, shape=stored, out=out), x, wanted)
    for what, nodes, stored, said in REFUSED:
        found = checker.run(chain(*nodes, shape=stored), np.zeros((STEPS, 1), np.float32))
        checker.expect(f"{what}: {found}", isinstance(found, str) and said in found)


if __name__ == "__main__":
    checker.main(__doc__, "shapes", check_broadcasts, check_biases, check_inputs, kind=Checker)
