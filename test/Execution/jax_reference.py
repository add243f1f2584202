# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a spec in JAX: the rules of the connectivity graph (docs/Semantics.md,
G1 to G6) around the layers of jax_layers.py. It shares nothing with snnc but
the text of the spec."""

import functools
import json
import pathlib
import re

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

from jax_layers import LAYERS

NOT_PARAMETERS = {"type", "name", "from", "merge", "shape", "eps", "in_features",
                  "out_features", "in_channels", "out_channels", "kernel_size",
                  "stride", "padding", "dilation", "groups", "fn", "init_fn",
                  "use_bias", "use_weight", "use_ceil", "channels", "input_size",
                  "channelwise_affine", "target_shape"}
LISTS = {"decay_constants", "ada_decay_constant", "ada_coupling_var"}


def parameters(layer, tensors):
    """The layer with every parameter as an f32 array."""

    def array(value):
        return np.float32(tensors[value] if isinstance(value, str) else value)

    result = {}
    for key, value in layer.items():
        if key in LISTS and isinstance(value, list):
            result[key] = [array(each) for each in value]
        else:
            result[key] = value if key in NOT_PARAMETERS else array(value)
    return result


def edges(spec):
    """For each layer: [(source, delay)] of its connections, then the indices of
    its external inputs. The delay of the rule stands unless the spec says one."""
    delayed = spec.get("forward", "default") == "delayed"

    def rule(layer, source):
        return int(delayed or source >= layer)

    layers = spec["layers"]
    if "graph" in spec:
        graph = spec["graph"]
        return [([(j, rule(i, j)) for j in sources], inputs) for i, (sources, inputs)
                in enumerate(zip(graph["input_connectivity"], graph["input_layer_ids"]))]
    if "from" not in layers[0]:
        return [([(i - 1, rule(i, i - 1))] if i else [], [] if i else [0])
                for i in range(len(layers))]
    names = [layer.get("name", str(i)) for i, layer in enumerate(layers)]
    inputs = [each["name"] for each in spec["inputs"]]
    result = []
    for i, layer in enumerate(layers):
        sources = [s if isinstance(s, dict) else {"layer": s} for s in layer["from"]]
        result.append((
            [(j, s.get("delay", rule(i, j))) for s in sources if s["layer"] not in inputs
             for j in [names.index(s["layer"])]],
            [inputs.index(s["layer"]) for s in sources if s["layer"] in inputs]))
    return result


def reach(sources, finals):
    """The layers from which an output can be reached."""
    found, front = set(finals), list(finals)
    while front:
        for j, _ in sources[front.pop()][0]:
            if j not in found:
                found.add(j)
                front.append(j)
    return found


class Network:
    """`shapes` gives the shape of every layer's output; `tensors` what the
    names of parameters mean."""

    def __init__(self, spec, tensors, shapes):
        self.spec, self.shapes = spec, [tuple(s) for s in shapes]
        self.layers = [LAYERS[layer["type"]](parameters(layer, tensors))
                       for layer in spec["layers"]]
        self.names = [layer.get("name", str(i)) for i, layer in enumerate(spec["layers"])]
        self.edges = edges(spec)
        last = len(self.layers) - 1
        self.finals = (spec["graph"].get("final_layer_ids", [last]) if "graph" in spec
                       else [self.names.index(o["layer"]) if "layer" in o else last
                             for o in spec.get("outputs", [{}])])
        self.live = sorted(reach(self.edges, self.finals))
        # Registers behind one another reach back further than one edge.
        self.longest = 2 + sum(max([0] + [delay for _, delay in self.edges[i][0]])
                               for i in self.live)

    def merge(self, i, values):
        if self.spec["layers"][i].get("merge", "concat") == "sum":
            return functools.reduce(jnp.add, values)
        return jnp.concatenate(values) if len(values) > 1 else values[0]

    def before_the_first_step(self):
        """out(-1): zeros with a state; without one, the layer applied to its
        sources' out(-1), zeros standing for later sources and the outside."""
        outs = [jnp.zeros(shape, jnp.float32) for shape in self.shapes]
        for i, layer in enumerate(self.layers):
            if layer.stateful:
                continue
            sources, inputs = self.edges[i]
            values = [outs[j] if j < i else jnp.zeros_like(outs[j]) for j, _ in sources]
            values += [jnp.zeros(self.spec["inputs"][k]["shape"], jnp.float32) for k in inputs]
            outs[i] = layer.apply(self.merge(i, values), {})[0]
        return outs

    def start(self):
        """States by layer, and the queues of old outputs, oldest first."""
        states = {i: {name: jnp.full(self.shapes[i], value, jnp.float32)
                      for name, value in self.layers[i].start.items()}
                  for i in self.live}
        outs = self.before_the_first_step()
        queues = {i: jnp.stack([outs[i]] * self.longest) for i in self.live}
        return states, queues

    def step(self, carry, inputs):
        """One step: the new carry, the wanted outputs, the least |v - threshold|."""
        states, queues = carry
        now, after, margin = {}, {}, jnp.float32(jnp.inf)
        for i in self.live:
            sources, ids = self.edges[i]
            values = [queues[j][-delay] if delay else now[j] for j, delay in sources]
            values += [inputs[k] for k in ids]
            now[i], after[i], distance = self.layers[i].apply(self.merge(i, values), states[i])
            if distance is not None:
                margin = jnp.minimum(margin, distance.min())
        queues = {i: jnp.concatenate([queue[1:], now[i][None]])
                  for i, queue in queues.items()}
        return (after, queues), ([now[i] for i in self.finals], margin)

    @functools.cached_property
    def scan(self):
        return jax.jit(lambda inputs: jax.lax.scan(self.step, self.start(), inputs))

    def run(self, inputs, burnin=0):
        """inputs: [steps, shape...] each, in the spec's order. Gives the outputs,
        the states by their names in a state file, the last values of every layer and
        input, and for each step the least distance of a neuron from its threshold."""
        (states, queues), (outs, margins) = self.scan([jnp.float32(x) for x in inputs])
        named = {f"{self.names[i]}.{key}": np.asarray(value)
                 for i, state in states.items() for key, value in state.items()}
        old = {self.names[i]: np.asarray(queue) for i, queue in queues.items()}
        for each, x in zip(self.spec["inputs"], inputs):
            zeros = np.zeros((self.longest, *each["shape"]), np.float32)
            old[each["name"]] = np.concatenate([zeros, x])[-self.longest:]
        listed = self.spec.get("outputs", [{}] * len(outs))
        reduced = [reduce(np.asarray(out)[burnin:], each.get("reduce", "none"))
                   for out, each in zip(outs, listed)]
        return reduced, named, old, np.asarray(margins)


def reduce(values, how):
    """[steps, shape...] over the steps."""
    if how == "none":
        return values
    if not len(values):
        return np.zeros_like(values, shape=values.shape[1:])
    if how == "last":
        return values[-1]
    return {"sum": np.sum, "mean": np.mean, "max": np.max}[how](values, axis=0)


def load(path, shapes):
    """The network in a spec file whose strings hold no "//"."""
    path = pathlib.Path(path)
    spec = json.loads(re.sub(r"//.*", "", path.read_text()))
    weights = spec.get("weights")
    tensors = load_file(path.parent / weights) if weights else {}
    return Network(spec, tensors, shapes)
