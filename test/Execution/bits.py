# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""When two arrays are the same bit by bit, and checks of many networks."""

import collections
import concurrent.futures
import functools
import multiprocessing

import numpy as np

from comparison import Mismatch


def compare(what, found, expected):
    """Counts what is equal, or says where it is not."""
    if found.shape != expected.shape or found.dtype != expected.dtype:
        raise Mismatch(f"{what}: {found.dtype} {found.shape}, "
                       f"expected {expected.dtype} {expected.shape}")
    wrong = ((found.view(np.uint32) != expected.view(np.uint32)) &
             ~(np.isnan(found) & np.isnan(expected)))
    if wrong.any():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        raise Mismatch(f"{what} at {at}: found {found[at]:.9g}, expected {expected[at]:.9g}; "
                       f"{wrong.sum()} of {wrong.size} differ")
    return found.size


def compare_named(what, found, expected):
    if found.keys() != expected.keys():
        raise Mismatch(f"{what}: {sorted(found)}, expected {sorted(expected)}")
    return sum(compare(f"{what} {name}", found[name], expected[name]) for name in expected)


def maximum(a, b):
    """NumPy's says nothing about the sign of a zero (rule N5)."""
    both = (a.view(np.uint32) & b.view(np.uint32)).view(np.float32)
    return np.where(a == b, both, np.maximum(a, b))


def add_term(total, rest, x):
    """What rule N9 does with a term."""
    after = total + x
    added = after - total
    return after, rest + ((total - (after - added)) + (x - added))


def long_sum(steps):
    total = rest = zero = np.zeros(steps.shape[1:], np.float32)
    for number, step in enumerate(steps, 1):
        total, rest = add_term(total, rest, step)
        if number % 16 == 0 or number == len(steps):
            total, rest = add_term(total, zero, np.where(np.isnan(rest), zero, rest))
    return total


def reduce(kind, steps):
    """What a model does to an output over steps, in its order."""
    if kind == "none":
        return steps
    if not len(steps):
        return np.zeros(steps.shape[1:], np.float32)
    if kind == "last":
        return steps[-1]
    with np.errstate(all="ignore"):  # infinities are among the values
        if kind == "max":
            return functools.reduce(maximum, steps)
        total = long_sum(steps)
        return total / np.float32(len(steps)) if kind == "mean" else total


def run_all(check, cases, jobs):
    """check(*case) for every case, in processes. Prints what was compared; gives
    nothing, or what sys.exit says."""
    total, failures = collections.Counter(), 0
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, context) as pool:
        for job in [pool.submit(check, *case) for case in cases]:
            result = job.result()
            if isinstance(result, str):
                failures += 1
                print(result, flush=True)
            else:
                total += result
    for what, values in total.items():
        print(f"{what}: {values} values are the interpreter's")
    if failures or not total:
        return f"{failures} of {len(cases)} networks differ"
    return None
