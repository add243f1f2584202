# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs in C: built, and run on chosen cores."""

import json
import pathlib
import subprocess
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
FLAGS = ["-std=gnu17", "-O3", "-march=native"]
LANES = (32, 64)       # panel widths that the yardstick tries
TILES = (25, 50, 100)  # and steps a tile
TRIAL = 0.1            # seconds for each


def output_of(command, cores=(0,), limit=600):
    listed = ",".join(map(str, cores))
    name = pathlib.Path(command[0]).name
    try:
        done = subprocess.run(["taskset", "-c", listed, *map(str, command)],
                              capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{name} took too long") from None
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr.strip()}")
    return done.stdout


class Tools:
    """Compiles with snnc and clang; programs go into `folder`."""

    def __init__(self, snnc, folder):
        self.snnc, self.folder = pathlib.Path(snnc).resolve(), folder
        # Beside snnc lies its runtime; the headers do so only where it is installed.
        prefix = self.snnc.parent.parent
        self.library, self.headers = prefix / "lib/libsnnc_runtime.a", prefix / "include"
        if not (self.headers / "snn").exists():
            self.headers = HERE.parent / "runtime/include"
        for path in (self.snnc, self.library):
            if not path.exists():
                raise SystemExit(f"there is no {path}: scripts/build.sh makes it")
        folder.mkdir(parents=True, exist_ok=True)

    def program(self, name, *parts):
        """clang-22 on C files of this folder, objects and flags."""
        path = self.folder / name
        files = [HERE / part if str(part).endswith(".c") else part for part in parts]
        output_of(["clang-22", *FLAGS, "-I", self.headers, *files, HERE / "timing.c",
                   self.library, "-lm", "-lpthread", "-o", path])
        return path

    def model(self, network, flags=()):
        """Compiles a network: a program that times it, and the seconds that snnc
        took for it, on one core."""
        out = network.folder / "compiled"
        begin = time.perf_counter()
        output_of([self.snnc, "compile", network.folder / "net.json", "-o", out, *flags])
        seconds = time.perf_counter() - begin
        return self.program(f"model-{network.workload.name}", "compiled_model.c",
                            out / "net.o"), seconds

    def peak(self, sizes):
        return json.loads(output_of([self.program("peak", "peak.c"), *sizes]))


def measure_model(program, network, batch, cores, seconds, output):
    command = [program, network.folder / "x.npy", batch, len(cores), seconds, output,
               min(batch, network.facts["checked"])]
    return json.loads(output_of(command, cores))


def measure_yardstick(tools, network, batch, seconds, output):
    """The hand-written kernel at its best panel width and tile."""
    for k, pair in enumerate(network.weights):
        for name, array in zip(("weight", "bias"), pair):
            np.save(network.folder / f"{k}.{name}.npy", array)
    programs = {lanes: tools.program(f"panel{lanes}", "panel_kernel.c", f"-DLANES={lanes}")
                for lanes in LANES}

    def once(lanes, tile, seconds):
        return json.loads(output_of([programs[lanes], network.folder, batch, tile,
                                     network.workload.decay, seconds, output]))

    trials = [(once(lanes, tile, TRIAL)["us"], lanes, tile)
              for lanes in LANES for tile in TILES]
    _, lanes, tile = min(trials)
    return once(lanes, tile, seconds) | {"lanes": lanes, "tile": tile}
