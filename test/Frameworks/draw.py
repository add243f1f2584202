# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random inputs, weights and shapes for the networks of all frameworks."""

import numpy as np

BATCH, STEPS = 24, 30  # of which harness.py keeps the samples farthest from a threshold


def inputs(random, shape, batch=BATCH, steps=STEPS):
    """[batch, steps, *shape]: spikes, or noise around a level for each element."""
    size = (batch, steps, *shape)
    if random.random() < 0.5:
        return np.float32(random.random(size) < random.uniform(0.1, 0.6))
    level = random.standard_normal((batch, 1, *shape))
    return np.float32(level + 0.7 * random.standard_normal(size))


def weights(random, shape, scale=1.0):
    """Normal, so that the sum over what enters one output has about that scale."""
    fan = max(1, int(np.prod(shape[1:])))
    return np.float32(random.standard_normal(shape) * 2 * scale / np.sqrt(fan))


def uniform(random, low, high, shape):
    return np.float32(random.uniform(low, high, shape))


def sizes(random, count):
    return [int(n) for n in random.integers(3, 12, count)]


def convolution(random, channels, height, width, square=False, groups=True):
    """The arguments of a Conv2d for that input, with the shape of its output."""
    while True:
        group = int(random.choice([1, channels])) if groups else 1
        out = group * int(random.integers(1, 4))
        draw = lambda low, high: tuple(int(n) for n in random.integers(low, high, 2))
        kernel, stride, dilation, padding = draw(1, 4), draw(1, 3), draw(1, 3), draw(0, 3)
        if square:
            kernel, stride = kernel[:1] * 2, stride[:1] * 2
            dilation, padding = dilation[:1] * 2, padding[:1] * 2
        after = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, p, d, k, s in
                      zip((height, width), padding, dilation, kernel, stride))
        if min(after) >= 2:
            arguments = dict(in_channels=channels, out_channels=out, kernel_size=kernel, stride=stride,
                             padding=padding, dilation=dilation, groups=group)
            return arguments, (out, *after)


def ties(random, shape, batch=BATCH, steps=STEPS):
    """Inputs of which sums meet thresholds exactly, from -2 to 4 in quarters."""
    return np.float32(random.integers(-8, 17, (batch, steps, *shape)) / 4)


def halves(random, shape):
    """Weights of halves, few in a row, so that no sum of them is rounded."""
    weights = random.integers(-2, 5, shape) / 2
    return np.float32(weights * (random.random(shape) < 2 / max(1, shape[-1] - 1)))


def pick(random, values, shape=()):
    return np.float32(random.choice(values, shape))


def surviving(values, dt):
    """Decays, each moved until it comes out of a file, as a time constant in f32, as it went in."""
    values, dt, one = np.float32(values).copy(), np.float32(dt), np.float32(1)
    with np.errstate(divide="ignore"):
        for _ in range(8):
            values = one - dt / (dt / (one - values))
        assert np.array_equal(one - dt / (dt / (one - values)), values)
    return values
