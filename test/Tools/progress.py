# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""progress.py FOLDER SNNC: runs that take more than a second, with stderr on a terminal and in a pipe."""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import threading

import numpy as np

os.chdir(sys.argv[1])
SIZE, STEPS = 512, 120000


def run(*options, on_terminal):
    """What stderr gets."""
    command = [sys.argv[2], "run", *options, "--threads", "1"]
    if not on_terminal:
        return subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
    ours, theirs = pty.openpty()
    text = []

    def read():
        try:
            while part := os.read(ours, 4096):
                text.append(part)
        except OSError:  # the end, on Linux
            pass

    reader = threading.Thread(target=read)
    reader.start()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    reader.join()
    os.close(ours)
    return b"".join(text)


def counts(text, unit, total):
    found = re.findall(rb"\r(\d+) of (\d+) " + unit + rb", \d+ s", text)
    assert found and all(int(of) == total for _, of in found), text
    assert text.endswith(b" \r"), "the line is wiped out"
    done = [int(each) for each, _ in found]
    assert done == sorted(done) and done[-1] <= total, done
    return done


def model(name, **output):
    linear = {"type": "Linear", "use_bias": False}
    pathlib.Path(name).write_text(json.dumps({
        "format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [1]}], "outputs": [{"name": "y", **output}],
        "layers": [linear | {"in_features": 1, "out_features": SIZE, "weight": 1},
                   linear | {"in_features": SIZE, "out_features": SIZE, "weight": 0.001},
                   linear | {"in_features": SIZE, "out_features": 1, "weight": 0.1},
                   {"type": "SimpleLI", "name": "li", "decay_constants": [0.9]}]}))


x = np.float32(np.random.default_rng(0).normal(size=(STEPS, 1)))
np.save("x.npy", x)
model("net.json")
files = ["--input", "x.npy", "--burnin", "5000"]
plain = run("net.json", *files, "--output", "plain.npy", "--record", "li.v=v.npy", on_terminal=False)
assert plain == b"", plain
shown = run("net.json", *files, "--output", "shown.npy", "--record", "li.v=w.npy", on_terminal=True)
assert any(0 < done < STEPS for done in counts(shown, b"steps", STEPS)), shown
for a, b in ("plain", "shown"), ("v", "w"):
    assert pathlib.Path(f"{a}.npy").read_bytes() == pathlib.Path(f"{b}.npy").read_bytes()

# A sum over steps is one of one call: the sample counts.
model("sum.json", reduce="sum")
run("sum.json", *files, "--output", "plain.npy", on_terminal=False)
counts(run("sum.json", *files, "--output", "shown.npy", on_terminal=True), b"samples", 1)
assert pathlib.Path("plain.npy").read_bytes() == pathlib.Path("shown.npy").read_bytes()

# The interpreter counts the steps of all samples.
np.save("x.npy", x[:4000].reshape(2, 2000, 1))
interpreted = run("sum.json", *files[:2], "--output", "y.npy", "--interpret", on_terminal=True)
counts(interpreted, b"steps", 4000)
