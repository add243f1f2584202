# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums of many terms do not drift: outputs over long runs, counts, large pools and norms.

Each is at least as near to the exact number as JAX's own sum, and compiled code gives the bits
of the interpreter, at every split.
"""

import json
import pathlib
import subprocess
import sys

import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

INF, NAN = np.float32(np.inf), np.float32(np.nan)


class Runner:
    def __init__(self, snnc, folder):
        self.snnc = snnc
        self.folder = folder
        self.count = 0

    def run(self, layers, x, *options, outputs=None, shape=None):
        """Outputs of a chain on `x` [(batch,) steps, shape...]."""
        spec = {"format": "snnc", "version": 1, "layers": layers,
                "inputs": [{"name": "x", "shape": list(shape or x.shape[1:])}],
                "outputs": [{"name": "y", **(outputs or {})}]}
        (self.folder / "net.json").write_text(json.dumps(spec))
        np.save(self.folder / "x.npy", x)
        command = [self.snnc, "run", "net.json", "--input", "x.npy", "--output", "y.npy", *options]
        done = subprocess.run([str(part) for part in command], cwd=self.folder,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.count += 1
        return np.load(self.folder / "y.npy")

    def same_bits(self, layers, x, *options, fused=False, **more):
        """The result, which the interpreter has as well, and other code: for a CPU without
        fused multiply-add where there is none in what is computed."""
        y = self.run(layers, x, *options, **more)
        for others in (["--interpret"], ["-O0"] if fused else ["--cpu", "x86-64", "-O1"]):
            z = self.run(layers, x, *options, *others, **more)
            assert np.array_equal(y.view(np.uint32), z.view(np.uint32)), (layers, others)
        return y


def check(found, exact, by_jax, what):
    """Next to the exact number, or at least not further from it than JAX."""
    exact = np.asarray(exact, np.float64)
    ulp = np.spacing(np.abs(exact).astype(np.float32)).astype(np.float64)
    wrong = np.abs(found - exact) > np.maximum(1.5 * ulp, np.abs(np.asarray(by_jax, np.float64) - exact))
    assert not wrong.any(), (what, found, exact, by_jax)


IDENTITY = [{"type": "Identity"}]


def check_long_means(runner):
    steps = 2 ** 24 + 1001
    for value, reduce in ((1.0, "sum"), (0.1, "mean")):
        x = np.full((steps, 1), value, np.float32)
        y = runner.run(IDENTITY, x, outputs={"reduce": reduce})
        exact = float(np.float32(value)) * (1 if reduce == "mean" else steps)
        check(y, [exact], [exact], (value, reduce))


def check_reductions(runner):
    rng = np.random.default_rng(1)
    for shape in ((1,), (37,), (3, 5, 2)):
        for steps in (1, 17, 1000):
            x = np.float32(rng.normal(1, 3, (steps, *shape)))
            for reduce in ("sum", "mean"):
                y = runner.same_bits(IDENTITY, x, outputs={"reduce": reduce})
                exact = getattr(np, reduce)(x.astype(np.float64), axis=0)
                check(y, exact, getattr(jnp, reduce)(x, axis=0), (shape, steps, reduce))
    # An image of spikes, which are counted.
    for steps in (1, 40):
        x = np.float32(rng.random((steps, 3, 5, 7)) < 0.5)
        y = runner.same_bits([{"type": "SpikingMaxPool2d", "kernel_size": 1, "stride": 1, "threshold": 0.5}], x,
                             outputs={"reduce": "sum"})
        assert np.array_equal(y, x.sum(axis=0)), (y, x.sum(axis=0))
    # Spikes, a burn-in, several samples side by side on several threads.
    x = np.float32(rng.random((5, 700, 20)) < 0.3)
    options = ["--burnin", 100]
    y = runner.run([{"type": "SimpleLIF", "decay_constants": [0.9], "threshold": 0.05}], x, *options,
                   outputs={"reduce": "mean"}, shape=(20,))
    for sample in (0, 4):
        z = runner.same_bits([{"type": "SimpleLIF", "decay_constants": [0.9], "threshold": 0.05}],
                             x[sample], *options, outputs={"reduce": "mean"}, fused=True)
        assert np.array_equal(y[sample], z)


def check_infinities(runner):
    x = np.ones((600, 5), np.float32)
    x[3, 0] = INF
    x[3, 1], x[500, 1] = INF, -INF
    x[255, 2] = -INF
    x[599, 3] = NAN
    x[:3, 4] = 3e38
    for reduce in ("sum", "mean"):
        y = runner.same_bits(IDENTITY, x, outputs={"reduce": reduce})
        assert y[0] == INF and np.isnan(y[1]) and y[2] == -INF and np.isnan(y[3]) and y[4] == INF, y
    x[:, 4] = 1
    y = runner.same_bits([{"type": "AdaptiveAvgPool1d", "target_shape": 1}], x.T[None].copy())
    assert y[0, 0, 0] == INF and np.isnan(y[0, 1, 0]) and y[0, 2, 0] == -INF and y[0, 4, 0] == 1, y


def check_counts(runner):
    """Beyond 2^24 and back, whatever a run is split into."""
    start = 2 ** 24 - 3
    layers = [{"type": "SpikeCounter", "name": "c", "init_state": {"n": start}}]
    x = np.ones((40, 3), np.float32)
    x[:, 1] = 0.5
    x[20:, 2] = -1
    runner.same_bits(layers, x, "--record", "c.n=n.npy")
    n = np.load(runner.folder / "n.npy")
    assert np.array_equal(n, np.float32(start + np.cumsum(x.astype(np.float64), axis=0))), n
    parts = []
    for k, part in enumerate((x[:7], x[7:8], x[8:])):
        options = ["--state-in", "s.safetensors"] if k else []
        runner.run(layers, part, *options, "--state-out", "s.safetensors", "--record", "c.n=n.npy")
        parts.append(np.load(runner.folder / "n.npy"))
    assert np.array_equal(np.concatenate(parts), n)
    state = load_file(runner.folder / "s.safetensors")
    exact = start + x.astype(np.float64).sum(axis=0)
    assert np.array_equal(state["c.n"].astype(np.float64) + state["c.r"], exact)
    # What is infinite stays infinite.
    x[5, 0], x[9, 1] = INF, NAN
    runner.same_bits(layers, x, "--record", "c.n=n.npy")
    last = np.load(runner.folder / "n.npy")[-1]
    assert last[0] == INF and np.isnan(last[1]) and last[2] == start


def check_pools(runner):
    rng = np.random.default_rng(2)
    cases = [({"type": "AdaptiveAvgPool2d", "target_shape": [1, 1]}, (2, 1024, 1024)),
             ({"type": "AdaptiveAvgPool2d", "target_shape": [2, 3]}, (17, 41, 70)),
             ({"type": "AdaptiveAvgPool1d", "target_shape": 1}, (1, 300_000)),
             ({"type": "AdaptiveAvgPool1d", "target_shape": 3}, (33, 1000)),
             ({"type": "AvgPool1d", "kernel_size": 257, "stride": 100}, (5, 600)),
             ({"type": "AvgPool1d", "kernel_size": 256, "stride": 100}, (5, 600)),
             ({"type": "AvgPool2d", "kernel_size": 20, "stride": 13, "padding": 2, "use_ceil": True}, (2, 33, 45)),
             ({"type": "AvgPool2d", "kernel_size": [16, 17], "stride": 5, "padding": 3}, (3, 30, 31)),
             ({"type": "SumPool2d", "kernel_size": [40, 40], "stride": 40, "padding": 10}, (4, 80, 80)),
             ({"type": "AvgPool2d", "kernel_size": [16, 16], "stride": 16}, (3, 32, 32))]
    for layer, shape in cases:
        for x in (np.full(shape, 0.1, np.float32), np.float32(rng.normal(1, 1, shape))):
            y = runner.same_bits([layer], x[None])
            if layer["type"].startswith("Adaptive") and np.prod(layer["target_shape"]) == 1:
                axes = tuple(range(1, len(shape)))
                exact = x.astype(np.float64).mean(axis=axes)
                by_jax = jnp.mean(x, axis=axes)
                ulps = np.abs(y[0].reshape(exact.shape) - exact) / np.spacing(np.float32(np.abs(exact)))
                assert ulps.max() < 4, (layer, y, exact, by_jax)
    # Spikes are counted exactly.
    spikes = np.float32(rng.random((1, 3, 120, 120)) < 0.4)
    y = runner.same_bits([{"type": "SumPool2d", "kernel_size": [100, 100], "stride": 20}], spikes)
    assert y[0, 0, 0, 0] == spikes[0, 0, :100, :100].sum()


def check_norms(runner):
    rng = np.random.default_rng(3)
    for shape in ((1_000_003,), (4096,), (4097,), (5, 100, 201), (1030, 9), (48, 13, 13)):
        x = np.float32(rng.normal(3, 1, shape))
        exact = x.astype(np.float64)
        exact = (exact - exact.mean()) / np.sqrt(exact.var() + 1e-5)
        y = runner.same_bits([{"type": "LayerNorm", "shape": list(shape)}], x[None], fused=True)[0]
        assert np.abs(y - exact).max() < 2e-6, (shape, np.abs(y - exact).max())
        ones = runner.same_bits([{"type": "RMSNorm", "shape": list(shape)}],
                                np.full((1, *shape), 0.1, np.float32), fused=True)
        assert np.abs(ones - 1 / np.sqrt(1 + 1e-3)).max() < 1e-6, ones
    x = np.float32(rng.normal(0, 1, (1, 36, 40, 40)))
    y = runner.same_bits([{"type": "GroupNorm", "groups": 3, "channels": 36}], x, fused=True)
    exact = x.astype(np.float64).reshape(3, -1)
    exact = (exact - exact.mean(1, keepdims=True)) / np.sqrt(exact.var(1, keepdims=True) + 1e-5)
    assert np.abs(y.reshape(3, -1) - exact).max() < 2e-6
    x = np.float32(rng.normal(0, 1, (1, 70_000)))
    y = runner.same_bits([{"type": "Lambda", "fn": "softmax"}], x, fused=True)
    exact = np.exp(x.astype(np.float64))
    assert np.abs(y / (exact / exact.sum()) - 1).max() < 2e-6


def main():
    runner = Runner(sys.argv[1], pathlib.Path(sys.argv[2]))
    for part in (check_long_means, check_reductions, check_infinities, check_counts, check_pools,
                 check_norms):
        part(runner)
    print(f"{runner.count} runs")


main()
