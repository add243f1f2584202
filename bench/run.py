# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times snnc, JAX, the PyTorch frameworks and the hand-written kernel on the same
networks and writes RESULTS.md and results.png.

    .venv-bench/bin/python bench/run.py [--quick] [--only PATTERN] [--peers a,b]

Every result is kept at once, so that a run that was interrupted goes on where it
was; --fresh begins anew.
"""

import argparse
import json
import pathlib
import sys
import time

import numpy as np

import check
import machine
import native
import networks
import picture
import table
import workloads
from peers.client import Peers

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("jax", "snntorch", "norse", "spikingjelly", "sinabs", "compiled")
CORES = [(0,), (0, 1)]


class Results:
    """A file of JSON, one line a result; the first one tells of the machine."""

    def __init__(self, path):
        self.path, self.rows = path, {}
        if path.exists():
            for line in path.read_text().splitlines():
                row = json.loads(line)
                self.rows[self.key(row)] = row

    @staticmethod
    def key(row):
        return tuple(row.get(name) for name in ("workload", "batch", "cores", "program"))

    def has(self, row):
        """Whether there is a result for its key; a failure is none."""
        return "error" not in self.rows.get(self.key(row), {"error": ""})

    def add(self, row):
        self.rows[self.key(row)] = row
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")


class Runner:
    def __init__(self, options, results):
        self.options, self.results = options, results
        self.tools = native.Tools(options.snnc, options.folder / "programs")
        self.peers = Peers(options.folder)

    def record(self, key, measure):
        """Adds the result of `measure()`."""
        begin = time.perf_counter()
        try:
            found = measure()
        except (RuntimeError, check.Different) as problem:
            found = {"error": str(problem)}
        shown = found.get("error") or f"{found['us']:.3f} us"
        print(f"{key['workload']}, batch {key['batch']}, {key['cores']} cores, "
              f"{key['program']}: {shown} ({time.perf_counter() - begin:.1f} s)",
              file=sys.stderr, flush=True)
        self.results.add(key | found)

    def measure_model(self, network, program, batch, cores, seconds):
        """snnc's time; its spikes are the same bits at every batch size."""
        output = self.options.folder / "y.npy"
        found = native.measure_model(program, network, batch, cores, seconds, output)
        spikes = np.load(output)
        if not np.array_equal(spikes, np.load(network.folder / "y.npy")[:batch]):
            raise check.Different("other spikes than at another batch size")
        return found | check.compare(network, spikes)

    def measure_yardstick(self, network, batch, seconds):
        output = self.options.folder / "y.npy"
        found = native.measure_yardstick(self.tools, network, batch, seconds, output)
        return found | check.compare(network, np.load(output))

    def measure_peer(self, peer, network, batch, cores, seconds):
        return self.peers.measure(peer, {
            "workload": network.workload.name, "folder": str(self.options.folder),
            "batch": batch, "threads": len(cores), "cores": cores, "seconds": seconds,
            "limit": self.options.limit})

    def prepare(self, network):
        """Compiles a network, and keeps snnc's spikes of one batch."""
        program, seconds = self.tools.model(network, self.options.snnc_flags.split())
        native.measure_model(program, network, network.facts["checked"], (0,), 0,
                             network.folder / "y.npy")
        return program, seconds

    def todo(self, workload):
        """What there is to measure: batch, cores and program of each."""
        for batch in workload.batches:
            for cores in self.options.cores:
                programs = ["snnc", *self.options.peers]
                if workload in workloads.YARDSTICK and len(cores) == 1:
                    programs.append("yardstick")
                for program in programs:
                    key = {"workload": workload.name, "batch": batch, "cores": len(cores),
                           "program": program}
                    if program in self.options.again or not self.results.has(key):
                        yield key, cores

    def run(self, workload):
        todo, seconds = list(self.todo(workload)), self.options.seconds
        if not todo:
            return
        network = networks.load(workload, self.options.folder)
        facts = {name: network.facts[name] for name in ("heard", "densities")}
        compiled, compile_seconds = self.prepare(network)
        for key, cores in todo:
            program, batch = key["program"], key["batch"]
            if program == "snnc":
                self.record(key | facts | {"compile_seconds": compile_seconds},
                            lambda: self.measure_model(network, compiled, batch, cores, seconds))
            elif program == "yardstick":
                self.record(key, lambda: self.measure_yardstick(network, batch, seconds))
            else:
                self.record(key, lambda: self.measure_peer(program, network, batch, cores,
                                                           seconds))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=HERE.parent / "build/bin/snnc")
    parser.add_argument("--snnc-flags", default="", help="more flags of snnc compile")
    parser.add_argument("--quick", action="store_true",
                        help="short measurements, into results of their own")
    parser.add_argument("--only", default="", help="networks whose name contains this")
    parser.add_argument("--peers", default=",".join(PEERS), type=lambda text: [
        name for name in text.split(",") if name], help="some of %(default)s")
    parser.add_argument("--cores", type=lambda text: [tuple(map(int, text.split(",")))],
                        default=CORES, help="0 for one core only, 0,1 for two only")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("--again", default="", type=lambda text: text.split(","),
                        help="measure these anew, of snnc, yardstick and the peers")
    parser.add_argument("--seconds", type=float, help="of each measurement, about")
    parser.add_argument("--limit", type=int, default=180,
                        help="seconds after which a peer is given up")
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build/bench",
                        help="for networks, inputs, programs and results")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.seconds = options.seconds or (0.1 if options.quick else 0.8)
    if unknown := set(options.peers) - set(PEERS):
        parser.error(f"there is no peer {', '.join(unknown)}")
    return options


def main():
    options = parse()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / ("quick.jsonl" if options.quick else "results.jsonl")
    if options.fresh:
        path.unlink(missing_ok=True)
    results = Results(path)
    runner = Runner(options, results)
    if not results.has({}):
        results.add({"kind": "machine"} | machine.describe(options.snnc, runner.tools,
                                                           options.seconds))
    begin = time.perf_counter()
    for workload in workloads.WORKLOADS:
        if options.only in workload.name:
            runner.run(workload)
    runner.peers.stop()
    rows = list(results.rows.values())
    table.write(rows, HERE / "RESULTS.md")
    picture.write(rows, HERE / "results.png")
    print(f"RESULTS.md and results.png after {time.perf_counter() - begin:.0f} s",
          file=sys.stderr)


if __name__ == "__main__":
    main()
