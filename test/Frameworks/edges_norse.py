# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of Norse whose potentials meet their thresholds exactly: time constants
reach below a step, thresholds below 0, and v_leak is not 0."""

import sys

import nir
import norse.torch as norse
import numpy as np

import check_norse as base
import draw
from harness import Case, main

DT = np.float32(1e-3)


def inverses(random, size):
    """1/tau of a step and less, of a few and of many; the inverse of their inverse."""
    steps = np.where(random.random(size) < 0.6, draw.pick(random, [0.5, 0.75, 1, 2, 4, 5, 8, 10, 20], size),
                     draw.uniform(random, 0.6, 25, size))
    taus = np.float32(steps) * DT
    while True:
        found = np.float32(1) / (np.float32(1) / (np.float32(1) / taus))
        if np.array_equal(np.float32(1) / (np.float32(1) / found), found):
            return found
        taus = np.float32(1) / found


def thresholds(random, size):
    return draw.pick(random, [-0.5, 0, 0.25, 0.5, 1, 1.5], size)


def leaks(random, size):
    return draw.pick(random, [0, 0, 0.25, -0.5, 0.1], size)


def dense(random, inputs, outputs):
    module = base.linear(random, inputs, outputs)
    module.weight.data = base.tensor(draw.halves(random, (outputs, inputs)))
    module.bias.data = base.tensor(random.integers(-1, 2, outputs) / 2)
    return module


def exact(name, net, random, folder, size):
    case = base.exported(name, net, (size,), random, folder, x=draw.ties(random, (size,)))
    case.exact = True
    return case


def lif(random, folder):
    a, b, c = (n + 8 for n in draw.sizes(random, 3))
    cell = lambda size: norse.LIFBoxCell(norse.LIFBoxParameters(
        tau_mem_inv=base.tensor(inverses(random, size)), v_leak=base.tensor(leaks(random, size)),
        v_th=base.tensor(thresholds(random, size))))
    net = norse.SequentialState(dense(random, a, b), cell(b), dense(random, b, c), cell(c))
    return exact("edges-lif", net, random, folder, a)


def integrator(random, folder):
    a, b = (n + 8 for n in draw.sizes(random, 2))
    cell = norse.IAFCell(norse.IAFParameters(v_th=base.tensor(thresholds(random, b))))
    return exact("edges-iaf", norse.SequentialState(dense(random, a, b), cell), random, folder, a)


def cuba(random, folder):
    """Of a file that nir writes, in f32 or f64; --reset says the importer's reset_method."""
    a, b = (n + 8 for n in draw.sizes(random, 2))
    number = random.choice([np.float32, np.float64])
    field = lambda values: np.asarray(values, number)
    node = nir.CubaLIF(tau_syn=field(1 / inverses(random, b)), tau_mem=field(1 / inverses(random, b)),
                       r=field(draw.pick(random, [0.5, 1, 2, 5], b)), v_leak=field(leaks(random, b)),
                       v_threshold=field(thresholds(random, b)), w_in=field(draw.pick(random, [0.5, 1, 3, 10], b)))
    nodes = {"input": nir.Input(np.array([a])),
             "fc": nir.Affine(draw.halves(random, (b, a)), np.float32(random.integers(-1, 2, b) / 2)),
             "n": node, "output": nir.Output(np.array([b]))}
    subtract = bool(random.random() < 0.5)
    case = base.imported("edges-cuba", nodes, [("input", "fc"), ("fc", "n"), ("n", "output")], (a,), random, folder,
                         subtract, x=draw.ties(random, (a,)))
    case.exact = True
    return case


KINDS = {"edges-lif": lif, "edges-iaf": integrator, "edges-cuba": cuba}

if __name__ == "__main__":
    sys.exit(main("norse", KINDS))
