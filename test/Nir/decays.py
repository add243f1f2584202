# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Time constants and a dt of different units: every command says so, on stderr alone."""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np

import nir_file


def full(value, count=3):
    return np.full(count, value, np.float64)


def lif(tau):
    return {"type": "LIF", "tau": np.asarray(tau), "r": full(1), "v_leak": full(0),
            "v_threshold": full(1), "v_reset": full(0)}


def cuba(tau_mem, tau_syn):
    return {"type": "CubaLIF", "tau_mem": full(tau_mem), "tau_syn": full(tau_syn), "r": full(1),
            "v_leak": full(0), "v_threshold": full(1), "w_in": full(1)}


def write(path, node):
    port = np.array([3])
    nodes = {"input": {"type": "Input", "shape": port}, "fast": node,
             "output": {"type": "Output", "shape": port}}
    nir_file.write(path, nodes, [("input", "fast"), ("fast", "output")])


# A node, how the file is read, and what is said of it.
CASES = [
    (lif(full(1e-5)), ["--dt", "1e-3"],
     ["node 'fast': the decay 1 - dt/tau is -99 with a dt of 0.001 (the first of 3 such among 3 values)"]),
    (lif([0.02, 0.5e-3, 0.02]), ["--dt", "1e-3"], ["1 - dt/tau is -1 with a dt of 0.001 (one of 3 values)"]),
    (cuba(1e-4, 1e-5), ["--dt", "1e-3"], ["1 - dt/tau_mem is -9 with", "note: node 'fast': the decay 1 - dt/tau_syn is -99"]),
    (cuba(2e-2, 1e-5), ["--dt", "1e-3"], ["1 - dt/tau_syn is -99"]),
    (lif(full(0.02)), ["--dt", "steps"], ["1 - dt/tau is -49 with a dt of 1"]),
    (lif(full(0.02)), ["--dt", "1e-3"], []),
    (lif(full(1e-3)), ["--dt", "1e-3"], []),
    (lif(full(1e-5)), ["--dt", "1e-3", "--integrator", "exp"], []),
    (lif(np.full(3, 1e-4, np.float32)), ["--dt", "1e-4"], []),  # which is below the dt
    (lif(full(1e-3)), ["--dt", "1e-3", "--integrator", "euler-clamped"], []),
    (lif(full(1e-5)), ["--dt", "1e-3", "--integrator", "euler-clamped"],
     ["1 - dt/tau is -99 with a dt of 0.001 (the first of 3 such among 3 values), outside of [0, 1] and becomes 0"]),
    (lif([-0.02, 0.02, 0.02]), ["--convention", "snntorch", "--dt", "1e-3", "--reset", "zero", "--gain", "1"],
     ["1 - dt/tau is 1.05 with a dt of 0.001 (one of 3 values), outside of [0, 1] and becomes 1"]),
]


class Runner:
    def __init__(self, snnc, folder):
        self.snnc = snnc
        self.folder = folder

    def run(self, *arguments):
        return subprocess.run([self.snnc, *map(str, arguments)], cwd=self.folder,
                              capture_output=True, text=True)

    def commands(self, options):
        return [("check", "net.nir", *options), ("compile", "net.nir", "-o", "out", *options),
                ("compile", "net.nir", "--emit=header", "-o", "-", *options),
                ("run", "net.nir", "--input", "x.npy", "--output", "y.npy", *options),
                ("info", "net.nir", "--json", *options),
                ("convert", "net.nir", "--to", "json", "-o", "net.json", *options),
                ("run", "net.json", "--input", "x.npy", "--output", "z.npy"),
                ("check", "net.json")]

    def check(self, node, options, parts):
        write(self.folder / "net.nir", node)
        for command in self.commands(options):
            done = self.run(*command)
            assert done.returncode == 0, done.stderr
            assert "warning" not in done.stdout, done.stdout
            warnings = done.stderr.count("warning: ")
            assert warnings == bool(parts), (command, done.stderr)
            if "net.nir" in command:
                rest = done.stderr
                for part in [*parts, "pass --dt, or --dt steps"] if parts else []:
                    assert part in rest, (part, done.stderr)
                    rest = rest[rest.index(part):]
        done = self.run("check", "net.nir", "--json", *options)
        found = json.loads(done.stdout)
        assert found["ok"] and len(found["diagnostics"]) == bool(parts), done.stdout
        assert all(each["severity"] == "warning" and each["node"] == "fast"
                   for each in found["diagnostics"]), done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--snnc", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.snnc, pathlib.Path(folder))
        np.save(runner.folder / "x.npy", np.ones((2, 3), np.float32))
        for case in CASES:
            runner.check(*case)
    print(f"{len(CASES)} files")


main()
