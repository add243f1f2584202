# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One measurement of one peer, in a process of its own."""

import importlib
import pathlib
import re

import numpy as np

import check
import networks
import workloads
from peers.clock import clock

SLOW = 1.0  # seconds; a run that takes longer is enough


def peak_megabytes():
    """The most memory that this process had, without what its parent had."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"^VmHWM:\s*(\d+)", status, re.MULTILINE)[1]) / 1024


def times(run, seconds):
    """Seconds of each run, until they add up; two at least unless that takes long.
    Call it after a run that warmed up."""
    taken = [clock(run)[1]]
    fewest = 1 if taken[0] > SLOW else 2
    while len(taken) < fewest or (sum(taken) < seconds and len(taken) < 10000):
        taken.append(clock(run)[1])
    return taken


def measure(job):
    """`job`: peer, workload, folder, batch, threads, seconds."""
    workload = next(w for w in workloads.WORKLOADS if w.name == job["workload"])
    network = networks.load(workload, pathlib.Path(job["folder"]))
    peer = importlib.import_module(f"peers.{job['peer']}").make(network, job["threads"])
    x = peer.prepare(network.input(job["batch"]))
    y, first = clock(lambda: peer.run(x))
    result = check.compare(network, peer.spikes(y))
    peer.tune(x)
    taken = times(lambda: peer.run(x), job["seconds"])
    median = float(np.median(taken))
    return result | {"us": median * 1e6 / workload.steps / job["batch"],
                     "repeats": len(taken), "compile_seconds": first - median,
                     "peak_mb": peak_megabytes()}
