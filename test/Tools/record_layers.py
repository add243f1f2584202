# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""record_layers.py FOLDER SNNC: records layers of three models and looks at them."""
import json
import os
import subprocess
import sys

import nir
import numpy as np

os.chdir(sys.argv[1])
random = np.random.default_rng(0)


def run(model, *options):
    subprocess.run([sys.argv[2], "run", model, "--input", "x.npy", *options], check=True,
                   stdout=subprocess.DEVNULL)


def linear(name, outputs, **more):
    return {"type": "Linear", "name": name, "in_features": 3, "out_features": outputs, "weight": 1,
            "use_bias": False, **more}


x = np.float32(random.integers(0, 3, (2, 9, 3)) / 2)
np.save("x.npy", x)
sums = x.sum(-1, keepdims=True)

# Compositions; a layer that reaches no output; an output that is reduced, whose name
# its layer's record does not get.
lif = {"type": "SimpleLIF", "name": "lif", "decay_constants": [0.5]}
with open("nested.json", "w") as file:
    json.dump({"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [3]}],
               "outputs": [{"layer": "lif", "name": "lif", "reduce": "sum"}],
               "layers": [linear("side", 5, **{"from": "x"}),
                          {"type": "Sequential", "name": "block", "from": "x",
                           "layers": [linear("fc", 11), lif]}, lif | {"from": "block"}]}, file)
run("nested.json", *"--output sum.npy --record block.fc=fc.npy --record block.lif=inner.npy --record lif=lif.npy "
    "--record side=side.npy".split())
assert np.array_equal(np.load("fc.npy"), np.broadcast_to(sums, (2, 9, 11)))
assert np.array_equal(np.load("side.npy"), np.broadcast_to(sums, (2, 9, 5)))
spikes = np.load("inner.npy")
assert 0 < spikes.sum() < spikes.size, spikes
assert np.array_equal(np.load("lif.npy").sum(1), np.load("sum.npy"))

# What is spikes as bytes and as bits; what is none stays f32.
files = "--record block.fc=fc2.npy --record block.lif=packed.npy --record block.lif.s=state.npy --burnin 2".split()
for form, packed in ("u8", spikes.astype(np.uint8)), ("bits", np.packbits(spikes.astype(bool), axis=-1)):
    for interpret in [], ["--interpret"]:
        run("nested.json", *files, *interpret, "--spikes", form)
        for name in "packed.npy", "state.npy":
            found = np.load(name)
            assert found.dtype == np.uint8 and np.array_equal(found, packed[:, 2:]), (form, name)
        assert np.load("fc2.npy").dtype == np.float32
assert np.array_equal(np.unpackbits(packed, axis=-1, count=11), spikes)

# An image: the last axis is packed. A model's own outputs are as records are.
with open("image.json", "w") as file:
    json.dump({"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [2, 3, 9]}],
               "layers": [lif]}, file)
np.save("x.npy", np.float32(random.integers(0, 8, (4, 2, 3, 9))))
run("image.json", "--output", "y.npy")
run("image.json", "--output", "packed.npy", "--record", "lif=again.npy", "--spikes", "bits")
assert np.load("packed.npy").shape == (4, 2, 3, 2)
assert np.array_equal(np.unpackbits(np.load("packed.npy"), axis=-1, count=9), np.load("y.npy"))
assert np.array_equal(np.load("packed.npy"), np.load("again.npy"))

# A NIR graph: nodes by their own names, also those that are no layer's name.
ones = np.ones(3, np.float32)
cuba = nir.CubaLIF(tau_mem=ones * 0.02, tau_syn=ones * 0.01, r=ones, v_leak=ones * 0, v_threshold=ones * 0.02)
nodes = {"input": nir.Input(np.array([3])), "the lif": cuba, "fc-2": nir.Linear(np.float32(np.eye(3))),
         "inner": nir.NIRGraph({"input": nir.Input(np.array([3])), "li": nir.LI(ones * 0.02, ones, ones * 0),
                                "output": nir.Output(np.array([3]))}, [("input", "li"), ("li", "output")]),
         "output": nir.Output(np.array([3]))}
order = ["input", "the lif", "fc-2", "inner", "output"]
nir.write("net.nir", nir.NIRGraph(nodes, list(zip(order, order[1:]))))
np.save("x.npy", np.float32(random.random((30, 3)) * 4))
reading = ["--convention", "norse", "--dt", "0.001"]
names = ["--record", "the lif=lif.npy", "--record", "fc-2=fc.npy", "--record", "inner.li=li.npy"]
run("net.nir", *reading, "--output", "y.npy", *names, "--spikes", "u8")
lif, fc, li = (np.load(f"{name}.npy") for name in ("lif", "fc", "li"))
assert lif.dtype == np.uint8 and 0 < lif.sum() < lif.size and np.array_equal(lif, fc)
assert np.array_equal(li, np.load("y.npy")) and li.any()
run("net.nir", *reading, "--record", "the_lif=same.npy")
assert np.array_equal(np.load("same.npy"), lif)
