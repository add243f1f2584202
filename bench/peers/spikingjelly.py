# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""SpikingJelly: LIFNode in its multi-step mode."""

from spikingjelly.activation_based import functional, layer, neuron

from peers.sequence import Peer, Steps, linear


class SpikingJelly(Peer):
    def neurons(self, decay, feedback):
        node = neuron.LIFNode(tau=1 / (1 - decay), v_reset=0.0,
                              step_mode="m" if feedback is None else "s")
        if feedback is not None:
            back = linear(feedback, None)
            node = layer.ElementWiseRecurrentContainer(node, lambda y, x: x + back(y), "m")
        return node.eval()

    def start(self):
        for stage in self.stages:
            if isinstance(stage, Steps):
                functional.reset_net(stage.run)


make = SpikingJelly
