# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sinabs: LIF and LIFRecurrent over whole sequences, with single spikes that reset
to zero."""

import math

from sinabs.activation import MembraneReset, SingleSpike
from sinabs.layers import LIF, LIFRecurrent

from peers.sequence import Peer, Steps, linear


class Sinabs(Peer):
    batch_first = True

    def neurons(self, decay, feedback):
        settings = {"tau_mem": -1 / math.log(decay), "spike_fn": SingleSpike,
                    "reset_fn": MembraneReset()}
        if feedback is None:
            return LIF(**settings)
        return LIFRecurrent(rec_connect=linear(feedback, None), **settings)

    def start(self):
        for stage in self.stages:
            if isinstance(stage, Steps):
                stage.run.reset_states()


make = Sinabs
