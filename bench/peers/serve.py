# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Imports a peer once, then forks for every line of stdin, a job in JSON, and
prints one line of JSON for it. Each measurement so has a fresh process without
waiting for the import.

    python -m peers.serve PEER
"""

import importlib
import json
import os
import signal
import sys

from peers.measure import measure


def child(job, out):
    os.sched_setaffinity(0, job["cores"])
    signal.alarm(job["limit"])
    try:
        result = measure(job)
    except Exception as problem:
        result = {"error": f"{type(problem).__name__}: {problem}"[:500]}
    os.write(out, (json.dumps(result) + "\n").encode())
    os._exit(0)


def main():
    # The peer's results go to the real stdout, what frameworks print to stderr.
    out = os.dup(1)
    os.dup2(2, 1)
    importlib.import_module(f"peers.{sys.argv[1]}")
    for line in sys.stdin:
        job = json.loads(line)
        process = os.fork()
        if not process:
            child(job, out)
        _, status = os.waitpid(process, 0)
        if status:
            end = "took too long" if status == signal.SIGALRM else f"ended with {status}"
            os.write(out, (json.dumps({"error": end}) + "\n").encode())


if __name__ == "__main__":
    main()
