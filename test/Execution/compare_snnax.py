# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports models of SNNAX's classes (those of Inputs/snnax, which bear their
names) and runs them in `snnc run` and in JAX: outputs must agree, before a
neuron comes near its threshold.

    compare_snnax.py [--snnc PATH] [MODEL...]
"""

import argparse
import os
import pathlib
import sys
import tempfile

from comparison import Mismatch
from snnax_runs import agree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE / "Inputs"))
from snnax import functional, snn
from snnax_models import MODELS, MORE, Keys
import user_modules  # noqa: F401, which adds its models

SEED = 7


def case(snnc, folder, name):
    model, shapes, *layer_shapes = {**MODELS, **MORE}[name](Keys(SEED))
    whole = model if isinstance(model, snn.StatefulModel) else snn.Sequential(model)
    graph = whole.graph_structure

    def start(key):
        return whole.init_state(list(shapes.values()), *layer_shapes, key=key)

    def step(state, inputs):
        state, outs = whole.forward_fn(whole.layers, graph, None, state, inputs)
        return state, [outs[i] for i in graph.final_layer_ids]

    return agree(snnc, folder, model, shapes, graph.final_layer_ids, start, step,
                 functional.nearest)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", default=str(HERE.parents[1] / "build/bin/snnc"))
    default = [*MODELS, *(MORE if os.environ.get("SNNC_TEST_FULL") else ())]
    parser.add_argument("models", nargs="*", default=default)
    options = parser.parse_args()
    failed = 0
    for name in options.models:
        with tempfile.TemporaryDirectory() as folder:
            try:
                steps = case(options.snnc, pathlib.Path(folder), name)
                print(f"{name}: {steps} steps as in JAX", flush=True)
            except Mismatch as problem:
                failed += 1
                print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(options.models) - failed} models agree")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
