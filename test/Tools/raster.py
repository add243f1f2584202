# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""raster.py FOLDER SNNC: reads the marks of pictures back, and compares them with the spikes."""
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
os.chdir(sys.argv[1])
random = np.random.default_rng(0)


def run(model, *options):
    subprocess.run([sys.argv[2], "run", model, *options], check=True, stdout=subprocess.DEVNULL)


def model(name, size, layers, **output):
    pathlib.Path(name).write_text(json.dumps({
        "format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": size}],
        "outputs": [{"name": "out", **output}], "layers": layers}))


def texts(root):
    return [each.text for each in root.iter(SVG + "text")]


def marks(path, shape):
    """Rows by columns, as the path of a band has them."""
    found = np.zeros(shape, bool)
    for column, row, length in re.findall(r"M(\d+) (\d+)h([\d.]+)", path.get("d")):
        found[int(row), int(column):int(column) + max(1, int(float(length)))] = True
    return found


def bands(root):
    return [each for each in root.iter(SVG + "path") if each.get("class") == "spikes"]


def blocks(spikes, per_row, per_column):
    """Whether there is a spike in each block."""
    rows, columns = -(-spikes.shape[1] // per_row), -(-spikes.shape[0] // per_column)
    found = np.zeros((rows, columns), bool)
    for step, neuron in np.argwhere(spikes):
        found[neuron // per_row, step // per_column] = True
    return found


lif = {"type": "SimpleLIF", "name": "lif", "decay_constants": [0.5], "threshold": 1}
li = {"type": "SimpleLI", "name": "li", "decay_constants": [0.9]}
model("net.json", [12], [lif])
model("sum.json", [12], [lif], reduce="sum")

# Every spike is a mark, of the first sample; names, axes and counts are there.
x = np.float32(random.random((2, 90, 12)) * 4 * (random.random((2, 90, 12)) < 0.4))
np.save("x.npy", x)
run("net.json", "--input", "x.npy", "--output", "y.npy", "--raster", "plain.svg", "--spikes", "u8")
y = np.load("y.npy")[0]
assert 0 < y.sum() < y.size
root = xml.parse("plain.svg").getroot()
assert np.array_equal(marks(*bands(root), (12, 90)), y.T)
said = texts(root)
assert said[0] == "net, the first sample" and {"out", "12 neurons", "0", "11", "step", "80"} <= set(said), said

# A band for each record, in the order asked for, then the other outputs; those that are reduced have none.
model("sum.json", [12], [lif | {"from": "x"}, li | {"from": "x"}], reduce="sum")
for interpret in [], ["--interpret"]:
    run("sum.json", "--input", "x.npy", "--record", "lif.v", "--record", "lif=lif.npy", "--record", "li",
        "--raster", "r.svg", "--burnin", "30", *interpret)
    root = xml.parse("r.svg").getroot()
    said = texts(root)
    places = [said.index(name) for name in ("lif.v", "lif", "li")]
    assert places == sorted(places) and "out" not in said and "30" in said and "20" not in said, said
    assert np.array_equal(marks(*bands(root), (12, 60)), np.load("lif.npy")[0].T)
    curves = [each.get("d") for each in root.iter(SVG + "path") if each.get("class") == "curve"]
    assert len(curves) == 20 and all(each.startswith("M") for each in curves)
    assert "Curves are of the first 10 neurons." in said

# What is larger than the picture is thinned, and the picture says so.
steps, neurons = 30011, 1003
x = np.float32((random.random((steps, neurons)) < 2e-5) * 4)
x[steps - 1, neurons - 1] = 4
np.save("x.npy", x)
model("net.json", [neurons], [lif])
run("net.json", "--input", "x.npy", "--output", "y.npy", "--raster", "r.svg")
root = xml.parse("r.svg").getroot()
said = " ".join(texts(root))
per_column, per_row = (int(re.search(pattern, said)[1]) for pattern in
                       (r"column is (\d+) steps", r"line is up to (\d+) neurons"))
expected = blocks(np.load("y.npy"), per_row, per_column)
assert np.array_equal(marks(*bands(root), expected.shape), expected)
assert os.path.getsize("r.svg") < 1e6 and "1003 neurons" in said

# The worst that can be: every other cell of many bands.
layers = [lif | {"name": f"lif{k}", "from": "x"} for k in range(60)]
model("many.json", [300], layers)
x = np.float32((np.indices((1000, 300)).sum(0) % 2) * 4)
np.save("x.npy", x)
run("many.json", "--input", "x.npy", "--raster", "r.svg", *(f"--record=lif{k}" for k in range(59)))
assert len(bands(xml.parse("r.svg").getroot())) == 60
assert os.path.getsize("r.svg") < 5e6, os.path.getsize("r.svg")

# One step of one neuron; what is not finite is a gap.
model("net.json", [1], [lif])
np.save("x.npy", np.float32([[4]]))
run("net.json", "--input", "x.npy", "--raster", "r.svg")
assert marks(*bands(xml.parse("r.svg").getroot()), (1, 1)).all()
model("li.json", [3], [{"type": "Identity", "name": "same"}])
np.save("x.npy", np.float32([[0, np.nan, np.inf], [1, 2, np.nan], [0, 1, 2], [5, np.nan, -np.inf]]))
run("li.json", "--input", "x.npy", "--raster", "r.svg")
text = pathlib.Path("r.svg").read_text()
assert "nan" not in text and "inf" not in text and {"5", "0"} <= set(texts(xml.fromstring(text)))
np.save("x.npy", np.full((4, 3), np.nan, np.float32))
run("li.json", "--input", "x.npy", "--raster", "r.svg")
assert "nan" not in pathlib.Path("r.svg").read_text()

model("net.json", [12], [lif])
np.save("x.npy", y)
run("net.json", "--input", "x.npy", "--raster", "plain.svg")
