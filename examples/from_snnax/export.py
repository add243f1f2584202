# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a SNNAX model as a model spec for snnc: JSON, and safetensors beside it.

    export.py MODULE:MODEL FILE.json --input x=10 [--input y=2,8,8] ...

MODEL is a name in the Python module: a model, or a function that makes one. From
Python, `export(model, "net.json", {"x": (10,)})`.
"""

import dataclasses
import json
import pathlib
import warnings

from safetensors.numpy import save_file

import shapes
import wrapper
from layer_forms import form_of, forward_form, graph_form, is_chain, layer_form, sublayers
from place import NoForm, Place


@dataclasses.dataclass
class Options:
    """What all places of one export share."""

    forward: str = None
    state: object = None
    custom: dict = dataclasses.field(default_factory=dict)
    tensors: dict = dataclasses.field(default_factory=dict)


def export(model, path, inputs, *, name=None, outputs=None, reduce=None, forward=None, state=None,
           custom=None):
    """Writes `path` and, if the model has arrays, the `.safetensors` beside it.

    inputs: the external inputs by name, in the order in which the graph counts
    them; a shape without time and batch, or a dict with "shape" and "spikes".
    name, outputs: as in the spec. reduce: what becomes of the outputs' steps, of all of them
    or a list with one for each, where `outputs` does not say it. forward: "default" or "delayed", instead of
    what the models' forward functions do. state: Equinox's State, for BatchNorm.
    custom: for layer classes of one's own, by class name, a function of a layer
    and its place that gives the layer's JSON object; `place.below("v")
    .parameter(array)` gives what stands for an array in it.

    A module that holds a model in a field, and runs it over all steps, is exported as that
    model; what becomes of its outputs is a "reduce" or a warning.

    Raises NoForm for what a spec cannot say, with its path in the model.
    """
    path, options = pathlib.Path(path), Options(forward, state, custom or {})
    spec = {"format": "snnc", "version": 1}
    if name:
        spec["name"] = name
    spec["inputs"] = [{"name": each, **(given if isinstance(given, dict) else {"shape": given})}
                      for each, given in inputs.items()]
    place = Place(options)
    if has_model_inside(model, options):
        model, place, use = model_inside(model, place, spec["inputs"])
        reduce = reduce or use
    outputs = output_forms(outputs, reduce, count_outputs(model), place)
    if outputs:
        spec["outputs"] = outputs
    heard = [shapes.sizes(each["shape"]) for each in spec["inputs"]]
    network = network_form(model, place.hearing(lambda: heard), len(inputs))
    if options.tensors:
        weights = path.with_suffix(".safetensors")
        save_file(options.tensors, weights)
        spec["weights"] = weights.name
    path.write_text(text({**spec, **network}) + "\n")


def count_outputs(model):
    graph = getattr(model, "graph_structure", None)
    return len(getattr(graph, "final_layer_ids", None) or [None])


def output_forms(outputs, reduce, count, place):
    """The key `outputs` of the spec, None where nothing is to be said."""
    if outputs and len(outputs) != count:
        place.fail(f"{len(outputs)} outputs are named, the model has {count}")
    if not reduce:
        return outputs
    reductions = [reduce] * count if isinstance(reduce, str) else reduce
    if len(reductions) != count:
        place.fail(f"{len(reductions)} reductions for {count} outputs")
    return [{**output, "reduce": output.get("reduce", how)}
            for output, how in zip(outputs or [{}] * count, reductions)]


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
    spec = {"layers": [layer_form(model, place)]}
    if inputs > 1:
        spec["graph"] = {"num_layers": 1, "input_layer_ids": [list(range(inputs))],
                         "input_connectivity": [[]]}
    return spec


def has_model_inside(module, options):
    """Whether it is none of the classes that have a form, and holds models that are."""
    names = {cls.__name__ for cls in type(module).__mro__}
    is_known = hasattr(module, "graph_structure") or names & options.custom.keys()
    return not is_known and form_of(module) is None and bool(wrapper.models_in(module))


def model_inside(module, place, inputs):
    """The model that a module runs, its place, and how the module reduces what the model
    gives."""
    models, name = wrapper.models_in(module), type(module).__name__
    if len(models) > 1:
        place.fail(f"{name} holds several models, in {', '.join(models)}: export each by itself")
    [(path, model)] = models.items()
    place = place.below(path)
    try:
        if len(inputs) > 1:
            raise wrapper.Unclear("is not looked at for several inputs")
        use = wrapper.use(module, model, shapes.sizes(inputs[0]["shape"]))
    except wrapper.Changes as problem:
        place.fail(f"{name} {problem}: export its field `{path}` by itself, and do the same to its inputs")
    except wrapper.Unclear as problem:
        place.warn(f"exported without what {name} does around it: it {problem}")
        return model, place, None
    inputs[0]["shape"] = list(use.shape)
    if use.burnin:
        place.warn(f"{name} drops the outputs of the first {use.burnin} steps, and a spec "
                   f"cannot: give {use.burnin} as the burn-in of `snnc run` or of a program's run")
    if use.reduce is None:
        place.warn(f"what {name} makes of its outputs is left out")
    return model, place, None if use.reduce == "none" else use.reduce


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


if __name__ == "__main__":
    import command_line
    command_line.main()
