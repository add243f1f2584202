# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Windows and their padding: what the importers of frameworks make of files with a pool
and a convolution.

    windows.py FRAMEWORK [--count 2] [--seed 0] [--snnc PATH]
Rockpool reads neither. Norse and Sinabs read no AvgPool2d and no "same".
"""

import contextlib
import functools
import io
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import nir
import numpy as np

import draw
from harness import Answer, Case, main


def import_torch(framework):
    """What reads a graph, and gives its answer to one step [batch, ...]."""
    import torch
    if framework == "snntorch":
        from snntorch.import_nir import import_from_nir as read
    elif framework == "spikingjelly":
        from spikingjelly.activation_based.nir_exchange import import_from_nir
        read = lambda graph: import_from_nir(graph, dt=1e-4)
    elif framework == "norse":
        from norse.torch.utils.import_nir import from_nir as read
    else:
        from sinabs.nir import from_nir
        read = lambda graph: from_nir(graph, batch_size=1)

    def answer(graph, x):
        model = read(graph)
        with torch.no_grad():
            y = model(torch.from_numpy(x))
        return (y[0] if isinstance(y, tuple) else y).numpy()
    return answer


def import_spyx():
    import jax.numpy as jnp
    from spyx.nir import from_nir

    def answer(graph, x):
        """Spyx has channels last."""
        _, y = from_nir(graph, jnp.asarray(np.moveaxis(x, 1, -1)[None]), dt=1)
        return np.moveaxis(np.asarray(y[0]), -1, 1)
    return answer


def conv(random, channels, is_spyx, takes_same):
    kernel = tuple(int(n) for n in random.integers(1, 5, 2))
    rules = [(0, 0), (1, 1), (2, 1), "valid"] + ["same"] * (3 if takes_same else 0)
    padding = rules[int(random.integers(len(rules)))]
    stride = (1, 1) if padding == "same" and not is_spyx else tuple(int(n) for n in random.integers(1, 3, 2))
    return nir.Conv2d(None, draw.weights(random, (3, channels, *kernel), 1.0), stride, padding, (1, 1), 1,
                      draw.uniform(random, -0.3, 0.6, 3))


def pool(random, takes_average):
    kind = nir.AvgPool2d if takes_average and random.random() < 0.5 else nir.SumPool2d
    return kind(kernel_size=random.integers(2, 4, 2), stride=random.integers(1, 4, 2), padding=random.integers(0, 2, 2))


def windows(framework, random, folder):
    """A file of one of each, in any order, with the importer's answer."""
    is_spyx = framework == "spyx"
    channels, height, width = 2, *(int(n) for n in random.integers(12, 15, 2))
    pools_first = random.random() < 0.5
    pooled = pool(random, framework in ("snntorch", "spikingjelly"))
    convolved = conv(random, channels, is_spyx, framework not in ("norse", "sinabs"))
    windows = [pooled, convolved] if pools_first else [convolved, pooled]
    nodes = {"input": nir.Input(np.array([channels, height, width])), "a": windows[0], "b": windows[1],
             "output": nir.Output(None)}
    x = draw.inputs(random, (channels, height, width), 2, 3)
    answer = import_spyx() if is_spyx else import_torch(framework)
    with contextlib.redirect_stdout(io.StringIO()):
        graph = nir.NIRGraph(nodes, [("input", "a"), ("a", "b"), ("b", "output")])
        graph.infer_types()  # which nir 1.0.4 does not do by itself, nor for Outputs
        if graph.nodes["output"].output_type["output"] is None:
            graph.nodes["output"] = nir.Output(np.array([1]))
        path = folder / "windows.nir"
        nir.write(path, graph)
        y = np.float32(np.stack([answer(nir.read(path), x[:, t]) for t in range(x.shape[1])], 1))
    answers = [Answer(y, np.full(y.shape[:2], np.inf), "the importer")]
    return Case("windows", path, x, answers, framework, spikes=False)


def pads(case):
    """Whether there is something to record: a pool with a padding, or a "same"."""
    nodes = nir.read(case.path).nodes.values()
    return any(np.any(node.padding) for node in nodes if isinstance(node, (nir.SumPool2d, nir.AvgPool2d)))


def kinds(framework):
    build = functools.partial(windows, framework)
    build.times, build.fits = 4, pads
    return {"windows": build}


if __name__ == "__main__":
    name = sys.argv.pop(1)
    sys.exit(main(name, kinds(name)))
