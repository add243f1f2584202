# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The command line of export.py."""

import argparse
import importlib
import inspect
import os
import pathlib
import sys
import warnings

import export
import shapes
from place import NoForm
from wrapper import REDUCTIONS


def parse_input(argument):
    """x=2,8,8 -> ("x", [2, 8, 8])"""
    name, _, shape = argument.partition("=")
    try:
        return name, [int(size) for size in shape.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected NAME=SIZE,SIZE..., found {argument}")


def parse_names(argument):
    return [name for name in argument.split(",") if name]


def load(text):
    """The object that MODULE:MODEL names; MODULE may be a file."""
    module, _, attribute = text.partition(":")
    module = pathlib.Path(module)
    sys.path.insert(0, str(module.parent.resolve() if module.suffix == ".py" else os.getcwd()))
    try:
        found = importlib.import_module(module.stem if module.suffix == ".py" else str(module))
    except ModuleNotFoundError as problem:
        sys.exit(f"error: {text}: {problem}")
    for name in (attribute or "model").split("."):
        if not hasattr(found, name):
            sys.exit(f"error: {text}: nothing is called '{name}' in {module}")
        found = getattr(found, name)
    return found


def made(model, text, leaves):
    """What a function makes, which gets a key if it wants one. Weights that are then drawn
    are hardly those that somebody wants, unless `leaves` take their place."""
    if not inspect.isroutine(model) and not inspect.isclass(model):
        return model
    needed = [name for name, each in inspect.signature(model).parameters.items()
              if each.default is each.empty
              and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    if needed not in ([], ["key"]):
        sys.exit(f"error: {text}: expected a model, or what makes one without arguments or with a "
                 f"`key`; this needs {', '.join(needed)}")
    if needed and not leaves:
        print(f"warning: {text} was called with the key jax.random.PRNGKey(0), and what it drew "
              "is exported; --leaves reads trained weights", file=sys.stderr)
    return model(**dict.fromkeys(needed, shapes.KEY))


def arguments():
    parser = argparse.ArgumentParser(description=export.__doc__.split("\n\n")[0])
    parser.add_argument("model", metavar="MODULE:MODEL",
                        help="where Python finds the model, or a function that makes it; of a "
                             "field, MODULE:MODEL.FIELD")
    parser.add_argument("path", metavar="FILE.json", help="what is written")
    parser.add_argument("--input", action="append", type=parse_input, required=True,
                        metavar="NAME=SIZE,SIZE...",
                        help="an input and its shape, without time and batch")
    parser.add_argument("--spikes", type=parse_names, default=[], metavar="NAME,NAME...",
                        help="the inputs that are 0 or 1, which are computed faster")
    parser.add_argument("--outputs", type=parse_names, default=[], metavar="NAME,NAME...",
                        help="names of the outputs, in the order of the final layers")
    parser.add_argument("--reduce", type=parse_names, default=[], metavar="HOW,HOW...",
                        help="what becomes of an output's steps: none, sum, mean, last or max; one "
                             "for all outputs, or one each")
    parser.add_argument("--leaves", metavar="FILE.eqx",
                        help="what eqx.tree_serialise_leaves has written of the model, or of it "
                             "and its state: read into the one that MODEL makes, which need not be "
                             "trained")
    parser.add_argument("--name", help="the model's name in C (the file's)")
    parser.add_argument("--forward", choices=["default", "delayed"],
                        help="whether a layer hears others in the same step or a step late (what "
                             "the model's forward function does)")
    return parser.parse_args()


def main():
    options = arguments()
    inputs = {name: {"shape": shape} for name, shape in options.input}
    for name in options.spikes:
        if name not in inputs:
            sys.exit(f"error: --spikes: no input is called '{name}'")
        inputs[name]["spikes"] = True
    for how in options.reduce:
        if how not in REDUCTIONS:
            sys.exit(f"error: --reduce: expected one of {', '.join(REDUCTIONS)}, found '{how}'")
    model = made(load(options.model), options.model, options.leaves)
    if options.leaves:
        model = read_leaves(options.leaves, model)
    # As eqx.nn.make_with_state gives it.
    model, state = model if isinstance(model, tuple) and len(model) == 2 else (model, None)
    warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
    try:
        export.export(model, options.path, inputs, name=options.name,
                      outputs=[{"name": each} for each in options.outputs] or None,
                      reduce=options.reduce if len(options.reduce) > 1 else "".join(options.reduce),
                      forward=options.forward, state=state)
    except NoForm as problem:
        sys.exit(f"error: {problem}")


def read_leaves(path, model):
    import equinox
    try:
        return equinox.tree_deserialise_leaves(path, model)
    except Exception as problem:
        sys.exit(f"error: {path}: {problem}")
