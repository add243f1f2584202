# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random models go to NIR and to NIR again. Each file, read with exactly the options
that snnc printed for it, gives the bits of the model; or snnc says what it cannot say.

    round_trip.py [--count 40] [--seed 0] [--snnc PATH] [--keep DIR]
Model k has the seed --seed + k. Even ones come from NIR graphs, which graphs.py draws, half of
them by way of JSON; odd ones from JSON: layers that NIR has, neurons that step differently,
SNNAX's, delays on edges and in Delays, cycles, and now and then what NIR cannot say.
"""

import collections
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

import h5py
import numpy as np

import nir_file
import seeds
from generate_graph import VERSIONS, Graph
from seeds import Wrong

STEPS = 12
REFUSED = "NIR cannot say"


#===----------------------------------------------------------------------===#
# Models
#===----------------------------------------------------------------------===#

class Spec:
    """A random JSON model. `outputs` by name, in order."""

    def __init__(self, seed):
        self.random = np.random.default_rng([seed, 7])
        self.is_mixed = self.chance(0.4)
        self.dt = self.pick([1.0, 1e-3, 1e-4, 1 / 3000])
        self.rule = self.draw_rule()
        self.layers, self.shapes = [], {}
        self.inputs = [{"name": f"x{k}", "shape": list(self.pick([(4,), (3,), (2, 5, 4)]))}
                       for k in range(self.pick([1, 1, 2]))]
        for each in self.inputs:
            self.shapes[each["name"]] = tuple(each["shape"])
        for _ in range(int(self.random.integers(2, 8))):
            self.grow()
        for _ in range(self.pick([0, 1, 1, 2])):
            self.close_cycle()
        read = {self.name_of(edge) for layer in self.layers for edge in layer["from"]}
        ends = [layer["name"] for layer in self.layers if layer["name"] not in read]
        self.outputs = [*ends, self.layers[-1]["name"]] if not ends else ends
        self.spec = {"format": "snnc", "version": 1, "inputs": self.inputs, "layers": self.layers,
                     "outputs": [{"name": f"y{k}", "layer": name} for k, name in enumerate(self.outputs)]}
        self.outputs = [f"y{k}" for k in range(len(self.outputs))]

    def chance(self, p):
        return self.random.random() < p

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    @staticmethod
    def name_of(edge):
        return edge["layer"] if isinstance(edge, dict) else edge

    def draw_rule(self):
        return {"dt": self.dt, "integrator": self.pick(["euler", "exp", "exp-exact"]),
                "gain": self.pick(["r dt/tau", "dt/tau", "1", "fold"]), "cuba": self.pick(["new", "old", "decayed"]),
                "compare": self.pick([">", ">="]), "leak": "target",
                "reset": self.pick(["value", "zero", "subtract", "subtract-n", "subtract,next", "zero,next"])}

    def own_rule(self):
        """How one neuron steps: as the others, unless the model is mixed."""
        if not self.is_mixed or self.chance(0.5):
            return self.rule
        other = self.draw_rule() | {"dt": self.dt * self.pick([1, 1, 2, 0.1])}
        keys = self.pick([("integrator", "gain"), ("dt",), ("gain",), ("compare", "reset", "cuba"), ("leak",)])
        own = self.rule | {key: other[key] for key in keys}
        return own | ({"leak": "bias"} if keys == ("leak",) else {})

    def values(self, low, high, shape):
        """A number, one for each channel, or one for each neuron: f64 ones."""
        form = self.pick([(), (), shape, (shape[0],) + (1,) * (len(shape) - 1)])
        return self.random.uniform(low, high, form).tolist()

    def add(self, layer, sources, shape, merge="sum"):
        name = f"n{len(self.layers)}"
        self.layers.append({"name": name, **layer, "from": sources, **({"merge": merge} if len(sources) > 1 else {})})
        self.shapes[name] = tuple(shape)
        return name

    def edge(self, source):
        is_input = source.startswith("x")
        if not is_input and self.chance(0.25):
            return {"layer": source, "delay": self.pick([1, 1, 2, 4])}
        return source

    def grow(self):
        source = self.pick(list(self.shapes))
        shape = self.shapes[source]
        alike = [n for n in self.shapes if self.shapes[n] == shape and n != source]
        sources = [self.edge(source)]
        while alike and self.chance(0.35):
            sources.append(self.edge(alike.pop()))
        makers = [self.neuron, self.neuron, self.snnax, self.other, self.other]
        makers += {1: [self.linear] * 3, 2: [self.flatten], 3: [self.window, self.window, self.flatten]}[len(shape)]
        is_unsayable = self.chance(0.03)
        layer, shape = (self.unsayable if is_unsayable else self.pick(makers))(shape)
        layer.pop("bias", None) if "use_bias" in layer else None
        self.add(layer, sources, shape, self.pick(["product", "sum"]) if is_unsayable else "sum")
        if self.chance(0.1) and len(self.shapes[source]) == 1:
            self.joined(source)

    def weight(self, outs, ins):
        return (self.random.normal(size=(outs, ins)) / np.sqrt(ins) * 1.6).tolist()

    def joined(self, source):
        """A recurrent layer over joined sources, as SNNAX builds them."""
        ins, outs = self.shapes[source][0], int(self.random.integers(2, 5))
        first = len(self.layers)
        back = {"layer": f"n{first + 1}", "delay": self.pick([1, 2])}
        sources = [source, back] if self.chance(0.5) else [back, source]
        self.add({"type": "Linear", "in_features": ins + outs, "out_features": outs,
                  "weight": self.weight(outs, ins + outs), "bias": self.random.normal(size=outs).tolist()},
                 sources, (outs,), "concat")
        self.add({"type": "LIF", "decay_constants": self.random.uniform(0.5, 1, 2).tolist(), "threshold": 0.4},
                 [f"n{first}"], (outs,))

    def linear(self, shape):
        outs = int(self.random.integers(2, 6))
        bias = {"bias": self.random.normal(size=outs).tolist()} if self.chance(0.5) else {"use_bias": False}
        return {"type": "Linear", "in_features": shape[0], "out_features": outs,
                "weight": self.weight(outs, shape[0])} | bias, (outs,)

    def window(self, shape):
        kind = self.pick(["Conv2d", "SumPool2d", "AvgPool2d"])
        kernel, stride, padding = self.pick([1, 2, 3]), self.pick([1, 2]), self.pick([0, 1])
        padding = min(padding, kernel - 1)
        sizes = [(n + 2 * padding - kernel) // stride + 1 for n in shape[1:]]
        if min(sizes) < 1 or min(shape[1:]) < kernel:
            return self.neuron(shape)
        node = {"type": kind, "kernel_size": kernel, "stride": stride, "padding": padding}
        if kind != "Conv2d":
            return node, (shape[0], *sizes)
        weight = self.random.normal(size=(3, shape[0], kernel, kernel)) / kernel
        return node | {"in_channels": shape[0], "out_channels": 3, "weight": weight.tolist(), "use_bias": False}, \
            (3, *sizes)

    def flatten(self, shape):
        if self.chance(0.3):  # joined axes, as a Reshape
            first = self.pick(range(len(shape) - 1))
            shape = (*shape[:first], shape[first] * shape[first + 1], *shape[first + 2:])
            return {"type": "Reshape", "shape": list(shape)}, shape
        if self.chance(0.3):
            return {"type": "Flatten", "start_dim": 1}, (shape[0], int(np.prod(shape[1:])))
        return {"type": "Flatten"}, (int(np.prod(shape)),)

    def neuron(self, shape):
        kind = self.pick(["NIR_LIF", "NIR_LI", "CubaLIF", "CubaLI", "IF", "I"])
        rule = dict(self.own_rule())
        dt, fields = rule["dt"], {}
        for tau in {"N": ["tau"], "C": ["tau_mem", "tau_syn"], "I": []}[kind[0]]:
            fields[tau] = self.values(1.5 * dt, 9 * dt, shape)
        if kind[0] == "I":
            fields["r"] = self.values(0.4 / dt, 1.5 / dt, shape)
            rule.pop("leak") if self.chance(0.5) else None
        else:
            fields |= {"r": self.values(1, 4, shape), "v_leak": self.values(-0.2, 0.2, shape)}
        if kind[0] == "C":
            fields["w_in"] = self.values(0.5, 3, shape)
        if kind.endswith("IF"):
            fields |= {"v_threshold": self.values(0.2, 1, shape), "v_reset": self.values(-0.3, 0.1, shape)}
        else:
            rule = {key: value for key, value in rule.items() if key not in ("compare", "reset")}
        return {"type": kind} | fields | rule, shape

    def unsayable(self, shape):
        """What NIR has no node for."""
        neuron = self.neuron(shape)[0]
        if neuron["type"].endswith("IF") and self.chance(0.5):
            return neuron | {"refractory": self.pick([1, self.random.integers(0, 3, shape).tolist()])}, shape
        if len(shape) == 3:
            weight = self.random.normal(size=(2, shape[0], 1, 3)).tolist()
            return {"type": "Conv2d", "in_channels": shape[0], "out_channels": 2, "kernel_size": [1, 3], "padding": [0, 1],
                    "padding_mode": self.pick(["REFLECT", "REPLICATE", "CIRCULAR"]), "weight": weight,
                    "use_bias": False}, (2, *shape[1:])
        if len(shape) == 2:
            return self.linear(shape[-1:])[0] | {"out_features": 2, "weight": self.weight(2, shape[-1]),
                                                 "use_bias": False}, (shape[0], 2)
        return {"type": "Lambda", "fn": "tanh"}, shape

    def snnax(self, shape):
        kind = self.pick(["LIF", "SimpleLIF", "SimpleIAF", "SimpleLI"])
        decays = {"LIF": 2, "SimpleIAF": 0}.get(kind, 1)
        node = {"type": kind}
        if decays:
            node["decay_constants"] = self.random.uniform(0.4, 1.0, decays).tolist()
        if kind != "SimpleLI":
            node["threshold"] = self.values(0.2, 1, shape)
        return node, shape

    def other(self, shape):
        kind = self.pick(["Scale", "Threshold", "Delay", "Delay", "Identity", "Dropout"])
        if kind == "Scale":
            return {"type": kind, "scale": self.values(-1, 1.5, shape)}, shape
        if kind == "Threshold":
            return {"type": kind, "threshold": self.values(0.1, 0.6, shape), "compare": self.rule["compare"]}, shape
        if kind == "Delay":
            steps = np.array(self.random.integers(self.pick([0, 1]), 5, self.pick([(), shape])))
            dt = self.own_rule()["dt"]
            return {"type": kind, "delay": (steps * dt).tolist(), "dt": dt}, shape
        return {"type": kind}, shape

    def close_cycle(self):
        """An edge back, of a step or more, into a layer that adds up."""
        readers = [layer for layer in self.layers if layer.get("merge") != "concat"]
        target = self.pick(readers)
        wanted = self.shapes[self.name_of(target["from"][0])]
        behind = [n for n in self.shapes if n.startswith("n") and self.shapes[n] == wanted
                  and int(n[1:]) >= int(target["name"][1:])]
        if not behind:
            return
        target["from"].append({"layer": self.pick(behind), "delay": self.pick([1, 1, 1, 2, 3])})
        target["merge"] = "sum"
        # A cycle's shapes are not inferred from nothing.
        for layer in self.layers:
            layer["shape"] = list(self.shapes[layer["name"]])


CONVENTIONS = [None, "norse", "sinabs", "spikingjelly", "spyx", "snntorch"]


def write_graph(seed, folder, path):
    """A NIR file, and the options that say how it is read."""
    graph = Graph(seed)
    file = folder / "model.nir"
    nir_file.write(file, graph.stored_nodes(), graph.edges, version=VERSIONS[graph.version],
                   compression=graph.compression, dtype=graph.dtype)
    preset = CONVENTIONS[seed // 2 % len(CONVENTIONS)]
    options = graph.options
    if preset and graph.random.random() < 0.6:
        dt = options[options.index("--dt") + 1]
        options = ["--convention", preset, "--dt", dt]
        options += ["--gain", "dt/tau"] * (preset == "snntorch") + ["--reset", "subtract"] * (seed % 4 == 0)
        options += ["--no-nirtorch-bias"] * (seed % 3 == 0)
    # A graph that is right may be wrong for a framework that ignores some of it.
    if snnc(path, "check", file, *options).returncode:
        options = graph.options
    return file, options


#===----------------------------------------------------------------------===#
# Runs
#===----------------------------------------------------------------------===#

def snnc(path, *words):
    return subprocess.run([path, *map(str, words)], capture_output=True, text=True, timeout=300)


def must(done):
    if done.returncode:
        raise Wrong(f"{shlex.join(done.args)}\n  exit code {done.returncode}\n  {done.stderr[:1500]}")
    return done.stdout


def ends_of(path, model, options):
    """The names and shapes of what goes in and comes out."""
    ends = {"input": {}, "output": {}}
    text = must(snnc(path, "info", model, *options)).partition("\nlayer ")[0]
    for line in text.splitlines():
        words = line.split()
        if words and words[0] in ends and len(words) > 2:
            text = line[line.index("["):line.index("]") + 1] if "[" in line else "[]"
            ends[words[0]][words[1]] = tuple(json.loads(text))
    return ends


def run(path, model, options, arrays, outputs, folder):
    words = [f"--input={name}={file}" for name, file in arrays.items()]
    files = {name: folder / f"{pathlib.Path(model).parent.name}-{name}.npy" for name in outputs}
    words += [f"--output={name}={file}" for name, file in files.items()]
    must(snnc(path, "run", model, *options, "--interpret", *words))
    return {name: np.load(file) for name, file in files.items()}


def convert(path, model, options, folder):
    done = snnc(path, "convert", model, *options, "--to", "nir", "-o", folder)
    if done.returncode and REFUSED in done.stderr:
        return None, done.stderr
    named = [line for line in must(done).splitlines() if line.startswith("  --")]
    return folder / f"{pathlib.Path(model).stem}.nir", shlex.split(named[0]) if named else []


def outputs_of(file):
    """The names of a written file's Outputs, which are those of a model."""
    with h5py.File(file) as opened:
        return [name for name, node in opened["node/nodes"].items() if node["type"][()] == b"Output"]


