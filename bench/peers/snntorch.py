# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""snnTorch: Leaky, which takes one step at a time. Its reset comes at the next
step, before the decay, which gives the same spikes."""

import snntorch
import torch

from peers.sequence import Peer, linear


class SnnTorch(Peer):
    scaled = True

    def neurons(self, decay, feedback):
        cell = snntorch.Leaky(beta=decay, reset_mechanism="zero")
        back = None if feedback is None else linear(feedback, None)

        def run(currents):
            v = spikes = torch.zeros_like(currents[0])
            result = []
            for x in currents:
                spikes, v = cell(x if back is None else x + back(spikes), v)
                result.append(spikes)
            return torch.stack(result)
        return run


make = SnnTorch
