# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Asks the processes of peers/serve.py, which are started when needed."""

import json
import os
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent.parent


class Peers:
    def __init__(self, folder):
        self.folder, self.servers = folder, {}

    def start(self, name):
        environment = os.environ | {
            "TORCHINDUCTOR_CACHE_DIR": str(self.folder / "inductor"),
            "TORCHINDUCTOR_COMPILE_THREADS": "1", "JAX_PLATFORMS": "cpu",
            "PYTHONWARNINGS": "ignore"}
        log = open(self.folder / f"{name}.log", "w")
        self.servers[name] = subprocess.Popen(
            [sys.executable, "-m", "peers.serve", name], cwd=BENCH, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def measure(self, name, job):
        """The result of a job, or {"error": ...}."""
        if name not in self.servers:
            self.start(name)
        server = self.servers[name]
        try:
            server.stdin.write(json.dumps(job | {"peer": name}) + "\n")
            server.stdin.flush()
        except BrokenPipeError:
            pass
        line = server.stdout.readline()
        if not line:
            return {"error": f"it does not start, see {self.folder / name}.log"}
        return json.loads(line)

    def stop(self):
        for server in self.servers.values():
            server.stdin.close()
            server.wait()
