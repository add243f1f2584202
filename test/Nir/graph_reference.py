# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a NIR graph by the rules M1 to M7 of docs/Semantics.md, in NumPy's doubles.

Nodes are dicts as nir_file.write takes them, edges pairs of names. `rule` is what the
convention says: dt, late, and what neuron_reference takes.
"""

import itertools
import math

import numpy as np

from neuron_reference import SPIKING, Neuron

LAYERS = {"LI": "NIR_LI", "LIF": "NIR_LIF", "CubaLI": "CubaLI", "CubaLIF": "CubaLIF", "I": "I",
          "IF": "IF"}
DEFAULTS = {"v_leak": 0.0, "v_reset": 0.0, "w_in": 1.0}


class CycleWithoutNeuron(Exception):
    pass


#===----------------------------------------------------------------------===#
# One graph
#===----------------------------------------------------------------------===#

def flatten(nodes, edges, path=""):
    """The nodes by path, and the edges: an edge through an end of a nested graph
    stands where the one that goes into that end stood. (M7)"""
    flat, own, inner = {}, [], []
    for name, node in nodes.items():
        if node["type"] == "NIRGraph":
            below = flatten(node["nodes"], node["edges"], f"{path}{name}.")
            flat |= below[0]
            inner += below[1]
        else:
            flat[path + name] = node

    def end(name, kind):
        node = nodes[name]
        if node["type"] != "NIRGraph":
            return path + name
        return f"{path}{name}." + next(k for k, n in node["nodes"].items() if n["type"] == kind)

    own = [(end(a, "Output"), end(b, "Input")) for a, b in edges]
    return flat, own + inner


def dissolve(nodes, edges):
    """Without the ends of nested graphs, which are those with a dot that `nodes` lacks."""
    flat, edges = flatten(nodes, edges)
    for path in [p for p, n in flat.items() if n["type"] in ("Input", "Output") and p not in nodes]:
        targets = [b for a, b in edges if a == path]
        edges = [pair for a, b in edges if a != path
                 for pair in ([(a, t) for t in targets] if b == path else [(a, b)])]
        del flat[path]
    return flat, edges


def components(nodes, edges):
    """By node, what it reaches and is reached from: the same for those of a cycle."""
    reach = {node: {node} for node in nodes}
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            if not reach[b] <= reach[a]:
                reach[a] |= reach[b]
                changed = True
    return {n: frozenset(m for m in reach[n] if n in reach[m]) for n in nodes}


def delayed_edges(nodes, edges, breaks, late):
    """M7: {edge: 1} of those that read the step before. Edges into a Delay that
    `breaks` cycles, having at least one step, order nothing."""
    delayed = {(a, b) for a, b in edges if late and LAYERS.get(nodes[a]["type"]) in SPIKING}
    while True:
        free = [(a, b) for a, b in edges if (a, b) not in delayed and b not in breaks]
        group = components(nodes, free)
        best = {}
        for a, b in free:
            if group[a] != group[b]:
                continue
            is_neuron = nodes[a]["type"] in LAYERS
            fitness = is_neuron * (1 if nodes[b]["type"] in LAYERS else 2)
            if fitness > best.get(group[a], (-1,))[0]:
                best[group[a]] = fitness, (a, b)
        if not best:
            return delayed, free
        if min(best.values())[0] == 0:
            raise CycleWithoutNeuron
        delayed |= {edge for _, edge in best.values()}


def order(nodes, free):
    waits = {node: sum(b == node for _, b in free) for node in nodes}
    ready = [node for node in nodes if not waits[node]]
    for node in ready:
        for a, b in free:
            if a == node:
                waits[b] -= 1
                if not waits[b]:
                    ready.append(b)
    return ready


#===----------------------------------------------------------------------===#
# Nodes
#===----------------------------------------------------------------------===#

def per_axis(value, axes):
    value = np.atleast_1d(value)
    return [int(v) for v in (np.repeat(value, axes) if value.size == 1 else value)]


def taps(x, kernel, stride, padding, dilation):
    """[(index in the kernel, what it sees of each window)], by zeros beyond x."""
    x = np.pad(x, [(0, 0), *padding])
    out = [(n - d * (k - 1) - 1) // s + 1
           for n, k, s, d in zip(x.shape[1:], kernel, stride, dilation)]
    for index in itertools.product(*map(range, kernel)):
        yield index, x[(slice(None), *(slice(i * d, i * d + (o - 1) * s + 1, s)
                                       for i, d, o, s in zip(index, dilation, out, stride)))]


def convolve(node, x):
    weight, axes = np.asarray(node["weight"], np.float64), x.ndim - 1
    kernel, groups = weight.shape[2:], int(node["groups"])
    stride, dilation = (per_axis(node[key], axes) for key in ("stride", "dilation"))
    if isinstance(node["padding"], str):
        total = [d * (k - 1) * (node["padding"] == "same") for k, d in zip(kernel, dilation)]
        padding = [(t // 2, t - t // 2) for t in total]
    else:
        padding = [(p, p) for p in per_axis(node["padding"], axes)]
    y = 0
    for index, seen in taps(x, kernel, stride, padding, dilation):
        w = weight[(slice(None), slice(None), *index)].reshape(groups, -1, weight.shape[1])
        part = np.einsum("goc,gcp->gop", w, seen.reshape(groups, weight.shape[1], -1))
        y = y + part.reshape(-1, *seen.shape[1:])
    return y + np.asarray(node["bias"]).reshape(-1, *[1] * axes)


def pool(node, x):
    kernel, stride = (per_axis(node[key], 2) for key in ("kernel_size", "stride"))
    padding = [(p, p) for p in per_axis(node["padding"], 2)]
    y = sum(seen for _, seen in taps(x, kernel, stride, padding, (1, 1)))
    return y / math.prod(kernel) if node["type"] == "AvgPool2d" else y


def flatten_axes(node, x):
    """`axes` is the test's own word on what the file's start_dim and end_dim mean."""
    first, last = node["axes"]
    return x.reshape(*x.shape[:first], -1, *x.shape[last + 1:])


def threshold(node, x, rule):
    at = np.asarray(node["threshold"])
    return (x > at if rule["compare"] == ">" else x >= at) * 1.0


STATELESS = {
    "Affine": lambda node, x: np.asarray(node["weight"], np.float64) @ x + np.asarray(node["bias"]),
    "Linear": lambda node, x: np.asarray(node["weight"], np.float64) @ x,
    "Scale": lambda node, x: np.asarray(node["scale"]) * x,
    "Conv1d": convolve, "Conv2d": convolve, "SumPool2d": pool, "AvgPool2d": pool,
    "Flatten": flatten_axes}


class DelayLine:
    """M6."""

    def __init__(self, node, shape, dt):
        steps = np.int64(np.round(np.asarray(node["delay"]) / dt))
        self.steps = np.broadcast_to(steps, shape) if steps.size > 1 else steps.reshape(())
        self.history = []

    def read(self, shape, back):
        """What it gives, with `back` steps of the history after the step read."""
        steps = np.broadcast_to(self.steps, shape)
        out = np.zeros(shape)
        for n in np.unique(steps):
            at = len(self.history) - 1 + back - n
            if at >= 0:
                out = np.where(steps == n, self.history[at], out)
        return out


#===----------------------------------------------------------------------===#
# The run
#===----------------------------------------------------------------------===#

def layer_of(node, rule):
    """The node as a layer that neuron_reference takes."""
    fields = DEFAULTS | {key: np.asarray(value) for key, value in node.items()
                         if not isinstance(value, str) and key != "metadata"}
    return rule | fields | {"type": LAYERS[node["type"]], "leak": "target",
                            "clamp": rule["clamp"] and node["type"] == "IF"}


class Run:
    def __init__(self, nodes, edges, shapes, rule):
        self.nodes, self.edges = dissolve(nodes, edges)
        self.shapes, self.rule = shapes, rule
        self.state = {path: Neuron(layer_of(node, rule), shapes[path])
                      for path, node in self.nodes.items() if node["type"] in LAYERS}
        self.lines = {path: DelayLine(node, shapes[path], rule["dt"])
                      for path, node in self.nodes.items() if node["type"] == "Delay"}
        breaks = {path for path, line in self.lines.items() if line.steps.min() >= 1}
        self.delayed, free = delayed_edges(self.nodes, self.edges, breaks, rule["late"])
        self.breaks, self.order = breaks, order(self.nodes, free)
        self.last = {path: np.zeros(shapes[path]) for path in self.nodes}

    def step(self, inputs):
        """The outputs by path, and how far the nearest neuron was from another spike."""
        now, near = {}, np.inf
        for path in self.breaks:
            now[path] = self.lines[path].read(self.shapes[path], 1)
        for path in self.order:
            node = self.nodes[path]
            if path in self.breaks:
                continue
            x = inputs[path] if node["type"] == "Input" else self.read(path, now)
            if path in self.state:
                now[path] = self.state[path].step(x)
                near = min(near, np.min(self.state[path].distance))
            elif path in self.lines:
                self.lines[path].history.append(x)
                now[path] = self.lines[path].read(self.shapes[path], 0)
            elif node["type"] == "Threshold":
                now[path] = threshold(node, x, self.rule)
                near = min(near, np.min(abs(x - np.asarray(node["threshold"]))))
            elif node["type"] in STATELESS:
                now[path] = STATELESS[node["type"]](node, x)
            else:
                now[path] = x
        for path in self.breaks:
            self.lines[path].history.append(self.read(path, now))
        self.last = now
        return {p: now[p] for p, n in self.nodes.items() if n["type"] == "Output"}, near

    def read(self, path, now):
        parts = [(self.last if (a, b) in self.delayed else now)[a]
                 for a, b in self.edges if b == path]
        return sum(parts[1:], parts[0])


def largest(outs):
    return max((abs(y).max(initial=0) for y in outs.values()), default=0)
