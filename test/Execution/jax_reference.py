# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a spec in JAX: the rules of the connectivity graph (docs/Semantics.md,
G1 to G6, C1 to C4) around the layers of jax_layers.py. Compositions run as they
are written, one graph inside of another. It shares nothing with snnc but the text
of the spec."""

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
                  "channelwise_affine", "target_shape", "padding_mode", "dt"}
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
        return [([(j, rule(i, j)) for j in sources], inputs)
                for i, (sources, inputs) in enumerate(sources_of_class(spec))]
    names = [layer.get("name", str(i)) for i, layer in enumerate(layers)]
    inputs = ([each["name"] for each in spec["inputs"]] if "type" not in spec
              else spec.get("inputs", ["x"]))
    result = []
    for i, layer in enumerate(layers):
        sources = [s if isinstance(s, dict) else {"layer": s} for s in layer["from"]]
        result.append((
            [(j, s.get("delay", rule(i, j))) for s in sources if s["layer"] not in inputs
             for j in [names.index(s["layer"])]],
            [inputs.index(s["layer"]) for s in sources if s["layer"] in inputs]))
    return result


def sources_of_class(spec):
    """Where the spec leaves them to the class: the layers and inputs of each layer."""
    layers = spec["layers"]
    if spec.get("type") == "Parallel":
        return [([], [i]) for i in range(len(layers))]
    sources = [([i - 1], []) if i else ([], [0]) for i in range(len(layers))]
    if spec.get("type") == "SequentialLocalFeedback":
        feedback = spec.get("feedback_layers")
        if feedback is None:
            feedback = {i: i for i, layer in enumerate(layers)
                        if layer["type"] == "CompoundLayer"}
        for source, reader in feedback.items():
            sources[reader][0].append(int(source))
    return sources


def reach(sources, finals):
    """The layers from which an output can be reached."""
    found, front = set(finals), list(finals)
    while front:
        for j, _ in sources[front.pop()][0]:
            if j not in found:
                found.add(j)
                front.append(j)
    return found


class Leaf:
    """A layer of jax_layers.py. A node has `start`, its carry and its out(-1) from
    those of its sources, and `step`, its new carry, its output and its least
    |v - threshold| from its sources' values."""

    def __init__(self, spec, tensors, shape):
        self.layer = LAYERS[spec["type"]](parameters(spec, tensors))
        self.spec, self.shape = spec, tuple(shape)

    def start(self, values):
        states = {name: value(self.shape) if callable(value) else jnp.full(self.shape, value, jnp.float32)
                  for name, value in self.layer.start.items()}
        if self.layer.stateful:
            return states, jnp.zeros(self.shape, jnp.float32)
        return states, self.layer.apply(merge(self.spec, values), {})[0]

    def step(self, states, values):
        out, after, distance = self.layer.apply(merge(self.spec, values), states)
        margin = jnp.float32(jnp.inf) if distance is None else distance.min()
        return after, out, margin

    def collect(self, path, states):
        return {f"{path}.{key}": value for key, value in states.items()}, {}


class Composite:
    """A composition: its graph runs inside of the step of the graph around it."""

    def __init__(self, spec, tensors, shapes, longest):
        self.spec, self.shape = spec, tuple(shapes["shape"])
        self.graph = Graph(spec, tensors, shapes["layers"], longest)
        self.apart = spec["type"] == "Parallel" or len(self.graph.inputs) > 1

    def inputs(self, values):
        return values if self.apart else [merge(self.spec, values)]

    def output(self, outs, inputs):
        added = inputs if self.spec["type"] == "ResNetBlock" else []
        return functools.reduce(jnp.add, [*outs, *added])

    def start(self, values):
        inputs = self.inputs(values)
        carry, outs = self.graph.start(inputs)
        return carry, self.output(outs, inputs)

    def step(self, carry, values):
        inputs = self.inputs(values)
        carry, outs, margin = self.graph.step(carry, inputs)
        return carry, self.output(outs, inputs), margin

    def collect(self, path, carry):
        return self.graph.collect(path + ".", carry)


def merge(spec, values):
    how = {"sum": jnp.add, "product": jnp.multiply}.get(spec.get("merge"))
    if how:
        return functools.reduce(how, values)
    return jnp.concatenate(values) if len(values) > 1 else values[0]


