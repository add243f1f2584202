# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Norse: LIFBoxCell, its leaky neuron without a synaptic current, lifted over the
steps by a loop like that of its Lift."""

import torch
from norse.torch.functional.lif_box import LIFBoxFeedForwardState, LIFBoxParameters
from norse.torch.module.lif_box import LIFBoxCell

from peers.sequence import Peer, step_by_step


class Norse(Peer):
    def neurons(self, decay, feedback):
        cell = LIFBoxCell(LIFBoxParameters(tau_mem_inv=torch.tensor(1 - decay)), dt=1)
        return step_by_step(cell, feedback, lambda zeros: LIFBoxFeedForwardState(v=zeros))


make = Norse
