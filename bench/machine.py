# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What was measured on, and with which versions."""

import datetime
import importlib.metadata
import os
import pathlib
import re
import subprocess

PACKAGES = ("jax", "torch", "snntorch", "norse", "spikingjelly", "sinabs")


def cache_sizes():
    """Bytes of the data caches, from the nearest to the last."""
    sizes = {}
    for index in pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        if (index / "type").read_text().strip() != "Instruction":
            kilobytes = int((index / "size").read_text().strip().rstrip("K"))
            sizes[int((index / "level").read_text())] = 1024 * kilobytes
    return [sizes[level] for level in sorted(sizes)]


def peak_sizes(caches):
    """Sizes that lie well within each cache, and one that is in memory."""
    return [size // 2 for size in caches[:-1]] + [caches[-1] // 4, 8 * caches[-1]]


def cpu():
    information = pathlib.Path("/proc/cpuinfo").read_text()
    return re.search(r"model name\s*: (.*)", information)[1]


def describe(snnc, tools, seconds):
    """Everything about the run that is not a measurement of a network. `seconds`: of
    each measurement, about."""
    caches = cache_sizes()
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    versions["snnc"] = subprocess.check_output([snnc, "--version"], text=True).split()[1]
    clang = subprocess.check_output(["clang-22", "--version"], text=True)
    versions["clang"] = re.search(r"version (\S+)", clang)[1]
    return {"date": datetime.date.today().isoformat(), "seconds": seconds,
            "load": os.getloadavg()[0], "versions": versions,
            "cpu": cpu(), "cores": os.cpu_count(), "caches": caches, "peak": tools.peak(peak_sizes(caches))}
