# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a SNNAX model as a model spec for snnc: JSON, and safetensors beside it.

    export.py MODULE:MODEL FILE.json --input x=10 [--input y=2,8,8] ...

MODEL is a name in the Python module: a model, or a function without arguments
that makes one. From Python, `export(model, "net.json", {"x": (10,)})`.
"""

import argparse
import dataclasses
import importlib
import json
import os
import pathlib
import sys
import warnings

from safetensors.numpy import save_file

import shapes
from layer_forms import forward_form, graph_form, is_chain, layer_form, sublayers
from place import NoForm, Place


@dataclasses.dataclass
class Options:
    """What all places of one export share."""

    forward: str = None
    state: object = None
    custom: dict = dataclasses.field(default_factory=dict)
    tensors: dict = dataclasses.field(default_factory=dict)


def export(model, path, inputs, *, name=None, outputs=None, forward=None, state=None,
           custom=None):
    """Writes `path` and, if the model has arrays, the `.safetensors` beside it.

    inputs: the external inputs by name, in the order in which the graph counts
    them; a shape without time and batch, or a dict with "shape" and "spikes".
    name, outputs: as in the spec. forward: "default" or "delayed", instead of
    what the models' forward functions do. state: Equinox's State, for BatchNorm.
    custom: for layer classes of one's own, by class name, a function of a layer
    and its place that gives the layer's JSON object; `place.below("v")
    .parameter(array)` gives what stands for an array in it.

    Raises NoForm for what a spec cannot say, with its path in the model.
    """
    path, options = pathlib.Path(path), Options(forward, state, custom or {})
    spec = {"format": "snnc", "version": 1}
    if name:
        spec["name"] = name
    spec["inputs"] = [{"name": each, **(given if isinstance(given, dict) else {"shape": given})}
                      for each, given in inputs.items()]
    if outputs:
        spec["outputs"] = outputs
    heard = [shapes.sizes(each["shape"]) for each in spec["inputs"]]
    network = network_form(model, Place(options).hearing(lambda: heard), len(inputs))
    if options.tensors:
        weights = path.with_suffix(".safetensors")
        save_file(options.tensors, weights)
        spec["weights"] = weights.name
    path.write_text(text({**spec, **network}) + "\n")


def network_form(model, place, inputs):
    """The keys of the spec that say what the network is."""
    if hasattr(model, "graph_structure"):
        warn_of_overrides(model, place)
        graph, spec = graph_form(model, place), {}
        if not is_chain(graph):
            spec["graph"] = graph
        if forward_form(model, place) == "delayed":
            spec["forward"] = "delayed"
        used = {i for ids in graph["input_layer_ids"] for i in ids}
        if used != set(range(inputs)):
            place.fail(f"the graph reads inputs {sorted(used)}, {inputs} are given")
        return {**spec, "layers": sublayers(model, place)}
    spec = {"layers": [form_or_hint(model, place)]}
    if inputs > 1:
        spec["graph"] = {"num_layers": 1, "input_layer_ids": [list(range(inputs))],
                         "input_connectivity": [[]]}
    return spec


def form_or_hint(model, place):
    """A module that runs a model over all steps, as those of SNNAX's benchmarks, has no form;
    the model in it has."""
    try:
        return layer_form(model, place)
    except NoForm as problem:
        for name, part in getattr(model, "__dict__", {}).items():
            if hasattr(part, "graph_structure"):
                raise NoForm(f"{problem}; its field `{name}` is a model with states, which can be "
                             "exported by itself") from problem
        raise


def warn_of_overrides(model, place):
    for cls in type(model).__mro__:
        if cls.__name__ in ("StatefulModel", "Sequential", "SequentialLocalFeedback"):
            return
        for method in ("__call__", "init_state"):
            if method in vars(cls):
                place.warn(f"{cls.__name__}.{method} is left out; exported is the graph "
                           "with its layers")


def text(value, indent=""):
    """JSON with a line for each key of the spec and for each layer."""
    if isinstance(value, dict) and ("layers" in value or "layer" in value):
        items = [f"{json.dumps(k)}: {text(v, indent + '  ')}" for k, v in value.items()]
        opening, closing = "{}"
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        items = [text(each, indent + "  ") for each in value]
        opening, closing = "[]"
    else:
        return json.dumps(value)
    lines = ",\n".join(f"{indent}  {item}" for item in items)
    return f"{opening}\n{lines}\n{indent}{closing}"


def parse_input(argument):
    """x=2,8,8 -> ("x", [2, 8, 8])"""
    name, _, shape = argument.partition("=")
    try:
        return name, [int(size) for size in shape.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected NAME=SIZE,SIZE..., found {argument}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", metavar="MODULE:MODEL")
    parser.add_argument("path", metavar="FILE.json")
    parser.add_argument("--input", action="append", type=parse_input, required=True,
                        metavar="NAME=SIZE,SIZE...")
    parser.add_argument("--name")
    parser.add_argument("--forward", choices=["default", "delayed"])
    options = parser.parse_args()
    module, _, attribute = options.model.partition(":")
    sys.path.insert(0, os.getcwd())
    model = getattr(importlib.import_module(module), attribute or "model")
    model = model() if isinstance(model, type(main)) else model
    warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
    try:
        export(model, options.path, dict(options.input), name=options.name,
               forward=options.forward)
    except NoForm as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
