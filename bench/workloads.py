# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks that are timed: which layers, how many spikes, which batches.

A layer is a tuple: ("linear", n), ("recurrent", n), whose first n inputs are its
own spikes of the step before, ("conv", channels, kernel, stride, padding) or
("pool", kernel). Neurons follow every layer but a pool.
"""

import dataclasses

LEAKY = 1 - 2**-4    # what remains of a potential after a step
LASTING = 1 - 2**-10  # an integrator, nearly: 10 % leak away in 100 steps


@dataclasses.dataclass(frozen=True)
class Workload:
    """`density` is the part of the inputs that spikes; None stands for analog
    input, standard normal numbers. Weights are scaled so that every layer spikes
    at `layer_density`."""
    name: str
    inputs: tuple
    layers: tuple
    density: float | None
    layer_density: float
    batches: tuple = (1, 32)
    steps: int = 100
    decay: float = LEAKY
    bias: bool = True

    @property
    def synapses(self):
        """Per layer that has weights: shape of its input, multiplications a step
        by the input from outside and by feedback, bytes of weights."""
        shape, rows = self.inputs, []
        for kind, *given in self.layers:
            before, shape = shape, shape_after(shape, kind, given)
            if kind == "conv":
                fan_in = before[0] * given[1]**2
                rows.append((before, fan_in * size(shape), 0, 4 * fan_in * shape[0]))
            elif kind != "pool":
                feedback = shape[0]**2 if kind == "recurrent" else 0
                macs = size(before) * shape[0]
                rows.append((before, macs, feedback, 4 * (macs + feedback)))
        return rows


def size(shape):
    result = 1
    for extent in shape:
        result *= extent
    return result


def shape_after(shape, kind, given):
    if kind == "conv":
        channels, kernel, stride, padding = given
        return (channels, *((n + 2 * padding - kernel) // stride + 1 for n in shape[1:]))
    if kind == "pool":
        return (shape[0], *(n // given[0] for n in shape[1:]))
    return (given[0],)


def chain(*sizes):
    return tuple(("linear", n) for n in sizes)


def square(n, density):
    """Linear(n, n) and its neurons."""
    shown = "analog" if density is None else f"p{density:g}"
    return Workload(f"square-{n}-{shown}", (n,), chain(n), density, 0.05, (16,), 500)


DVS = (("conv", 32, 7, 2, 0), ("conv", 64, 3, 1, 0), ("conv", 64, 3, 2, 0), ("linear", 11))
NMNIST = (("conv", 16, 5, 2, 1), ("conv", 16, 3, 1, 1), ("pool", 2), ("conv", 8, 3, 1, 1),
          ("pool", 2), ("linear", 256), ("linear", 10))

WORKLOADS = [
    Workload("700-256-20", (700,), chain(256, 20), 0.03, 0.03),
    Workload("200-256-200", (200,), chain(256, 200), 0.20, 0.20),
    Workload("1024-1024-1024-10", (1024,), chain(1024, 1024, 10), 0.05, 0.05),
    Workload("1024-1024-1024-10-analog", (1024,), chain(1024, 1024, 10), None, 0.05),
    Workload("700-256rec-20", (700,), (("recurrent", 256), ("linear", 20)), 0.03, 0.03),
    Workload("braille-12-38rec-7", (12,), (("recurrent", 38), ("linear", 7)), 0.05, 0.05),
    Workload("dvs", (2, 32, 32), DVS, 0.03, 0.03, (1, 8, 32)),
    Workload("nmnist", (2, 34, 34), NMNIST, 0.03, 0.03, (1, 8, 32), decay=LASTING,
             bias=False),
    *(square(n, density) for n in (256, 1024, 4096) for density in (.01, .05, .2, .5, None)),
]
YARDSTICK = WORKLOADS[:3]  # what panel_kernel.c can run
