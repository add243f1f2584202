# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""torch.compile of the plain equations: CHUNK steps of the neurons become one loop
in C++. Fewer steps are slower, and so are sizes left open; more steps take
minutes to compile. Linear layers and convolutions stay calls of the library, over all
steps at once where there is no feedback."""

import torch

from peers.sequence import Peer

CHUNK = 25


def chunk(currents, v, decay):
    spikes = []
    for x in currents.unbind():
        v = decay * v + x
        fires = v >= 1
        v = torch.where(fires, 0.0, v)
        spikes.append(fires.to(v.dtype))
    return torch.stack(spikes), v


def feedback_chunk(currents, v, spikes, decay, feedback):
    result = []
    for x in currents.unbind():
        v = decay * v + torch.addmm(x, spikes, feedback)
        fires = v >= 1
        v = torch.where(fires, 0.0, v)
        spikes = fires.to(v.dtype)
        result.append(spikes)
    return torch.stack(result), v, spikes


class Compiled(Peer):
    scaled = True

    def neurons(self, decay, feedback):
        if feedback is None:
            step = torch.compile(chunk, dynamic=False)

            def run(currents):
                v, result = torch.zeros_like(currents[0]).flatten(), []
                for part in currents.flatten(1).split(CHUNK):
                    spikes, v = step(part, v, decay)
                    result.append(spikes)
                return torch.cat(result).reshape(currents.shape)
            return run
        step = torch.compile(feedback_chunk, dynamic=False)
        transposed = feedback.T.contiguous()

        def run_with_feedback(currents):
            v = spikes = torch.zeros_like(currents[0])
            result = []
            for part in currents.split(CHUNK):
                given, v, spikes = step(part, v, spikes, decay, transposed)
                result.append(given)
            return torch.cat(result)
        return run_with_feedback


make = Compiled