class Graph:
    """The layers of a spec, or of a composition in it, each with its carry and with
    its old outputs. `shapes` gives the shape of every layer's output; of a
    composition, {"shape": ..., "layers": the shapes inside}."""

    def __init__(self, spec, tensors, shapes, longest):
        self.longest = longest
        self.nodes = [Composite(layer, tensors, shape, longest) if "layers" in layer
                      else Leaf(layer, tensors, shape)
                      for layer, shape in zip(spec["layers"], shapes)]
        self.names = [layer.get("name", str(i)) for i, layer in enumerate(spec["layers"])]
        self.edges = edges(spec)
        self.inputs = sorted({k for _, inputs in self.edges for k in inputs})
        self.finals = finals(spec, self.names)
        self.live = sorted(reach(self.edges, self.finals))

    def start(self, inputs):
        """Sources that come later count as zeros before the first step."""
        carries, queues = {}, {}
        outs = [jnp.zeros(node.shape, jnp.float32) for node in self.nodes]
        for i in range(len(self.nodes)):
            sources, ids = self.edges[i]
            values = [outs[j] if j < i else jnp.zeros_like(outs[j]) for j, _ in sources]
            carry, outs[i] = self.nodes[i].start(values + [inputs[k] for k in ids])
            if i in self.live:
                carries[i], queues[i] = carry, jnp.stack([outs[i]] * self.longest)
        return (carries, queues), [outs[i] for i in self.finals]

    def step(self, carry, inputs):
        carries, queues = carry
        now, after, margin = {}, {}, jnp.float32(jnp.inf)
        for i in self.live:
            sources, ids = self.edges[i]
            values = [queues[j][-delay] if delay else now[j] for j, delay in sources]
            values += [inputs[k] for k in ids]
            after[i], now[i], least = self.nodes[i].step(carries[i], values)
            margin = jnp.minimum(margin, least)
        queues = {i: jnp.concatenate([queue[1:], now[i][None]])
                  for i, queue in queues.items()}
        return (after, queues), [now[i] for i in self.finals], margin

    def collect(self, prefix, carry):
        """The states and the old outputs, by their names in a state file."""
        states, old = {}, {}
        for i, inner in carry[0].items():
            path = prefix + self.names[i]
            inner_states, inner_old = self.nodes[i].collect(path, inner)
            states |= inner_states
            old |= inner_old | {path: carry[1][i]}
        return states, old


def finals(spec, names):
    last = len(names) - 1
    kind = spec.get("type")
    if kind == "Parallel":
        return list(range(len(names)))
    if "graph" in spec:
        return spec["graph"].get("final_layer_ids", [last])
    if kind:
        return [names.index(spec["output"]) if "output" in spec else last]
    return [names.index(o["layer"]) if "layer" in o else last
            for o in spec.get("outputs", [{}])]


def total_delay(spec):
    """Registers behind one another reach back further than one edge."""
    own = sum(max([0] + [delay for _, delay in sources]) for sources, _ in edges(spec))
    return own + sum(total_delay(layer) for layer in spec["layers"] if "layers" in layer)


class Network:
    """`shapes` as Graph has them; `tensors` what the names of parameters mean."""

    def __init__(self, spec, tensors, shapes):
        self.spec, self.longest = spec, 2 + total_delay(spec)
        self.graph = Graph(spec, tensors, shapes, self.longest)
        self.finals = self.graph.finals

    def step(self, carry, inputs):
        carry, outs, margin = self.graph.step(carry, inputs)
        return carry, (outs, margin)

    def start(self):
        return self.graph.start([jnp.zeros(each["shape"], jnp.float32)
                                 for each in self.spec["inputs"]])[0]

    @functools.cached_property
    def scan(self):
        return jax.jit(lambda inputs: jax.lax.scan(self.step, self.start(), inputs))

    def run(self, inputs, burnin=0):
        """inputs: [steps, shape...] each, in the spec's order. Gives the outputs,
        the states by their names in a state file, the last values of every layer and
        input, and for each step the least distance of a neuron from its threshold."""
        carry, (outs, margins) = self.scan([jnp.float32(x) for x in inputs])
        named, old = jax.tree.map(np.asarray, self.graph.collect("", carry))
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
