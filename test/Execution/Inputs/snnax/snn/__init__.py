# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
from .architecture import GraphStructure, StatefulModel, default_forward_fn, delayed_forward_fn
from .composed import (CompoundLayer, Parallel, ResNetBlock, Sequential,
                       SequentialLocalFeedback)
from .layers import (AdaptiveLIF, Flatten, IAF, LIF, LIFSoftReset, SigmaDelta, SimpleIAF,
                     SimpleLI, SimpleLIF, SpikeCounter, SpikingMaxPool1d, SpikingMaxPool2d, SRM)
from .stateful import StatefulLayer
