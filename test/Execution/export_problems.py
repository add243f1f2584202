# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What examples/from_snnax/export.py says of models that a spec cannot express,
what it warns of, and what it makes of objects other than today's."""

import json
import pathlib
import sys
import tempfile
import types
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE / "Inputs"), str(HERE.parents[1] / "examples/from_snnax")]

import equinox as eqx
import jax
import jax.numpy as jnp
from snnax import snn

from export import export
from place import NoForm

KEY = jax.random.PRNGKey(0)


class MyNeuron(snn.LIF):
    def __call__(self, state, synaptic_input, *, key=None):
        return state, synaptic_input


class MyModel(snn.Sequential):
    def __call__(self, input_states, input_batch, key=None, burnin=0):
        return super().__call__(input_states, input_batch, key, burnin)


def chain(*layers, **kwargs):
    return snn.Sequential(eqx.nn.Linear(3, 4, key=KEY), *layers, **kwargs)


def released(name, **fields):
    """An object as SNNAX 0.0.1 has it: parameters wrapped, no `shape`."""
    wrapped = {key: type("TrainableArray", (), {"data": value})() if key.endswith("s") else value
               for key, value in fields.items()}
    return type(name, (), {"init_fn": staticmethod(lambda x, key: jnp.zeros(x)), **wrapped})()


def exported(model, inputs={"x": (3,)}, **kwargs):
    """The spec, and the warnings."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        path = pathlib.Path(folder) / "net.json"
        export(model, path, inputs, **kwargs)
        return json.loads(path.read_text()), [str(each.message) for each in said]


def problem(model, **kwargs):
    try:
        exported(model, **kwargs)
    except NoForm as found:
        return str(found)
    return "nothing"


ERRORS = [
    (chain(eqx.nn.PReLU()), "layers[1]: equinox.nn._activations.PReLU has no form"),
    (chain(MyNeuron([0.9, 0.8])), "layers[1]: __main__.MyNeuron has no form in a model spec. If "),
    (chain(eqx.nn.Lambda(jnp.sinh)), "layers[1].fn: a function that gives what none of these"),
    (chain(snn.CompoundLayer(eqx.nn.Lambda(lambda x: x[99, 99]))),
     "layers[1].layers[0].fn: a function that cannot be called with an array"),
    (chain(snn.SimpleLI([0.9], init_fn=lambda shape, key: jax.random.gumbel(key, shape))),
     "layers[1].init_fn: a function that gives neither one number nor"),
    (chain(snn.LIF([0.9, float("nan")])), "layers[1].decay_constants[1]: expected finite numbers"),
    (chain(snn.LIF([0.9, 0.8], threshold="high")),
     "layers[1].threshold: expected a number or an array, found builtins.str"),
    (chain(forward_fn=lambda layers: layers), "forward_fn: a function that cannot be called as"),
    (chain(snn.ResNetBlock()), "layers[1]: expected at least one layer"),
    (chain(eqx.nn.BatchNorm(4, "batch", mode="batch")), "layers[1]: running statistics are in"),
    (chain(eqx.nn.MLP(4, 2, 8, 3, scan=True, key=KEY)), "layers[1]: expected an MLP whose layers"),
]


def check_errors():
    for model, expected in ERRORS:
        found = problem(model)
        assert found.startswith(expected), f"expected {expected}\n   found {found}"
    found = problem(chain(), inputs={"x": (3,), "y": (3,)})
    assert found == "the model: the graph reads inputs [0], 2 are given", found
    print(f"{len(ERRORS) + 1} errors as they should be")


def check_warnings():
    """And that the layer is exported for all that."""
    model = chain(snn.LIF([0.9, 0.8], spike_fn=lambda u: jnp.where(u >= 0, 1.0, 0.0)))
    spec, said = exported(model)
    assert "spike_fn" not in spec["layers"][1]
    assert said == ["layers[1].spike_fn: left out, a function that SNNAX's surrogate functions "
                    "did not make; outputs do not depend on it"], said
    _, said = exported(MyModel(*model.layers[:1]))
    assert said == ["the model: MyModel.__call__ is left out; exported is the graph with its "
                    "layers"], said
    forgetful = snn.SequentialLocalFeedback(snn.CompoundLayer(snn.SimpleLIF([0.9])),
                                            feedback_layers={})
    _, said = exported(forgetful)
    assert len(said) == 1 and "whose graph has no feedback" in said[0], said
    print("3 warnings as they should be")


def check_forms():
    """Objects of other versions, and functions that are recognised."""
    relu = jax.jit(lambda x: jnp.maximum(x, 0))
    layers = exported(chain(
        released("LIF", decay_constants=[0.9, jnp.array([0.1, 0.2, 0.3, 0.4])], threshold=1.0,
                 spike_fn=snn.LIF([1, 1]).spike_fn, stop_reset_grad=True, reset_val=None),
        eqx.nn.Lambda(relu), released("LI", decay_constant=0.75),
        eqx.nn.Lambda(lambda x: x.reshape(-1))))[0]["layers"]
    assert layers[1]["decay_constants"] == [0.9, "layers.1.decay_constants.1"], layers
    assert layers[1]["spike_fn"] == {"type": "superspike", "beta": 10}, layers
    assert layers[2]["fn"] == "relu", layers
    assert layers[3] == {"type": "LI", "decay_constants": [0.75]}, layers
    assert layers[4] == {"type": "Flatten"}, layers
    init = exported(chain(snn.SimpleLI([0.9], init_fn=lambda shape, key: jnp.full(shape, 0.3))))
    assert init[0]["layers"][1]["init_fn"] == {"fn": "constant", "value": 0.3}, init
    print("forms as they should be")


def check_forward():
    """SNNAX's main branch: no final_layer_ids, its forward functions called with
    the states alone, which end in the output."""
    def late(layers, struct, key, states, data):
        heard = [[states[j][-1] for j in ids] for ids in struct.input_connectivity]
        outs = [layer((list(x) + [data])[0], key=key) for layer, x in zip(layers, heard)]
        return [[out] for out in outs], outs[-1:]

    graph = types.SimpleNamespace(num_layers=2, input_layer_ids=((0,), ()),
                                  input_connectivity=((), (0, 1)))
    model = types.SimpleNamespace(graph_structure=graph, forward_fn=late,
                                  layers=[snn.Flatten(), snn.Flatten()])
    spec, _ = exported(model)
    assert spec["forward"] == "delayed", spec
    assert spec["graph"]["final_layer_ids"] == [1], spec
    assert "forward" not in exported(model, forward="default")[0]
    assert "forward" not in exported(chain())[0]
    print("forward functions as they should be")


def check_custom():
    form = lambda layer, place: {
        "type": "LIF", "decay_constants": place.below("decay").several(layer.decay_constants)}
    spec, _ = exported(chain(MyNeuron([0.5, 0.75])), custom={"MyNeuron": form})
    assert spec["layers"][1] == {"type": "LIF", "decay_constants": [0.5, 0.75]}, spec
    print("custom layers as they should be")


check_errors()
check_warnings()
check_forms()
check_forward()
check_custom()
