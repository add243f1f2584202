# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random NIR graphs: all nodes, as all versions of nir write them."""

import numpy as np

from graph_reference import LAYERS, CycleWithoutNeuron, Run

VERSIONS = (None, "0.2.0", "1.0", "1.0.4", "1.0.6", "1.0.8")
# The index in VERSIONS from which on a field or a node is written.
SINCE = {"input_type": 1, "w_in": 2, "input_shape": 2, "SumPool2d": 2, "AvgPool2d": 3,
         "CubaLI": 4, "v_reset": 4, "gzip": 5}
NAMES = ("fc{}", "{}", "lif {}", "enc.{}.weight", "enc.{}-weight", "a/{}", "net-{}", "0.{}.lif",
         "block {}/x.y", "Schicht_{}")
ENDS = ("input", "in put", "x.0", "data-in", "sensor/left", "output", "out", "y-1", "read out", "0_out",
        "class.7")
NEURONS = tuple(LAYERS)


class Graph:
    """`nodes`, `edges`, the `shapes` of what nodes give, the `rule` and the options
    that say it. A name's own dots are none of a path: see `rename`."""

    def __init__(self, seed):
        self.seed, self.random = seed, np.random.default_rng(seed)
        self.version = int(self.random.integers(len(VERSIONS)))
        self.compression = "gzip" if self.has("gzip") and self.chance(0.7) else None
        self.dtype = self.pick([None, np.float32, np.float64])
        self.rule, self.options = self.draw_rule()
        self.nodes, self.edges, self.shapes, self.inner = {}, [], {}, {}
        for _ in range(self.pick([1, 1, 1, 2, 3])):
            shape = self.pick([(5,), (3,), (2, 9), (2, 7, 6), (1, 6, 6)])
            self.add({"type": "Input", "shape": np.array(shape)}, None, shape)
        for _ in range(int(self.random.integers(3, 10))):
            self.grow()
        for _ in range(self.pick([0, 0, 1, 1, 2, 3])):
            self.close_cycle()
        self.add_outputs()
        self.random.shuffle(self.edges)
        self.edges = [tuple(map(str, edge)) for edge in self.edges]
        self.store_input_shapes()
        self.rename()

    #===------------------------------------------------------------------===#
    # Draws
    #===------------------------------------------------------------------===#

    def chance(self, p):
        return self.random.random() < p

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    def has(self, what):
        return self.version >= SINCE.get(what, 0)

    def numbers(self, low, high, shape=()):
        """f32 numbers, in doubles now and then."""
        values = np.asarray(self.random.uniform(low, high, shape)).astype(np.float32)
        return values.astype(self.pick([np.float32, np.float64]))

    def draw_rule(self):
        dt = self.pick([1.0, 1e-4, 1e-3])
        rule = {"dt": dt, "integrator": self.pick(["euler", "exp", "exp-exact"]),
                "gain": self.pick(["r dt/tau", "dt/tau", "1"]), "compare": self.pick([">", ">="]),
                "reset": self.pick(["value", "zero", "subtract", "subtract-n", "subtract-n",
                                    "zero,next", "subtract,next"]),
                "cuba": self.pick(["new", "new", "old", "decayed"]),
                "late": self.chance(0.15), "clamp": self.chance(0.2)}
        options = ["--convention", "spec", "--dt", "steps" if dt == 1 else str(dt)]
        for knob in ("integrator", "gain", "compare", "cuba"):
            options += [f"--{knob}", rule[knob]]
        options += ["--reset", rule["reset"] + ",late" * rule["late"]]
        return rule, options + ["--clamp"] * rule["clamp"]

    #===------------------------------------------------------------------===#
    # Nodes
    #===------------------------------------------------------------------===#

    def add(self, node, sources, shape):
        name = f"n{len(self.nodes)}"
        self.nodes[name], self.shapes[name] = node, tuple(shape)
        self.edges += [(source, name) for source in sources or ()]
        return name

    def grow(self):
        """A node behind one that is there, or behind several of one shape."""
        source = self.pick(list(self.nodes))
        alike = [n for n in self.nodes if self.shapes[n] == self.shapes[source] and n != source]
        sources = [source, *([self.pick(alike)] if alike and self.chance(0.4) else [])]
        shape = self.shapes[source]
        kinds = {1: [self.affine, self.affine, self.affine],
                 2: [self.conv, self.conv, self.flatten],
                 3: [self.conv, self.conv, self.pool, self.flatten]}[len(shape)]
        make = self.pick([*kinds, self.neuron, self.neuron, self.neuron, self.other, self.nested])
        node, shape = make(shape)
        self.add(node, sources, shape)

    def affine(self, shape, outs=None):
        outs = outs or int(self.random.integers(2, 6))
        node = {"type": "Linear", "weight": self.numbers(-1.2, 1.5, (outs, *shape))}
        if self.chance(0.6):
            node |= {"type": "Affine", "bias": self.numbers(-0.3, 0.4, outs)}
        return node, (outs,)

    def conv(self, shape):
        channels, *space = shape
        axes = len(space)
        groups = self.pick([g for g in (1, 1, 2) if channels % g == 0])
        kernel = [int(self.random.integers(1, 4)) for _ in space]
        dilation = [self.pick([1, 1, 2]) for _ in space]
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        stride, padding = [self.pick([1, 1, 2]) for _ in space], [self.pick([0, 1, 2]) for _ in space]
        outs = groups * int(self.random.integers(1, 3))
        text = self.pick(["", "", "same", "valid"])
        if text == "same":
            stride, padding = [1] * axes, [(r - 1) / 2 for r in reach]
        if text == "valid":
            padding = [0] * axes
        sizes = [int(n + 2 * p - r) // s + 1
                 for n, p, r, s in zip(space, padding, reach, stride)]
        if min(n + 2 * p - r for n, p, r in zip(space, padding, reach)) < 0:
            return self.neuron(shape)
        node = {"type": f"Conv{axes}d", "groups": groups,
                "weight": self.numbers(-0.8, 1, (outs, channels // groups, *kernel)),
                "bias": self.numbers(-0.2, 0.3, outs) * self.pick([0, 1]),
                "stride": self.per_axis(stride), "dilation": self.per_axis(dilation),
                "padding": text or self.per_axis(padding)}
        if self.has("input_shape") and self.chance(0.7):
            node["input_shape"] = self.per_axis(space)
        return node, (outs, *sizes)

    def per_axis(self, values):
        """As a list, or one number where all are the same."""
        values = [int(v) for v in values]
        is_one = len(set(values)) == 1 and self.chance(0.5)
        return self.pick([values[0], np.array(values[:1])]) if is_one else np.array(values)

    def pool(self, shape):
        kernel, stride = [self.pick([1, 2, 3]) for _ in "hw"], [self.pick([1, 2]) for _ in "hw"]
        padding = [self.pick([0, 0, 1]) if k > 1 else 0 for k in kernel]
        kinds = [kind for kind in ("SumPool2d", "AvgPool2d") if self.has(kind)]
        sizes = [(n + 2 * p - k) // s + 1 for n, p, k, s in zip(shape[1:], padding, kernel, stride)]
        if not kinds or min(sizes) < 1:
            return self.neuron(shape)
        return {"type": self.pick(kinds), "kernel_size": self.per_axis(kernel),
                "stride": self.per_axis(stride), "padding": self.per_axis(padding)}, \
            (shape[0], *sizes)

    def flatten(self, shape):
        first = self.pick([0, 0, 0, *range(len(shape) - 1)])
        last = len(shape) - 1 if first == 0 else self.pick(range(first + 1, len(shape)))
        batch = not self.has("input_type") or self.chance(0.4)
        node = {"type": "Flatten", "start_dim": first + batch,
                "end_dim": self.pick([-1, last + batch]) if last == len(shape) - 1 else last + batch,
                "axes": (first, last)}
        if self.has("input_type"):
            node["input_type"] = np.array([*[7] * batch, *shape])
        joined = int(np.prod(shape[first:last + 1]))
        return node, (*shape[:first], joined, *shape[last + 1:])

    def neuron(self, shape):
        kind = self.pick([k for k in NEURONS if self.has(k)])
        size = self.pick([(), (1,), shape, shape])
        dt, large = self.rule["dt"], 3 if self.rule["gain"] == "r dt/tau" else 1
        node = {"type": kind}
        if kind in ("I", "IF"):
            node["r"] = self.numbers(0.3 / dt, 0.9 / dt, size)
        else:
            node |= {"r": self.numbers(0.5 * large, large, size),
                     "v_leak": self.numbers(-0.2, 0.2, size)}
            for tau in ("tau_mem", "tau_syn") if kind[0] == "C" else ("tau",):
                node[tau] = self.numbers(1.5 * dt, 5 * dt, size)
            if kind[0] == "C" and self.has("w_in"):
                node["w_in"] = self.numbers(0.5, 2, size)
        if kind.endswith("IF"):
            node["v_threshold"] = self.numbers(0.3, 1.2, size)
            if self.has("v_reset"):
                node["v_reset"] = self.numbers(-0.4, 0.2, size)
        if size == ():
            node = {key: value if isinstance(value, str) else value[()] for key, value in node.items()}
        if self.chance(0.1) and self.has("AvgPool2d"):
            node["metadata"] = {"origin": "test", "number": 3}
        return node, shape

    def other(self, shape):
        """Scale, Threshold, Delay."""
        size, kind = self.pick([(), shape]), self.pick(["Scale", "Threshold", "Delay", "Delay"])
        if kind == "Delay":
            steps = self.random.integers(self.pick([0, 1]), 5, size)
            return {"type": kind, "delay": np.float64(steps * self.rule["dt"])}, shape
        values = self.numbers(-1, 1, size) if kind == "Scale" else self.numbers(-0.2, 0.7, size)
        return {"type": kind, kind.lower(): values}, shape

    def nested(self, shape):
        """A neuron with weights around it, or a chain of two nodes."""
        ends = {"in": {"type": "Input", "shape": np.array(shape)},
                "out": {"type": "Output", "shape": np.array(shape)}}
        neuron, _ = self.neuron(shape)
        weights = self.affine(shape, shape[0])[0] if len(shape) == 1 else self.other(shape)[0]
        if weights["type"] == "Threshold":
            weights = {"type": "Scale", "scale": np.float32(0.4)}
        edges = [("in", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "out")] \
            if self.chance(0.7) else [("in", "w_rec"), ("w_rec", "lif"), ("lif", "out")]
        self.inner |= {key: shape for key in ("lif", "w_rec")}
        return {"type": "NIRGraph", "nodes": ends | {"lif": neuron, "w_rec": weights},
                "edges": edges}, shape

    #===------------------------------------------------------------------===#
    # The graph
    #===------------------------------------------------------------------===#

    def taken(self, name):
        """The shape that a node reads."""
        return self.shapes[next(a for a, b in self.edges if b == name)]

    def runs(self):
        try:
            self.run()
        except CycleWithoutNeuron:
            return False
        return True

    def close_cycle(self):
        """An edge back, through a node or not, if a cycle without a neuron does not
        come of it."""
        readers = [n for n in self.nodes if self.nodes[n]["type"] != "Input"]
        target, source = self.pick(readers), self.pick(readers)
        nodes, edges, shapes = dict(self.nodes), list(self.edges), dict(self.shapes)
        have, want = self.shapes[source], self.taken(target)
        if len(want) == len(have) == 1:
            if have != want or self.chance(0.6):
                source = self.add(self.affine(have, want[0])[0], [source], want)
        elif have != want:
            return
        elif self.chance(0.5):
            source = self.add(*self.other_behind(source))
        if (source, target) not in self.edges:
            self.edges.append((source, target))
        if not self.runs():
            self.nodes, self.edges, self.shapes = nodes, edges, shapes

    def other_behind(self, source):
        node, shape = self.other(self.shapes[source])
        return node, [source], shape

    def add_outputs(self):
        """Behind every node from which none is reached yet, and some others."""
        for name in reversed(list(self.nodes)):
            if not self.reaches_output(name) or self.chance(0.1):
                shape = self.shapes[name]
                again = [n for n in self.nodes if self.shapes[n] == shape and n != name
                         and self.nodes[n]["type"] != "Output"]
                sources = [name, *([self.pick(again)] if again and self.chance(0.15) else [])]
                stored = shape if self.version else int(np.prod(shape))
                self.add({"type": "Output", "shape": np.array(stored)}, sources, shape)

    def reaches_output(self, name):
        seen, queue = {name}, [name]
        for node in queue:
            readers = {b for a, b in self.edges if a == node} - seen
            seen |= readers
            queue += readers
        return any(self.nodes[node]["type"] == "Output" for node in seen)

    def store_input_shapes(self):
        """With a batch axis where a reader says how many axes there are."""
        for name, node in self.nodes.items():
            readers = {self.nodes[b]["type"] for a, b in self.edges if a == name}
            says = readers & {"Affine", "Linear", "Conv1d", "Conv2d", "SumPool2d", "AvgPool2d"}
            if node["type"] == "Input" and says and self.chance(0.4):
                node["shape"] = np.array([1, *node["shape"]])

    def rename(self):
        """Gives the nodes names of all sorts, none of which is another's folder."""
        names, ends = {}, list(self.random.permutation(ENDS))
        for k, (name, node) in enumerate(self.nodes.items()):
            is_end = node["type"] in ("Input", "Output") and ends
            names[name] = str(ends.pop()) if is_end else self.pick(NAMES).format(k)
        self.nodes = {names[n]: node for n, node in self.nodes.items()}
        self.edges = [(names[a], names[b]) for a, b in self.edges]
        self.shapes = {names[n]: shape for n, shape in self.shapes.items()}

    def stored_nodes(self):
        """Without what only the reference wants to know."""
        return {name: {key: value for key, value in node.items() if key != "axes"}
                for name, node in self.nodes.items()}

    def run(self):
        """A reference from zeros."""
        shapes = dict(self.shapes)
        for name, node in self.nodes.items():
            for inner in node.get("nodes", ()):
                shapes[f"{name}.{inner}"] = self.shapes[name]
        return Run(self.nodes, self.edges, shapes, self.rule)
