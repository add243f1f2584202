# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One measurement of one peer, in a process of its own."""

import importlib
import pathlib
import re
import time

import numpy as np

import check
import networks
import workloads

SLOW = 1.0  # seconds; after a run that took longer, one more is enough


def peak_megabytes():
    """The most memory that this process had, without what its parent had."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"^VmHWM:\s*(\d+)", status, re.MULTILINE)[1]) / 1024


def clock(run):
    begin = time.perf_counter()
    result = run()
    return result, time.perf_counter() - begin


def times(run, seconds):
    """Seconds of each run, until they add up; two at least unless that takes long.
    The first run, to warm up, does not count."""
    taken, fewest = [], 1 if clock(run)[1] > SLOW else 2
    while len(taken) < fewest or (sum(taken) < seconds and len(taken) < 10000):
        taken.append(clock(run)[1])
    return taken


def measure(job):
    """`job`: peer, workload, folder, batch, threads, seconds, and `expected`, a file
    with snnc's spikes for some samples."""
    workload = next(w for w in workloads.WORKLOADS if w.name == job["workload"])
    network = networks.load(workload, pathlib.Path(job["folder"]))
    peer = importlib.import_module(f"peers.{job['peer']}").make(network, job["threads"])
    x = peer.prepare(network.input(job["batch"]))
    y, first = clock(lambda: peer.run(x))
    expected = np.load(job["expected"])[:job["batch"]]
    result = check.compare(network, peer.spikes(y)[:len(expected)], expected)
    taken = times(lambda: peer.run(x), job["seconds"])
    median = float(np.median(taken))
    return result | {"us": median * 1e6 / workload.steps / job["batch"],
                     "repeats": len(taken), "compile_seconds": first - median,
                     "peak_mb": peak_megabytes()}
