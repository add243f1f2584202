# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares `snnc run` with JAX on random networks: every value of the outputs
and of the states within 1e-5, and so every spike exactly.

A spike may differ where |v - threshold| < 1e-4 in JAX, and all that follows from
it; a run is cut before the first such step, and what falls away is counted.

    random_networks.py [--count 100] [--seed 0] [--jobs 2] [--snnc PATH]
Network k has the seed --seed + k: `--seed 17 --count 1` repeats one alone, and
--keep DIR leaves its files there. What JAX makes of the first 100 is recorded
(recorded_cases.py); --anew, or SNNC_TEST_FULL in the environment, asks it again.
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

import numpy as np
from safetensors.numpy import load_file, save_file

from comparison import Mismatch, compare, compare_states
from recorded_cases import load

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPIKING = ("LIF", "LIFSoftReset", "SimpleLIF", "AdaptiveLIF", "IAF", "SimpleIAF", "SigmaDelta")


@dataclasses.dataclass
class Count:
    networks: int = 0
    spikes: int = 0
    values: int = 0
    left_out: int = 0

    def __add__(self, other):
        return Count(*map(sum, zip(dataclasses.astuple(self), dataclasses.astuple(other))))


def write(case, folder):
    """The files of a case, and the command that runs them."""
    (folder / "random.json").write_text(json.dumps(case.spec, indent=1))
    if case.tensors:
        save_file(case.tensors, folder / "random.safetensors")
    command = ["run", str(folder / "random.json")]
    for each, x in zip(case.spec["inputs"], case.inputs):
        np.save(folder / f"{each['name']}.npy", x)
        command += ["--input", f"{each['name']}={folder}/{each['name']}.npy"]
    for each in case.spec["outputs"]:
        command += ["--output", f"{each['name']}={folder}/{each['name']}.npy"]
    if case.burnin:
        command += ["--burnin", str(case.burnin)]
    return command + ["--state-out", f"{folder}/states.safetensors"]


def compare_all(case, folder):
    count = Count(networks=1)
    for each, expected, kind in zip(case.spec["outputs"], case.outs, case.kinds):
        compare(f"output {each['name']}", np.load(folder / f"{each['name']}.npy"), expected)
        is_stream = each.get("reduce", "none") == "none"
        if is_stream and kind in SPIKING:
            count.spikes += expected.size
        else:
            count.values += expected.size
        if is_stream:
            count.left_out += case.cut * expected[0].size
    found = load_file(folder / "states.safetensors")
    count.values += compare_states(found, case.states, case.history)
    return count


def run(seed, options):
    """Compares one network. Gives a Count, or the text of what is wrong."""
    case = load(seed, options.anew)
    if not case.usable:
        return Count()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        command = [options.snnc, *write(case, folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        try:
            if done.returncode:
                head = "\n  ".join(done.stderr.splitlines()[:8])
                raise Mismatch(f"exit code {done.returncode}\n  {head}")
            return compare_all(case, folder)
        except Mismatch as problem:
            again = f"--seed {seed} --count 1 --keep /tmp/random{seed}"
            what = shlex.join(command) if options.keep else \
                f"its files: random_networks.py {again}"
            return f"network {seed}: {problem}\n  {what}"


def run_all(options):
    """Until `count` networks could be compared."""
    total, failures, seed = Count(), [], options.seed
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(options.jobs, spawn) as pool:
        while (missing := options.count - total.networks - len(failures)) > 0:
            jobs = [pool.submit(run, seed + k, options) for k in range(missing)]
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
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    parser.add_argument("--keep", help="folder for the files of --count 1")
    parser.add_argument("--anew", action="store_true", default="SNNC_TEST_FULL" in os.environ)
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