def renamed(name, outputs):
    """What an output of before is called in a file."""
    return name if name in outputs else name + "_output"


def compare(what, wanted, found):
    for name, value in wanted.items():
        other = found[renamed(name, found)]
        if value.tobytes() != other.tobytes():
            raise Wrong(f"{what}: output {name} differs at {np.argwhere(value != other)[:3].tolist()}")


def try_model(seed, path, folder):
    if seed % 2:
        made = Spec(seed)
        model, options = folder / "model.json", []
        model.write_text(json.dumps(made.spec))
    else:
        model, options = write_graph(seed, folder, path)
    ends = ends_of(path, model, options)
    random, arrays = np.random.default_rng([seed, 3]), {}
    for name, shape in ends["input"].items():
        arrays[name] = folder / f"in-{name}.npy"
        np.save(arrays[name], np.float32(random.normal(0.4, 0.8, (STEPS, *shape))))
    wanted = run(path, model, options, arrays, ends["output"], folder)
    if seed % 4 == 2:
        must(snnc(path, "convert", model, *options, "--to", "json", "-o", folder / "json"))
        model, options = folder / "json" / "model.json", []
        compare("as JSON", wanted, run(path, model, options, arrays, ends["output"], folder))
    for turn in ("first", "second", "third"):
        written, reading = convert(path, model, options, folder / turn)
        if written is None:
            if turn != "first":
                raise Wrong(f"{turn}: what was written is refused: {reading}")
            return collections.Counter(refused=1)
        outputs = outputs_of(written)
        found = run(path, written, reading, arrays, outputs, folder)
        compare(turn, wanted, found)
        model, options, wanted = written, reading, found
    fired = sum(bool(value.any()) for value in wanted.values())
    return collections.Counter(models=1, values=sum(v.size for v in wanted.values()), alive=bool(fired),
                               **{"NIR" if seed % 2 == 0 else "JSON": 1})


def try_seed(seed, options):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return try_model(seed, options.snnc, folder)


def main():
    options = seeds.parse(__doc__, 24, full=400)
    total, failures = seeds.run(try_seed, options)
    print(f"{total['models']} models ({total['NIR']} of NIR, {total['JSON']} of JSON), three times: "
          f"{total['values']} values have the same bits; {total['refused']} are refused")
    if failures or total["alive"] < total["models"] // 2:
        sys.exit(f"{failures} models differ")


if __name__ == "__main__":
    main()
