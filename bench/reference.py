# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The equations of the networks in plain PyTorch, layer by layer, to scale their
weights and to know densities and narrow decisions. Not timed."""

import torch

THRESHOLD = 1.0


def currents(layer, weight, bias, x):
    """A layer without its neurons, applied to [steps, batch, ...]."""
    kind, *given = layer
    flat = x.flatten(0, 1)
    if kind == "conv":
        y = torch.nn.functional.conv2d(flat, weight, bias, *given[2:])
    elif kind == "pool":
        y = torch.nn.functional.avg_pool2d(flat, given[0])
    else:
        y = torch.nn.functional.linear(flat.flatten(1), weight[:, -flat[0].numel():], bias)
    return y.unflatten(0, x.shape[:2])


def neurons(drive, decay, feedback=None, margin=None):
    """Spikes of [steps, batch, ...] of currents: v = decay * v + (1 - decay) * x,
    and v = 0 after a spike. With `margin`, [steps, batch], the least distance of a
    potential from the threshold is noted there."""
    v = spikes = torch.zeros_like(drive[0])
    result = torch.empty_like(drive)
    for t, x in enumerate(drive):
        if feedback is not None:
            x = x + spikes @ feedback.T
        v = decay * v + (1 - decay) * x
        spikes = (v >= THRESHOLD).to(v.dtype)
        if margin is not None:
            nearest = (v - THRESHOLD).abs().flatten(1).amin(1)
            torch.minimum(margin[t], nearest, out=margin[t])
        v = v * (1 - spikes)
        result[t] = spikes
    return result


def run(network, x):
    """Of an input [batch, steps, ...]: spikes of the last layer, what part of each
    layer's input is not zero, what part of its neurons spikes, and margins."""
    x = torch.as_tensor(x, dtype=torch.float32).transpose(0, 1)
    margin = torch.full(x.shape[:2], torch.inf)
    heard, densities = [], []
    for layer, weight, bias in network.parts():
        if layer[0] != "pool":
            heard.append((x != 0).float().mean().item())
        x = currents(layer, weight, bias, x)
        if layer[0] != "pool":
            feedback = weight[:, :len(weight)] if layer[0] == "recurrent" else None
            x = neurons(x, network.workload.decay, feedback, margin)
            densities.append(x.mean().item())
    return x.transpose(0, 1), heard, densities, margin.T
