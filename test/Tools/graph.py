# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""graph.py FOLDER SNNC: follows the lines of pictures from box to box, and compares them with `info --json`."""
import collections
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


def snnc(*command):
    return subprocess.run([sys.argv[2], *command], check=True, text=True, capture_output=True).stdout


def spec(name, layers, shape=(3,), **more):
    pathlib.Path(name).write_text(json.dumps({
        "format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": list(shape)}], "layers": layers, **more}))


def read(path):
    """The boxes by name, from top to bottom, and the edges: from, to, is late, label."""
    root = xml.parse(path).getroot()
    boxes = []
    for group in root.iter(SVG + "g"):
        rect = {key: int(group.find(SVG + "rect").get(key)) for key in ("x", "y", "width", "height")}
        boxes.append((group.find(SVG + "title").text, rect))
    for (_, a), (_, b) in zip(boxes, boxes[1:]):
        assert a["y"] + a["height"] < b["y"], "boxes do not overlap"

    def box(x, y):
        hits = [name for name, r in boxes
                if r["x"] - 2 <= x <= r["x"] + r["width"] + 2 and r["y"] - 2 <= y <= r["y"] + r["height"] + 2]
        assert len(hits) == 1, (x, y, hits)
        return hits[0]

    edges = []
    for path in root.iter(SVG + "path"):
        classes = (path.get("class") or "").split()
        if "edge" not in classes:
            continue
        numbers = list(map(int, re.findall(r"-?\d+", path.get("d"))))
        x, y = numbers[:2]
        end = (x, numbers[2]) if len(numbers) == 3 else (numbers[-1], numbers[-2])
        edges.append((box(x, y), box(*end), "late" in classes))
    assert int(root.get("width")) >= max(r["x"] + r["width"] for _, r in boxes)
    assert int(root.get("height")) >= boxes[-1][1]["y"] + boxes[-1][1]["height"]
    return [name for name, _ in boxes], edges, [each.text for each in root.iter(SVG + "text") if each.text]


def check(name, outputs, *options):
    info = json.loads(snnc("info", name, "--json", "--graph", "g.svg", *options))
    names, edges, texts = read("g.svg")
    layers = [layer["name"] for layer in info["layers"]]
    assert names[-len(outputs) - len(layers):] == layers + list(outputs), names
    expected = collections.Counter()
    delays = collections.Counter()
    for layer in info["layers"]:
        for edge in layer["inputs"]:
            expected[edge["source"], layer["name"], edge["delay"] > 0] += 1
            if edge["delay"]:
                delays[f"t-{edge['delay']}"] += 1
    expected += collections.Counter((source, output, False) for output, source in outputs.items())
    assert collections.Counter(edges) == expected, (edges, expected)
    said = collections.Counter(word for text in texts for word in text.split() if word.startswith("t-"))
    assert said == delays, (said, delays)
    return texts


def linear(name, count, sources, outputs=3):
    return {"type": "Linear", "name": name, "in_features": count, "out_features": outputs, "weight": 0.4,
            "use_bias": False, "from": sources}


def lif(name, source, **more):
    return {"type": "LIF", "name": name, "decay_constants": [0.9, 0.8], "from": source, **more}


# One layer; a layer that reads itself; cycles, delays, and several outputs, one of them reduced.
spec("net.json", [linear("fc", 3, "x")])
check("net.json", {"fc": "fc"})
spec("self.json", [linear("own", 6, ["own", "x"])])
check("self.json", {"own": "own"})
spec("cycle.json", [linear("fc", 12, ["lif", {"layer": "lif", "delay": 5}, "fc", "x"]), lif("lif", "fc"),
                    linear("out", 9, ["lif", "fc", "x"]), lif("last", "out")],
     outputs=[{"layer": "fc", "name": "y"}, {"layer": "last", "name": "z", "reduce": "sum"}])
texts = check("cycle.json", {"y": "fc", "z": "last"})
assert "[3] spikes, sum over steps" in texts, texts
spec("delayed.json", [linear("fc", 3, "x"), lif("lif", "fc")], forward="delayed")
check("delayed.json", {"lif": "lif"})

# Densities stand on the edges, of files and of a profile.
np.save("x.npy", np.float32(np.random.default_rng(0).random((50, 3)) < 0.3) * 4)
profile = json.loads(snnc("run", "cycle.json", "--input", "x.npy", "--profile", "-"))
for options in ["--input", "x.npy"], ["--profile", "p.json"]:
    pathlib.Path("p.json").write_text(json.dumps(profile))
    texts = check("cycle.json", {"y": "fc", "z": "last"}, *options)
    for layer in profile["layers"]:
        assert any(text.endswith(f"{100 * layer['density']:.1f} %") for text in texts), (layer, texts)
texts = check("net.json", {"fc": "fc"}, "--input", "x.npy")
assert f"{100 * np.count_nonzero(np.load('x.npy')) / 150:.1f} %" in texts, texts

# Fifty layers and two hundred, each with many readers.
for count in 50, 200:
    layers, names = [], ["x"]
    for k in range(count):
        sources = [names[max(0, k - back)] for back in dict.fromkeys([0, k % 7, k % 13]) if k >= back]
        sources = list(dict.fromkeys(sources))
        if k % 2 == 0 and k + 1 < count:
            sources.append({"layer": f"n{k + 1}", "delay": k % 3 + 1})
        layers.append(linear(f"n{k}", 3 * len(sources), sources))
        names.append(f"n{k}")
    spec("large.json", layers)
    check("large.json", {f"n{count - 1}": f"n{count - 1}"})
    assert os.path.getsize("g.svg") < 4e5

# Names of IR are any text.
snnc("compile", "net.json", "--stop-after=import", "-o", "odd.mlir")
text = pathlib.Path("odd.mlir").read_text()
pathlib.Path("odd.mlir").write_text(text.replace('snn.linear "fc"', 'snn.linear "<a&b> \\22\\01\\FF %s"' % ("n" * 200)))
snnc("info", "odd.mlir", "--graph", "g.svg")
names, edges, _ = read("g.svg")
assert names[1].startswith('<a&b> "') and len(names[1]) < 60, names
assert len(edges) == 2

snnc("compile", "net.json", "--stop-after=form-scan", "-o", "late.mlir")
