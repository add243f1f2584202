# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Refractory periods, as Norse's LIFRefracCell and Brian's `refractory` count them.
NIR has no field for them, so the models here are JSON.

    refractory.py norse|brian [--count 2] [--seed 0] [--snnc PATH]
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np

import draw
from harness import Answer, Case, Margins, main

DT = 1e-3
SIZE = 7


def neurons(random, kind):
    """Numbers of a layer's neurons, in f32, and the steps that each rests."""
    number = lambda low, high: draw.uniform(random, low, high, SIZE)
    fields = {"v_threshold": number(0.2, 0.8), "v_reset": number(-0.4, 0.1), "v_leak": number(-0.2, 0.2)}
    taus = {"NIR_LIF": ["tau"], "CubaLIF": ["tau_mem", "tau_syn"]}[kind]
    fields |= {tau: number(2e-3, 2e-2) for tau in taus}
    return fields, random.integers(0, 6, SIZE)


def write(folder, kind, fields, steps, **rule):
    """A model of one layer."""
    layer = {"type": kind, "name": "n", "dt": DT, "reset": "value", "compare": ">", "refractory": steps.tolist(), **rule,
             **{name: np.float64(value).tolist() for name, value in fields.items()}}
    path = folder / "refractory.json"
    path.write_text(json.dumps({"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [SIZE]}], "layers": [layer]}))
    return path


#===----------------------------------------------------------------------===#
# Norse
#===----------------------------------------------------------------------===#

def norse_cell(random, folder):
    """Norse's current jumps by its input, drives the potential, and then decays."""
    import norse.torch as norse
    import torch
    from norse.torch.functional import lif, lif_refrac

    fields, steps = neurons(random, "CubaLIF")
    margins, threshold = Margins(), lif.threshold

    def watch(difference, method, alpha):
        margins.add(difference.detach())
        return threshold(difference, method, alpha)
    lif.threshold = watch
    of = lambda name: torch.from_numpy(fields[name])
    cell = norse.LIFRefracCell(lif_refrac.LIFRefracParameters(
        lif.LIFParameters(tau_syn_inv=1 / of("tau_syn"), tau_mem_inv=1 / of("tau_mem"), v_leak=of("v_leak"),
                          v_th=of("v_threshold"), v_reset=of("v_reset")),
        rho_reset=torch.from_numpy(np.float32(steps))), dt=DT)
    x = draw.inputs(random, (SIZE,))
    zeros = torch.zeros(len(x), SIZE)
    state = lif_refrac.LIFRefracFeedForwardState(lif.LIFFeedForwardState(v=zeros, i=zeros), zeros)
    outputs = []
    for t in range(x.shape[1]):
        y, state = cell(torch.from_numpy(x[:, t]), state)
        outputs.append((y.to_dense() if y.is_sparse else y).numpy())
    lif.threshold = threshold
    answer = Answer(np.stack(outputs, 1), margins.by_step(x.shape[1], len(x)), "LIFRefracCell")
    # So that the input is added to the current as it is.
    fields["w_in"] = np.float64(fields["tau_syn"]) / DT
    return Case("refractory", write(folder, "CubaLIF", fields, steps), x, [answer], "")


#===----------------------------------------------------------------------===#
# Brian
#===----------------------------------------------------------------------===#

EQUATIONS = {
    "NIR_LIF": "dv/dt = (v_leak - v + x(t, i)) / tau : 1 (unless refractory)\ntau : second",
    "CubaLIF": "dv/dt = (v_leak - v + current) / tau_mem : 1 (unless refractory)\n"
               "dcurrent/dt = (x(t, i) - current) / tau_syn : 1\ntau_mem : second\ntau_syn : second"}


def brian_group(brian, kind, fields, steps, x):
    """One neuron for each of every sample, and what it makes of x [batch, steps, size]."""
    second = brian.second
    brian.prefs.codegen.target = "numpy"
    brian.defaultclock.dt = DT * second
    batch = len(x)
    inputs = brian.TimedArray(x.transpose(1, 0, 2).reshape(x.shape[1], -1), dt=DT * second)
    group = brian.NeuronGroup(batch * SIZE, EQUATIONS[kind] + "\nv_leak : 1\nv_threshold : 1\nv_reset : 1\nrest : second",
                              threshold="v > v_threshold", reset="v = v_reset", refractory="rest", method="euler",
                              namespace={"x": inputs})
    for name, value in fields.items():
        setattr(group, name, np.tile(np.float64(value), batch) * (second if name.startswith("tau") else 1))
    # One more than the steps between which nothing happens.
    group.rest = np.tile((steps + 1) * DT, batch) * second
    spikes = brian.SpikeMonitor(group)
    potentials = brian.StateMonitor(group, "v", record=True, when="after_groups")
    brian.Network(group, spikes, potentials).run(x.shape[1] * DT * second, namespace={})
    fired = np.zeros((x.shape[1], batch * SIZE), np.float32)
    fired[np.round(np.asarray(spikes.t) / DT).astype(int), np.asarray(spikes.i)] = 1
    margin = np.abs(potentials.v.T - np.tile(fields["v_threshold"], batch))
    shaped = lambda array: array.reshape(x.shape[1], batch, SIZE).transpose(1, 0, 2)
    return shaped(fired), shaped(margin).min(2)


def brian_neuron(kind):
    def build(random, folder):
        import brian2 as brian
        fields, steps = neurons(random, kind)
        x = draw.inputs(random, (SIZE,))
        y, margin = brian_group(brian, kind, fields, steps, x)
        path = write(folder, kind, fields, steps, cuba="old") if kind == "CubaLIF" else write(folder, kind, fields, steps)
        return Case("refractory", path, x, [Answer(y, margin, "Brian")], "")
    return build


def check_brian_synapse():
    """What a synapse adds to v itself is dropped in the refractory period, too."""
    import brian2 as brian
    brian.prefs.codegen.target = "numpy"
    brian.defaultclock.dt = DT * brian.second
    group = brian.NeuronGroup(1, "dv/dt = 0 / second : 1 (unless refractory)", threshold="v > 1", reset="v = 0",
                              refractory=10 * DT * brian.second, method="euler")
    source = brian.SpikeGeneratorGroup(1, np.zeros(2, int), np.array([2, 5]) * DT * brian.second)
    synapse = brian.Synapses(source, group, on_pre="v += 0.5")
    synapse.connect()
    group.v = 2
    brian.Network(group, source, synapse).run(8 * DT * brian.second, namespace={})
    assert group.v[0] == 0, group.v[0]


KINDS = {"norse": {"refractory": norse_cell},
         "brian": {"refractory": brian_neuron("NIR_LIF"), "refractory-cuba": brian_neuron("CubaLIF")}}


def kinds(framework):
    return KINDS[framework]


if __name__ == "__main__":
    name = sys.argv.pop(1)
    if name == "brian":
        check_brian_synapse()
    sys.exit(main(name, kinds(name)))
