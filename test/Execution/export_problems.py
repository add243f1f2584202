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
from typing import Any, Callable

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


def srm(decay_constants, **kwargs):
    return snn.SRM(eqx.nn.Identity(), decay_constants=decay_constants, **kwargs)


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
    (chain(eqx.nn.Lambda(jnp.sinh)), "layers[1].fn: a function that gives what none of these"),
    (chain(snn.CompoundLayer(eqx.nn.Lambda(lambda x: x[99, 99]))),
     "layers[1].layers[0].fn: a function that cannot be called with an array"),
    (chain(object()), "layers[1]: builtins.object has no form in a model spec"),
    (chain(snn.SimpleLI([0.9], init_fn=lambda shape, key: jax.random.gumbel(key, shape))),
     "layers[1].init_fn: a function that gives neither one number nor"),
    (chain(snn.SimpleLIF([])), "layers[1].decay_constants: expected a list of 1, found an empty"),
    (chain(snn.LIF([0.9, float("nan")])), "layers[1].decay_constants[1]: expected finite numbers"),
    (chain(snn.LIF([0.9, 0.8], threshold="high")),
     "layers[1].threshold: expected a number or an array, found builtins.str"),
    (chain(forward_fn=lambda layers: layers), "forward_fn: a function that cannot be called as"),
    (chain(snn.ResNetBlock()), "layers[1]: expected at least one layer"),
    (chain(eqx.nn.BatchNorm(4, "batch", mode="batch")), "layers[1]: running statistics are in"),
    (chain(eqx.nn.MLP(4, 2, 8, 3, scan=True, key=KEY)), "layers[1]: expected an MLP whose layers"),
]


class Call(eqx.Module):
    """A module that calls a function with itself, its input and the call's key."""

    function: Callable = eqx.field(static=True)
    weight: jax.Array
    layer: Any

    def __init__(self, function, layer=None):
        self.function, self.weight, self.layer = function, jnp.ones((4, 4)), layer

    def __call__(self, x, *, key=None):
        return self.function(self, x, key)


class Step(snn.StatefulLayer):
    """The same with a state."""

    function: Callable = eqx.field(static=True)

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def __call__(self, state, x, *, key=None):
        return self.function(state, x, key)


def looped(module, x, key):
    return jax.lax.scan(lambda carry, row: (carry + row, carry), jnp.zeros(()), x)[1]


NO_FORM = "has no form in a model spec (export_problems.py:"

