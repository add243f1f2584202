# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""snnTorch: Leaky, which takes one step at a time. Its reset comes at the next
step, before the decay, which gives the same spikes."""

import snntorch

from peers.sequence import Peer, step_by_step


class SnnTorch(Peer):
    scaled = True

    def neurons(self, decay, feedback):
        cell = snntorch.Leaky(beta=decay, reset_mechanism="zero")
        return step_by_step(cell, feedback, lambda zeros: zeros)


make = SnnTorch
