# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How each layer class of SNNAX and Equinox is written in a model spec.

Classes are known by their names and instances by their fields, so that neither
package is imported and every version will do whose fields are these.
"""

import numpy as np

import recognise
import shapes
import stateful
import stateless
from limits import LIMITS, limited
from place import NoForm, kind, number


def plain(value):
    """Tuples and arrays of integers as lists, NumPy's integers as Python's."""
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def fields(layer, place, names):
    """Arguments that are JSON as they are."""
    return {name: plain(getattr(layer, name)) for name in names.split()}


def recognised(function, place, recogniser):
    try:
        return recogniser(function)
    except recognise.Unknown as problem:
        place.fail(f"a function that {problem}")


def weights(layer, place):
    """Those of `weight` and `bias` that the layer has."""
    return {name: place.below(name).parameter(getattr(layer, name))
            for name in ("weight", "bias") if getattr(layer, name) is not None}


# ----------------------------------------------------------- Equinox's layers
def with_weights(names):
    """A layer with these arguments, a weight and a bias."""
    return lambda layer, place: {**fields(layer, place, names), **weights(layer, place)}


def with_fields(names):
    return lambda layer, place: fields(layer, place, names)


def dropout(layer, place):
    return {"p": number(layer.p)}


def function(layer, place):
    try:
        name = recognise.activation(layer.fn)
    except recognise.Unknown as problem:
        return traced_instead(layer, place, place.below("fn"), problem)
    return {"type": "Flatten"} if name == recognise.FLATTEN else {"fn": name}


def traced_instead(layer, place, part, problem):
    """What a layer does with a function that is none of a spec's."""
    try:
        return stateless.traced_form(layer, place, layer_form, has_form)
    except NoForm as found:
        part.fail(f"a function that {problem}; and traced, {found}")


def mlp(layer, place):
    if getattr(layer, "scan", False):
        place.fail("expected an MLP whose layers stand apart; this one was made with scan=True")
    spec = fields(layer, place, "in_size out_size width_size depth use_bias use_final_bias")
    for name in ("activation", "final_activation"):
        try:
            spec[name] = recognise.activation(getattr(layer, name))
        except recognise.Unknown as problem:
            return traced_instead(layer, place, place.below(name), problem)
    spec["layers"] = [weights(each, place.below(f"layers[{i}]"))
                      for i, each in enumerate(layer.layers)]
    return spec


def batch_norm(layer, place):
    state = place.options.state
    if state is None:
        place.fail("running statistics are in Equinox's State: pass it as state=...")
    if getattr(layer, "mode", "ema") == "batch":
        count = np.asarray(state.get(layer.batch_counter))
        scale = 1 - np.float32(layer.momentum) ** count if count else 1
        mean, var = (np.asarray(each) / scale for each in state.get(layer.batch_state_index))
    else:
        mean, var = state.get(layer.ema_state_index)
    return {**fields(layer, place, "input_size eps channelwise_affine"),
            **weights(layer, place), "mean": place.below("mean").parameter(mean),
            "var": place.below("var").parameter(var)}


# ------------------------------------------------------------ SNNAX's neurons
def start_and_shape(layer, place):
    spec = {}
    if getattr(layer, "init_fn", None) is not None:
        init = recognised(layer.init_fn, place.below("init_fn"), recognise.initial)
        if init != {"fn": "zeros"}:
            spec["init_fn"] = init
    shape = getattr(layer, "shape", None)
    if shape is not None:
        spec["shape"] = plain(shape)
    return spec


def spiking(layer, place, known=()):
    """What all neurons that spike have, as far as this one has it and `known` has not."""
    spec = {"threshold": place.below("threshold").parameter(layer.threshold)}
    if getattr(layer, "reset_val", None) is not None and "reset_val" not in known:
        spec["reset_val"] = place.below("reset_val").parameter(layer.reset_val)
    try:
        spec["spike_fn"] = recognise.surrogate(layer.spike_fn)
    except recognise.Unknown as problem:
        place.below("spike_fn").warn(f"left out, a function that {problem}; "
                                     "outputs do not depend on it")
    if hasattr(layer, "stop_reset_grad"):
        spec["stop_reset_grad"] = bool(layer.stop_reset_grad)
    return spec


def values_of(layer, name, place):
    return limited(layer, name, place) if name in LIMITS else getattr(layer, name)


def neuron(decays=0, ones="", numbers=""):
    """A neuron with so many decay constants, with these lists of one parameter and with
    these parameters of its own."""

    def form(layer, place):
        counts = {"decay_constants": decays} if decays else {}
        spec = {name: place.below(name).several(values_of(layer, name, place), count)
                for name, count in {**counts, **dict.fromkeys(ones.split(), 1)}.items()}
        for name in numbers.split():
            spec[name] = place.below(name).parameter(getattr(layer, name))
        return {**spec, **spiking(layer, place, spec), **start_and_shape(layer, place)}

    return form


def leaky_integrator(layer, place):
    # 0.0.1 has one number, later versions a list.
    name = "decay_constants" if hasattr(layer, "decay_constants") else "decay_constant"
    return {"decay_constants": place.below(name).several(values_of(layer, name, place), 1),
            **start_and_shape(layer, place)}


def spiking_pool(layer, place):
    return {**fields(layer, place, POOL), **spiking(layer, place)}


def srm(layer, place):
    return {"layer": layer_form(layer.layer, place.below("layer").hearing(place.hears)),
            **neuron(2, "r_decay_constants reset_val")(layer, place)}


# --------------------------------------------------------------- compositions
def sublayers(layer, place):
    return [layer_form(each, place.below(f"layers[{i}]").hearing(
        lambda i=i: shapes.heard_by(layer, i, place.hears())))
            for i, each in enumerate(layer.layers)]