TRACED_ERRORS = [
    (Call(looped), f"layers[1]: the operation `scan` {NO_FORM}"),
    (Call(lambda m, x, key: jax.lax.fori_loop(0, 3, lambda i, x: x * x, x)),
     f"layers[1]: the operation `scan` {NO_FORM}"),
    (Call(lambda m, x, key: jax.lax.while_loop(lambda x: x[0] < 1, lambda x: x + 1, x)),
     f"layers[1]: the operation `while` {NO_FORM}"),
    (Call(lambda m, x, key: jax.lax.cond(x[0] > 0, jnp.sin, jnp.cos, x)),
     f"layers[1]: the operation `cond` {NO_FORM}"),
    (Call(lambda m, x, key: x * jnp.argmax(x)), f"layers[1]: the operation `argmax` {NO_FORM}"),
    (Call(lambda m, x, key: jnp.sort(x)), f"layers[1]: the operation `sort` {NO_FORM}"),
    (Call(lambda m, x, key: jnp.prod(x)), f"layers[1]: the operation `reduce_prod` {NO_FORM}"),
    (Call(lambda m, x, key: jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (2,), (1,), "VALID",
                                                  window_dilation=(2,))),
     "layers[1]: the operation `reduce_window_max` has windows that no pool of a model spec has ("),
    (Call(lambda m, x, key: jnp.zeros(4).at[jnp.where(x > 0, 1, 0)].set(x)),
     "layers[1]: the operation `scatter` takes its indices from values that change"),
    (Call(lambda m, x, key: x.at[0].apply(jnp.tanh)),
     "layers[1]: the operation `scatter` gives here no sum of elements times constants"),
    (Call(lambda m, x, key: jnp.ones(2).at[jnp.array([1, 1, 0, 0])].mul(x)),
     "layers[1]: the operation `scatter-mul` gives here no sum of elements times constants"),
    (Call(lambda m, x, key: jax.ops.segment_prod(x, jnp.array([0, 0, 1, 1]), 2)),
     "layers[1]: the operation `scatter-mul` gives here no sum of elements times constants"),
    (Call(lambda m, x, key: (x > 0).sum() // 2), "layers[1]: the operation `div` divides numbers of int32"),
    (Call(lambda m, x, key: jnp.where(jnp.arange(4) < 2, x, -jnp.inf)),
     "layers[1]: the operation `select_n` with infinity or NaN has no form"),
    (Call(lambda m, x, key: m.weight[0, x.astype(int)]),
     "layers[1]: the operation `convert_element_type` makes int32 of float32 (export_problems.py:"),
    (Call(lambda m, x, key: jax.nn.gelu(x, approximate=False)), "layers[1]: the operation `erf"),
    (Call(lambda m, x, key: m.weight * (x @ x)[None, None]),
     "layers[1]: the operation `dot_general` multiplies two values that change, and a layer's"),
    (Call(lambda m, x, key: x * jax.random.bernoulli(key, 0.5, x.shape)),
     "layers[1]: `mul` depends on the key of the call, which a model spec has not (export_pro"),
    (Call(lambda m, x, key: jax.lax.linalg.cholesky(m.weight * x)), "layers[1]: the operation `chole"),
    (Call(lambda m, x, key: (x, 2 * x)), "layers[1]: Call gives 2 arrays, expected one"),
    (Call(lambda m, x, key: m.weight[0]), "layers[1]: what Call gives does not depend on its input"),
    (Call(lambda m, x, key: x[:, 0]), "layers[1]: Call cannot be called with one array, of the shape [4]"),
    (Call(lambda m, x, key: x + jnp.inf), "layers[1]: the operation `add` with infinity or NaN has no"),
    (Call(lambda m, x, key: jnp.repeat(x, 600).reshape(-1, 1) + jnp.ones((1, 600))),
     "layers[1]: the operation `broadcast_in_dim` would take a matrix of 3456000000 weights"),
    (Call(lambda m, x, key: m.layer(x), eqx.nn.Lambda(jnp.sinh)), "layers[1].layer.fn: a function that"),
    (Call(lambda m, x, key: x, None), "nothing"),
    (Step(lambda state, x, key: (state, x @ x * state[0])),
     "layers[1]: the operation `dot_general` is not one of single elements, as the equations of a"),
    (Step(lambda state, x, key: (state[:1], x)), "layers[1]: Step gives 2 arrays, expected one for each "
     "of its 2 states, and the output"),
    (Step(lambda state, x, key: (state, x + jax.random.normal(key, x.shape))),
     "layers[1]: `add` depends on the key of the call"),
    (Step(lambda state, x, key: (state, x[:2])), "layers[1]: the operation `slice` is not one of single"),
    (Step(lambda state, x, key: (state, jnp.sin(x))), "layers[1]: the operation `sin` is not one"),
    (Step(lambda state, x, key: (state[0] + 1, x)), "layers[1]: Step gives 2 arrays"),
    (Step(lambda state, x, key: ([x, x], x), init_fn=lambda shape, key: jnp.zeros(3)),
     "layers[1].init_state[0]: a state of the shape [3] in a layer that hears [4]"),
    (Step(lambda state, x, key: ([x, x], x), init_fn=lambda shape, key: jax.random.gumbel(key, shape)),
     "layers[1].init_state[0]: a function that gives neither one number nor"),
    (MyNeuron([0.9, 0.8]), "nothing"),
]


def check_traced_errors():
    for layer, expected in TRACED_ERRORS:
        found = problem(chain(layer))
        assert found.startswith(expected), f"expected {expected}\n   found {found}"
    graph = snn.GraphStructure(2, [[0], []], [1], [[1], [0]])
    found = problem(snn.StatefulModel(graph, [Call(lambda m, x, key: x), Call(lambda m, x, key: x)]))
    assert found.startswith("layers[0]: the shape of what this layer hears is not known: it is in "
                            "a cycle"), found
    alone = snn.Parallel([eqx.nn.Linear(4, 4, key=KEY), Call(lambda m, x, key: x)])
    found = problem(chain(snn.CompoundLayer(alone)))
    assert found == ("layers[1].layers[0].layers[1]: this layer hears nothing, as the Parallel that "
                     "it is in has more layers than sources"), found
    print(f"{len(TRACED_ERRORS) + 2} modules of one's own as they should be")


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


def check_indexed():
    """Constants that SNNAX does not read, and such as JAX gives for those that are not
    there: an index beyond the end is that of the last."""
    assert float(jnp.array([0.25])[1]) == 0.25
    per_neuron = jnp.array([0.6, 0.7, 0.8, 0.9])
    for neuron, key, expected, read in (
            (snn.AdaptiveLIF([0.75, 0.5]), "decay_constants", [0.75], "the first 1 alone"),
            (snn.AdaptiveLIF([0.75], ada_step_val=[0.5, 1]), "ada_step_val", [0.5], "the first 1"),
            (snn.AdaptiveLIF([0.75], ada_coupling_var=per_neuron), "ada_coupling_var", [0.6],
             "the first 1 alone"),
            (snn.AdaptiveLIF([0.75], [0.5, 1]), "ada_decay_constant", [0.5], "the first 1 alone"),
            (snn.SimpleLIF(per_neuron), "decay_constants", [0.6], "the first 1 alone"),
            (snn.LIF([0.75, 0.5, 1]), "decay_constants", [0.75, 0.5], "the first 2 alone"),
            (snn.LIF([0.75]), "decay_constants", [0.75, 0.75], "the last for those"),
            (snn.LIFSoftReset([1, 0.5, 1]), "decay_constants", [1, 0.5], "the first 2 alone"),
            (snn.IAF([0.75, 0.5]), "decay_constants", [0.75], "the first 1 alone"),
            (snn.SimpleLI([0.75, 0.5]), "decay_constants", [0.75], "the first 1 alone"),
            (snn.SigmaDelta([0.75, 0.5]), "decay_constants", [0.75, 0.5, 0.5], "the last for"),
            (snn.SigmaDelta([1, 0, 1, 0]), "decay_constants", [1, 0, 1], "the first 3 alone"),
            (srm([0.75, 0.5, 1]), "decay_constants", [0.75, 0.5], "the first 2 alone"),
            (srm([0.75, 0.5], r_decay_constants=[0.5, 1]), "r_decay_constants", [0.5],
             "the first 1 alone"),
            (srm([0.75, 0.5], reset_val=[0.5, 1]), "reset_val", [0.5], "the first 1 alone")):
        spec, said = exported(chain(neuron))
        assert spec["layers"][1][key] == expected, spec
        assert len(said) == 1 and said[0].startswith(f"layers[1].{key}: "), said
        assert f"SNNAX reads {read}" in said[0], said
    print("constants as SNNAX indexes them")


def check_limits():
    """Constants that training has taken beyond where SNNAX limits them, so that snnc has
    nothing to warn of; where the neuron uses them as they are, so does the spec."""
    for neuron, key, expected in (
            (snn.LIF([0.25, 1.5]), "decay_constants", [0.5, 1]),
            (snn.SimpleLI([0.25]), "decay_constants", [0.5]),
            (snn.IAF([0.25]), "decay_constants", [0.5]),
            (snn.AdaptiveLIF([0.25]), "decay_constants", [0.5]),
            (snn.AdaptiveLIF([0.75], ada_decay_constant=[0.25]), "ada_decay_constant", [0.5]),
            (snn.AdaptiveLIF([0.75], ada_step_val=[3.0]), "ada_step_val", [2]),
            (snn.AdaptiveLIF([0.75], ada_coupling_var=[-3.0]), "ada_coupling_var", [-1]),
            (snn.SigmaDelta([0.25, 0.5, 1]), "decay_constants", [0.25, 0.5, 1]),
            (released("LI", decay_constants=[0.25]), "decay_constants", [0.25])):
        spec, said = exported(chain(neuron))
        assert spec["layers"][1][key] == expected and not said, (spec, said)
    print("constants as SNNAX limits them")


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
check_traced_errors()
check_warnings()
check_indexed()
check_limits()
check_forms()
check_forward()
check_custom()
