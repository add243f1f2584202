# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares `snnc run` with JAX on random networks: every value of the outputs
and of the states within 1e-5, and so every spike exactly.

A spike may differ where |v - threshold| < 1e-4 in JAX, and all that follows from
it; a run is cut before the first such step, and what falls away is counted.

    random_networks.py [--count 200] [--seed 0] [--jobs 2] [--snnc PATH]
Network k has the seed --seed + k: `--seed 17 --count 1` repeats one alone, and
--keep DIR leaves its files there.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import multiprocessing
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Networks this small take longer to compile than to run.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false "
                      "--xla_backend_optimization_level=0")

import numpy as np
from safetensors.numpy import load_file, save_file

import generate
import jax_reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEAR = 1e-4       # of a threshold
RELATIVE = 1e-5   # to the larger of 1 and the array's largest value
RUNAWAY = 1e3     # a network whose values grow beyond this says nothing
FEWEST = 6        # steps that a run must keep


class Mismatch(Exception):
    pass


@dataclasses.dataclass
class Count:
    networks: int = 0
    spikes: int = 0
    values: int = 0
    left_out: int = 0

    def __iadd__(self, other):
        for field in dataclasses.fields(self):
            name = field.name
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def draw_inputs(random, inputs, steps):
    """Spikes of a density of its own for each input, or noise around a level of
    its own for each element."""
    drawn = []
    for each in inputs:
        shape = (steps, *each["shape"])
        if each.get("spikes"):
            drawn.append(random.random(shape) < random.uniform(0.05, 0.5))
        else:
            level = random.standard_normal(each["shape"])
            drawn.append(level + random.standard_normal(shape))
    return [np.float32(x) for x in drawn]


def grows(results):
    outs, states, queues, _ = results
    arrays = [*outs, *states.values(), *queues.values()]
    return not all(np.all(abs(a) < RUNAWAY) for a in arrays)


class Case:
    """A network with its inputs, for which JAX has no spike near a threshold."""

    def __init__(self, seed):
        random = np.random.default_rng([seed, 1])
        network = generate.Network(seed)
        self.spec, self.tensors = network.spec, network.tensors
        self.network = jax_reference.Network(self.spec, self.tensors, network.shapes)
        self.usable = False
        for _ in range(4):
            steps = int(random.integers(10, 33))
            self.inputs = draw_inputs(random, self.spec["inputs"], steps)
            self.burnin = int(random.choice([0, 0, 1, steps // 2]))
            results = self.network.run(self.inputs)
            near = np.flatnonzero(results[3] <= NEAR)
            self.steps = int(near[0]) if near.size else steps
            self.cut = steps - self.steps
            if self.steps >= FEWEST:
                break
        else:
            return
        if grows(results):
            return
        self.usable = True
        self.inputs = [x[:self.steps] for x in self.inputs]
        self.burnin = min(self.burnin, self.steps - 1)
        self.outs, self.states, self.queues, _ = self.network.run(self.inputs, self.burnin)

    def write(self, folder):
        """The files, and the command that runs them."""
        (folder / "random.json").write_text(json.dumps(self.spec, indent=1))
        if self.tensors:
            save_file(self.tensors, folder / "random.safetensors")
        command = ["run", str(folder / "random.json")]
        for each, x in zip(self.spec["inputs"], self.inputs):
            np.save(folder / f"{each['name']}.npy", x)
            command += ["--input", f"{each['name']}={folder}/{each['name']}.npy"]
        for each in self.spec["outputs"]:
            command += ["--output", f"{each['name']}={folder}/{each['name']}.npy"]
        if self.burnin:
            command += ["--burnin", str(self.burnin)]
        return command + ["--state-out", f"{folder}/states.safetensors"]

    def compare(self, folder):
        count = Count(networks=1)
        for each, expected, layer in zip(self.spec["outputs"], self.outs, self.network.finals):
            found = np.load(folder / f"{each['name']}.npy")
            compare(f"output {each['name']}", found, expected)
            if self.spec["layers"][layer]["type"] in ("LIF", "LIFSoftReset", "SimpleLIF"):
                count.spikes += expected.size
            else:
                count.values += expected.size
            if each.get("reduce", "none") == "none":
                count.left_out += self.cut * expected[0].size
        found = load_file(folder / "states.safetensors")
        for name, expected in self.expected_states(found):
            compare(f"state {name}", found[name], expected)
            count.values += expected.size
        return count

    def expected_states(self, found):
        """What each array of the state file must be. Every potential and every
        current must be there; a spike that nothing reads again need not."""
        for name in self.states:
            if not name.endswith(".s") and name not in found:
                raise Mismatch(f"state {name} is missing among {', '.join(found)}")
        for name in found:
            layer, _, kind = name.rpartition(".")
            if name in self.states:
                yield name, self.states[name]
            elif layer in self.queues and kind.startswith("delay"):
                yield name, closest(found[name], self.queues[layer])
            else:
                raise Mismatch(f"state {name} is unknown to the reference")


def closest(found, history):
    """A register of n steps holds n successive values, oldest first, and with
    another register before it not the last ones. The window of `history` that
    is most like `found`."""
    slots = found.shape[0] if found.ndim == history.ndim else 1
    windows = [history[k:k + slots].reshape(found.shape)
               for k in range(len(history) - slots + 1)
               if history[k:k + slots].size == found.size]
    return min(windows, key=lambda w: abs(w - found).max(initial=0), default=history)


def compare(what, found, expected):
    if found.shape != expected.shape or found.dtype != np.float32:
        raise Mismatch(f"{what}: {found.dtype} {found.shape}, "
                       f"expected float32 {expected.shape}")
    scale = max(1, abs(expected).max(initial=0))
    wrong = ~(abs(found - expected) <= RELATIVE * scale)
    if wrong.any():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        raise Mismatch(f"{what} at {at}: found {found[at]:.9g}, expected "
                       f"{expected[at]:.9g}; {wrong.sum()} of {wrong.size} differ")


def run(seed, snnc, keep):
    """Compares one network. Gives a Count, or the text of what is wrong."""
    case = Case(seed)
    if not case.usable:
        return Count()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        command = [snnc, *case.write(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        try:
            if done.returncode:
                head = "\n  ".join(done.stderr.splitlines()[:8])
                raise Mismatch(f"exit code {done.returncode}\n  {head}")
            return case.compare(folder)
        except Mismatch as problem:
            again = f"--seed {seed} --count 1 --keep /tmp/random{seed}"
            what = shlex.join(command) if keep else f"its files: random_networks.py {again}"
            return f"network {seed}: {problem}\n  {what}"


def run_all(options):
    total, failures, seed = Count(), [], options.seed
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(options.jobs, spawn) as pool:
        while (missing := options.count - total.networks - len(failures)) > 0:
            jobs = [pool.submit(run, seed + k, options.snnc, options.keep)
                    for k in range(missing)]
            seed += missing
            for job in jobs:
                result = job.result()
                if isinstance(result, str):
                    failures.append(result)
                    print(result, flush=True)
                else:
                    total += result
    return total, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    parser.add_argument("--keep", help="folder for the files of --count 1")
    options = parser.parse_args()
    if options.keep and options.count != 1:
        parser.error("--keep needs --count 1")
    total, failures = run_all(options)
    print(f"{total.networks} networks, {total.spikes} spikes and {total.values} values "
          f"compared, {total.left_out} left out near the threshold")
    if failures:
        sys.exit(f"{len(failures)} networks differ")


if __name__ == "__main__":
    main()
