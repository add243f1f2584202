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
SIZE = 512
LONG = 2.5  # seconds without compiling, where nothing is shown in the first


def seconds(*options):
    """How long a run takes, by what it says itself. In a pipe it says nothing else."""
    done = subprocess.run([sys.argv[2], "run", *options, "--threads", "1"], check=True, capture_output=True, text=True)
    assert done.stderr == "", done.stderr
    return float(re.search(r"steps in (\S+) s\n", done.stdout)[1])


def run(*options):
    """What stderr gets on a terminal."""
    command = [sys.argv[2], "run", *options, "--threads", "1"]
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


def save_input(shape):
    np.save("x.npy", np.float32(np.random.default_rng(0).normal(size=shape)))


def steps_for(shape_of, *command):
    """Steps with which a run is long on this machine; their input is in x.npy."""
    steps = 1000
    while True:
        save_input(shape_of(steps))
        if (took := seconds(*command)) >= LONG:
            return steps
        steps = 2 * int(steps * min(16, max(1, 0.65 * LONG / max(took, 1e-3))))


def one_sample(steps):
    return steps, 1


def two_samples(steps):
    return 2, steps // 2, 1


model("net.json")
files = ["--input", "x.npy", "--burnin", "500"]
steps = steps_for(one_sample, "net.json", *files, "--output", "plain.npy", "--record", "li.v=v.npy")
shown = run("net.json", *files, "--output", "shown.npy", "--record", "li.v=w.npy")
assert any(0 < done < steps for done in counts(shown, b"steps", steps)), shown
for a, b in ("plain", "shown"), ("v", "w"):
    assert pathlib.Path(f"{a}.npy").read_bytes() == pathlib.Path(f"{b}.npy").read_bytes()

# A sum over steps is one of one call: the sample counts.
model("sum.json", reduce="sum")
steps_for(one_sample, "sum.json", *files, "--output", "plain.npy")
counts(run("sum.json", *files, "--output", "shown.npy"), b"samples", 1)
assert pathlib.Path("plain.npy").read_bytes() == pathlib.Path("shown.npy").read_bytes()

# The interpreter counts the steps of all samples.
interpreted = [*files[:2], "--output", "y.npy", "--interpret"]
steps = steps_for(two_samples, "sum.json", *interpreted)
counts(run("sum.json", *interpreted), b"steps", steps)
