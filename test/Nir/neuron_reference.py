# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NIR's neurons by the rules M1 to M5 and S12 of docs/Semantics.md, in NumPy's doubles.

A layer is a dict as a spec has it: type, fields, and all that its convention says. Its
form and precision change no more than last bits, which are not told apart here.
"""

import numpy as np

SPIKING = ("NIR_LIF", "CubaLIF", "IF")
FIELDS = ("tau", "tau_mem", "tau_syn", "r", "v_leak", "w_in", "v_threshold", "v_reset")


def decay(layer, tau):  # M1
    if not layer["integrator"].startswith("euler"):
        return np.exp(-layer["dt"] / tau)
    kept = 1 - layer["dt"] / tau
    return np.clip(kept, 0, 1) if layer["integrator"] == "euler-clamped" else kept


def weight(layer, tau):  # M1
    return 1 - decay(layer, tau) if layer["integrator"] == "exp-exact" else layer["dt"] / tau


def gains(layer, weight, resistance):
    """The factor of an input, and what the potentials are divided by."""
    whole = resistance * weight
    if np.all(abs(whole - 1) <= layer.get("snap", 0)):
        whole = 1
    return {"r dt/tau": (whole, 1), "dt/tau": (weight, 1), "1": (1, 1),
            "fold": (1, whole), "fold-least": (1, np.min(whole))}[layer["gain"]]


class Membrane:
    """A neuron of any kind up to the potential that its input gives it."""

    def __init__(self, layer, shape):
        self.layer, self.v, self.i = layer, np.zeros(shape), np.zeros(shape)
        self.cuba, self.leak = layer["cuba"], layer["leak"]
        self.f = f = {key: np.float64(layer[key]) for key in FIELDS if key in layer}
        if layer["type"] in ("I", "IF"):  # M4
            self.gain, self.fold = gains(layer, layer["dt"], f["r"])
            self.next = lambda x: layer.get("decay", 1) * self.v + self.gain * x
        elif "tau" in f:  # M2
            self.decay = decay(layer, f["tau"])
            self.gain, self.fold = gains(layer, weight(layer, f["tau"]), f["r"])
            if layer["type"] == "NIR_LI" and self.cuba == "decayed":
                self.gain = self.gain * self.decay
            self.next = lambda x: self.decay * self.v + self.gain * x + self.pull()
        else:  # M3
            self.decay = decay(layer, f["tau_mem"])
            self.syn_decay = decay(layer, f["tau_syn"])
            self.syn_gain, syn_fold = gains(layer, weight(layer, f["tau_syn"]), f["w_in"])
            self.gain, fold = gains(layer, weight(layer, f["tau_mem"]), f["r"])
            self.syn_fold, self.fold = syn_fold, syn_fold * fold
            if self.cuba == "decayed":
                self.syn_gain = self.syn_gain * self.syn_decay
            self.next = self.next_behind_synapse

    def pull(self):
        part = 1 if self.leak == "bias" else 1 - self.decay
        return part * self.f["v_leak"] / self.fold

    def next_behind_synapse(self, x):
        old = self.i
        self.i = self.syn_decay * self.i + self.syn_gain * x
        if self.leak == "both":
            self.i = self.i + (1 - self.syn_decay) * self.f["v_leak"] / self.syn_fold
        current = old if self.cuba == "old" else self.i
        return self.decay * self.v + self.gain * current + self.pull()


def spikes(layer, v, threshold):
    """M5: how many, and how far v is from another number of them."""
    is_above = layer["compare"] == ">"
    if not layer["reset"].startswith("subtract-n"):
        return (v > threshold if is_above else v >= threshold) * 1.0, abs(v - threshold)
    n = v / threshold
    whole = np.maximum(np.round(n), 1)
    return np.maximum(np.ceil(n) - 1 if is_above else np.floor(n), 0), abs(n - whole) * threshold


def reset(layer, s, v, threshold, to):
    kind = layer["reset"].split(",")[0]
    if kind == "subtract-n":
        return v - s * threshold
    return np.where(s > 0, {"value": to, "zero": 0, "subtract": v - threshold, "none": v}[kind], v)


class Neuron:
    """Steps from zeros; `distance` is how far it has last been from another spike."""

    def __init__(self, layer, shape):
        self.layer, self.membrane = layer, Membrane(layer, shape)
        self.distance = np.full(shape, np.inf)
        self.period = np.broadcast_to(layer.get("refractory", 0), shape)
        self.rest = np.zeros(shape)

    def step(self, x):
        layer, m = self.layer, self.membrane
        if layer["type"] not in SPIKING:
            m.v = m.next(x)
            return m.v * m.fold
        threshold, to = m.f["v_threshold"] / m.fold, m.f["v_reset"] / m.fold
        kind, _, time = layer["reset"].partition(",")
        held = self.rest > 0
        last, _ = spikes(layer, m.v, threshold)
        last = np.where(held & (self.rest != self.period), 0, last)
        is_before = time == "again" and kind == "zero" and "tau_syn" not in m.f
        if is_before:
            m.v = reset(layer, last, m.v, threshold, to)
        m.v = np.where(held, m.v, m.next(x))
        if time and not is_before:
            m.v = reset(layer, last, m.v, threshold, to)
        s, self.distance = self.spikes(m.v, threshold, held)
        if time == "again":
            m.v = m.v - (s - last) * (m.v if kind == "zero" else threshold)
        elif not time:
            m.v = reset(layer, s, m.v, threshold, to)
        if layer.get("clamp"):
            m.v = np.maximum(m.v, -threshold)
        if time == "next":
            s, self.distance = self.spikes(m.v, threshold, held)
        self.rest = np.where(s > 0, self.period, np.maximum(self.rest - 1, 0))
        return s

    def spikes(self, v, threshold, held):
        s, distance = spikes(self.layer, v, threshold)
        return np.where(held, 0, s), np.where(held, np.inf, distance)