def composition(layer, place):
    if not layer.layers:
        place.fail("expected at least one layer. (ResNetBlock of SNNAX's main branch loses "
                   "its layers: set its field `layers` after it was made)")
    return {"layers": sublayers(layer, place)}


def compound(layer, place):
    """A chain; what a Parallel at its beginning hears comes in apart."""
    spec = composition(layer, place)
    first, *others = spec["layers"]
    if first["type"] != "Parallel":
        return spec
    inputs = [f"in{i}" for i in range(len(first["layers"]))]
    first["from"] = inputs
    for i, each in enumerate(others):
        each["from"] = str(i)
    return {"type": "StatefulModel", "inputs": inputs, "layers": spec["layers"]}


def stateful_model(layer, place):
    """Also Sequential and SequentialLocalFeedback, which are StatefulModels with
    a graph of their own; Equinox's Sequential has none."""
    if not hasattr(layer, "graph_structure"):
        return {"type": "Sequential", **composition(layer, place)}
    graph, spec = graph_form(layer, place), {}
    if is_chain(graph):
        spec["type"] = "Sequential"
    else:
        spec.update(type="StatefulModel", graph=graph)
    if forward_form(layer, place) == "delayed":
        spec["forward"] = "delayed"
    return {**spec, **composition(layer, place)}


def forward_form(layer, place):
    return place.options.forward or recognised(
        layer.forward_fn, place.below("forward_fn"), recognise.forward)


def graph_form(layer, place):
    graph = layer.graph_structure
    final = getattr(graph, "final_layer_ids", None)
    spec = {"num_layers": int(graph.num_layers),
            "input_layer_ids": plain(graph.input_layer_ids),
            "final_layer_ids": plain(final or [graph.num_layers - 1]),
            "input_connectivity": plain(graph.input_connectivity)}
    if len(layer.layers) != spec["num_layers"]:
        place.fail(f"a graph of {spec['num_layers']} layers for {len(layer.layers)}")
    compound = any(type(each).__name__ == "CompoundLayer" for each in layer.layers)
    if type(layer).__name__ == "SequentialLocalFeedback" and compound and is_chain(spec):
        place.warn("a SequentialLocalFeedback whose graph has no feedback, as that of "
                   "SNNAX's main branch; exported as the chain that it is")
    return spec


def is_chain(graph):
    last = graph["num_layers"] - 1
    return (graph["final_layer_ids"] == [last]
            and graph["input_layer_ids"] == [[0]] + [[]] * last
            and graph["input_connectivity"] == [[]] + [[i] for i in range(last)])


CONV = "in_channels out_channels kernel_size stride padding dilation groups use_bias padding_mode"
POOL = "kernel_size stride padding use_ceil"

FORMS = {
    "Linear": with_weights("in_features out_features use_bias"),
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), with_weights(CONV)),
    "ConvTranspose2d": with_weights(f"{CONV} output_padding"),
    **dict.fromkeys(("LayerNorm", "RMSNorm"), with_weights("shape eps use_weight use_bias")),
    "GroupNorm": with_weights("groups channels eps channelwise_affine"),
    "BatchNorm": batch_norm,
    **dict.fromkeys(("AvgPool1d", "AvgPool2d", "MaxPool1d", "MaxPool2d"), with_fields(POOL)),
    **dict.fromkeys(("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d",
                     "AdaptiveMaxPool2d"), with_fields("target_shape")),
    **dict.fromkeys(("Identity", "Flatten"), with_fields("")),
    "Dropout": dropout,
    "Lambda": function,
    "MLP": mlp,
    **dict.fromkeys(("LIF", "LIFSoftReset"), neuron(2)),
    "SimpleLIF": neuron(1),
    "SigmaDelta": neuron(3),
    "AdaptiveLIF": neuron(1, "ada_decay_constant ada_step_val ada_coupling_var"),
    "IAF": neuron(1, numbers="leak"),
    "SimpleIAF": neuron(numbers="leak"),
    **dict.fromkeys(("SimpleLI", "LI"), leaky_integrator),
    "SRM": srm,
    "SpikeCounter": start_and_shape,
    **dict.fromkeys(("SpikingMaxPool1d", "SpikingMaxPool2d"), spiking_pool),
    **dict.fromkeys(("Parallel", "ResNetBlock"), composition), "CompoundLayer": compound,
    **dict.fromkeys(("Sequential", "SequentialLocalFeedback", "StatefulModel"), stateful_model),
}


def form_of(layer):
    """The class's name among FORMS, or None if it is none of these or does something
    else than they do: a class of one's own has a call of its own, whatever its name."""
    for cls in type(layer).__mro__:
        if cls.__name__ in FORMS and {"equinox", "snnax"} & set(cls.__module__.split(".")):
            return cls.__name__
        if "__call__" in vars(cls):
            return None
    # What is none of their objects, but has the fields of one.
    return type(layer).__name__ if type(layer).__name__ in FORMS else None


def has_form(layer):
    """Whether a module may have it as a part that is not looked into."""
    return form_of(layer) not in (None, "BatchNorm", "Parallel") and not shapes.is_stateful(layer)


def layer_form(layer, place):
    """The JSON object of a layer, as Python values."""
    for cls in type(layer).__mro__:
        if cls.__name__ in place.options.custom:
            return place.options.custom[cls.__name__](layer, place)
        if "__call__" in vars(cls):
            break
    known = form_of(layer)
    if known:
        return {"type": known, **FORMS[known](layer, place)}
    if not callable(layer):
        place.fail(f"{kind(layer)} has no form in a model spec")
    if shapes.is_stateful(layer):
        return stateful.traced_form(layer, place)
    return stateless.traced_form(layer, place, layer_form, has_form)
