# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the random tests of this folder share: their options, and the loop over seeds."""

import argparse
import collections
import concurrent.futures
import os


class Wrong(Exception):
    """What is wrong with a network."""


def parse(doc, count, full=None):
    """`count` networks, or `full` of them where all tests are long ones."""
    parser = argparse.ArgumentParser(description=doc.split("\n\n")[0])
    is_full = full and os.environ.get("SNNC_TEST_FULL")
    parser.add_argument("--count", type=int, default=full if is_full else count)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--snnc", default="snnc")
    parser.add_argument("--keep", help="folder for the files of --count 1")
    options = parser.parse_args()
    if options.keep and options.count != 1:
        parser.error("--keep needs --count 1")
    return options


def run(try_seed, options, counted=None):
    """`try_seed(seed, options)` gives a Counter or raises Wrong, for `--count` seeds or,
    where `counted` names an element of it, until there are as many of that. Gives the sum
    and how many were wrong, which it prints."""
    total, failures, seed, missing = collections.Counter(), 0, options.seed, options.count

    def tried(seed):
        try:
            return try_seed(seed, options)
        except Wrong as problem:
            return f"seed {seed}: {problem}"

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        while missing > 0:
            for result in pool.map(tried, range(seed, seed + missing)):
                if isinstance(result, str):
                    failures += 1
                    print(result, flush=True)
                else:
                    total += result
            seed += missing
            missing = options.count - total[counted] - failures if counted else 0
    return total, failures
