# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the tests of all frameworks share: a network with the answer of its
framework, the same network in snnc, and the comparison.

A spike may differ where a potential came closer than 1e-4 to a threshold in the
framework, and so may all that follows; a sample is cut before the first such
step, and what falls away is counted. Exact cases are not cut: their sums have no
rounding errors, so that potentials are equal to the last bit, and meet thresholds.
"""

import argparse
import dataclasses
import pathlib
import shlex
import subprocess
import sys
import tempfile
import traceback

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/Execution"))

from comparison import Mismatch, compare  # noqa: E402

NEAR = 1e-4  # of a threshold
KEPT = 3  # samples of a network


@dataclasses.dataclass
class Answer:
    """What one model of the framework made of the inputs: `y` [batch, steps, ...],
    `margin` [batch, steps] the least distance of any potential from its threshold."""
    y: np.ndarray
    margin: np.ndarray
    who: str = "the model"


@dataclasses.dataclass
class Case:
    """A network in the file `path`. `options` are those of snnc beside the convention,
    which a JSON model has none of; `answers` of models that must agree with it."""
    name: str
    path: pathlib.Path
    x: np.ndarray
    answers: list
    convention: str
    options: tuple = ()
    spikes: bool = True
    exact: bool = False


@dataclasses.dataclass
class Count:
    networks: int = 0
    spikes: int = 0
    fired: int = 0
    values: int = 0
    left_out: int = 0
    passed: int = 0
    failed: int = 0


class Margins:
    """Collects |v - threshold|, in the order in which a framework compares."""

    def __init__(self):
        self.calls = []

    def add(self, difference):
        """`difference` [batch, ...]: potential minus threshold."""
        difference = np.abs(np.asarray(difference))
        self.calls.append(difference.reshape(len(difference), -1).min(1))

    def by_step(self, steps, batch):
        """All layers of a step one after the other. Gives [batch, steps]."""
        if not self.calls:
            return np.full((batch, steps), np.inf)
        calls = np.stack(self.calls)
        self.calls = []
        return calls.reshape(steps, -1, batch).min(1).T

    def by_layer(self, steps, batch):
        """All steps of a layer one after the other. Gives [batch, steps]."""
        if not self.calls:
            return np.full((batch, steps), np.inf)
        calls = np.stack(self.calls)
        self.calls = []
        return calls.reshape(-1, steps, batch).min(0).T


def keep_longest(case, kept=KEPT):
    """Of many samples, those which stay away from every threshold the longest."""
    if case.exact:
        for answer in case.answers:
            answer.margin = np.full_like(answer.margin, np.inf)
    nearest = np.min([answer.margin for answer in case.answers], 0) <= NEAR
    free = np.where(nearest.any(1), nearest.argmax(1), nearest.shape[1])
    best = np.sort(np.argsort(-free, kind="stable")[:kept])
    case.x = case.x[best]
    for answer in case.answers:
        answer.y, answer.margin = answer.y[best], answer.margin[best]


def run_snnc(snnc, case, folder):
    np.save(folder / "x.npy", np.float32(case.x))
    convention = ["--convention", case.convention] if case.convention else []
    command = [snnc, "run", str(case.path), *convention, *case.options, "--input", f"{folder}/x.npy",
               "--output", f"{folder}/y.npy"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        head = "\n    ".join(done.stderr.splitlines()[:8])
        raise Mismatch(f"exit code {done.returncode} of {shlex.join(command)}\n    {head}")
    return np.load(folder / "y.npy")


def compare_answer(found, answer, spikes, count):
    """Sample by sample, each up to its first step near a threshold."""
    if found.shape != answer.y.shape:
        raise Mismatch(f"shape {found.shape}, in {answer.who} {answer.y.shape}")
    for b, (mine, theirs) in enumerate(zip(found, np.float32(answer.y))):
        near = np.flatnonzero(~(answer.margin[b] > NEAR))
        kept = int(near[0]) if near.size else len(theirs)
        count.left_out += theirs[kept:].size
        if spikes:
            wrong = np.argwhere(mine[:kept] != theirs[:kept])
            if len(wrong):
                at = tuple(map(int, wrong[0]))
                raise Mismatch(f"sample {b}, step and element {at}: {mine[at]:g}, in {answer.who} {theirs[at]:g}; "
                               f"{len(wrong)} of {mine[:kept].size} differ")
            count.spikes += mine[:kept].size
            count.fired += np.count_nonzero(theirs[:kept])
        else:
            compare(f"sample {b}", mine[:kept], theirs[:kept])
            count.values += mine[:kept].size


def check(case, snnc, count, keep=None):
    """Compares one network. Gives the text of what is wrong, or nothing."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(keep or temporary)
        try:
            found = run_snnc(snnc, case, folder)
            for answer in case.answers:
                try:
                    compare_answer(found, answer, case.spikes, count)
                except Mismatch as problem:
                    raise Mismatch(f"{problem} ({case.convention} {shlex.join(case.options)})")
        except Mismatch as problem:
            return f"{case.name}: {problem}"
    return None


def main(framework, kinds):
    """`kinds[kind](random, folder)` makes one Case; small ones may come `.times` as often."""
    parser = argparse.ArgumentParser(description=f"Random networks of {framework} and of snnc.")
    parser.add_argument("--snnc", default=str(ROOT / "build/bin/snnc"))
    parser.add_argument("--count", type=int, default=2, help="networks of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", help="only these")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the files of what fails")
    options = parser.parse_args()
    count = Count()
    for kind, build in kinds.items():
        if options.kind and kind not in options.kind:
            continue
        for k in range(options.count * getattr(build, "times", 1)):
            seed = options.seed + k
            random = np.random.default_rng([seed, *kind.encode()])
            with tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary)
                if options.keep:
                    folder = options.keep / f"{framework}-{kind}-{seed}"
                    folder.mkdir(parents=True, exist_ok=True)
                try:
                    case = build(random, folder)
                    keep_longest(case)
                    problem = check(case, options.snnc, count, options.keep and folder)
                except Exception:
                    problem = f"{kind}: {framework} itself: {traceback.format_exc(limit=-3)}"
            count.networks += 1
            if problem:
                count.failed += 1
                print(f"{framework} seed {seed}, {problem}", flush=True)
            else:
                count.passed += 1
    print(f"{framework}: {count.networks} networks; compared {count.spikes:,} spikes ({count.fired:,} not 0) "
          f"and {count.values:,} values; left out {count.left_out:,} that follow a potential within {NEAR:g} of its threshold")
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0
