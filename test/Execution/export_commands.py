# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The command line of examples/from_snnax/export.py."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPORT = HERE.parents[1] / "examples/from_snnax/export.py"

# Takes note of each time that it is run, as training would.
MODULE = '''
import pathlib
import equinox as eqx
import jax
from snnax import snn

pathlib.Path("runs").open("a").write("x")
KEY = jax.random.PRNGKey(0)


def make(key, size=3):
    return snn.Sequential(eqx.nn.Linear(4, size, key=key), snn.SimpleLI([0.75]))


class Holder(eqx.Module):
    cell: snn.Sequential

    def __call__(self, x, key=None):
        return self.cell(self.cell.init_state((4,)), x, key)[1][0].max(0)


def normed():
    return eqx.nn.make_with_state(lambda: eqx.nn.BatchNorm(4, "batch", mode="ema"))()


def sized(size):
    return make(KEY, size)


model = make(KEY)
holder = Holder(model)
two = snn.StatefulModel(snn.GraphStructure(2, [[0], [1]], [0, 1], [[], []]), list(make(KEY).layers))
if __name__ == "__main__":
    trained = eqx.tree_at(lambda model: model.layers[0].bias, make(KEY), make(KEY).layers[0].bias + 1)
    eqx.tree_serialise_leaves("trained.eqx", trained)
'''


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        (self.path / "code").mkdir(parents=True)
        (self.path / "code/nets.py").write_text(MODULE)

    def python(self, *arguments, folder=None):
        environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(HERE / "Inputs")}
        (self.path / "runs").unlink(missing_ok=True)
        return subprocess.run([sys.executable, *map(str, arguments)], cwd=folder or self.path, text=True,
                              env=environment, capture_output=True)

    def export(self, *arguments):
        """The spec."""
        done = self.python(EXPORT, arguments[0], "net.json", *arguments[1:])
        assert done.returncode == 0 and not done.stderr, done.stderr
        assert (self.path / "runs").read_text() == "x", "the module ran several times"
        return json.loads((self.path / "net.json").read_text())

    def problem(self, *arguments):
        done = self.python(EXPORT, arguments[0], "net.json", *arguments[1:])
        assert done.returncode and "Traceback" not in done.stderr, done.stderr
        return done.stderr


def check_specs(folder):
    spec = folder.export("code/nets.py:model", "--input", "x=4", "--spikes", "x", "--outputs", "scores",
                         "--reduce", "sum", "--name", "small")
    assert spec["name"] == "small"
    assert spec["inputs"] == [{"name": "x", "shape": [4], "spikes": True}], spec
    assert spec["outputs"] == [{"name": "scores", "reduce": "sum"}], spec
    assert "outputs" not in folder.export("code/nets.py", "--input", "x=4")
    assert folder.export("code/nets.py:holder", "--input", "x=4")["outputs"] == [{"reduce": "max"}]
    assert "outputs" not in folder.export("code/nets.py:holder.cell", "--input", "x=4")
    two = ["code/nets.py:two", "--input", "x=4", "--input", "y=3", "--spikes", "x,y"]
    assert all(each["spikes"] for each in folder.export(*two)["inputs"])
    assert folder.export(*two, "--outputs", "a,b", "--reduce", "none,last")["outputs"] == [
        {"name": "a", "reduce": "none"}, {"name": "b", "reduce": "last"}]
    assert folder.export(*two, "--reduce", "mean")["outputs"] == [{"reduce": "mean"}] * 2
    assert folder.export(*two, "--outputs", "a,b", "--reduce", "mean")["outputs"] == [
        {"name": "a", "reduce": "mean"}, {"name": "b", "reduce": "mean"}]
    layers = folder.export("code/nets.py:normed", "--input", "x=4,2")["layers"]
    assert layers[0]["type"] == "BatchNorm", layers
    print("specs as the command line says")


def check_drawn(folder):
    """Weights that only the exporter's own key made are exported with a word."""
    done = folder.python(EXPORT, "code/nets.py:make", "net.json", "--input", "x=4")
    assert done.returncode == 0 and "warning: code/nets.py:make was called with the key" in done.stderr
    print("drawn weights are said to be that")


def check_leaves(folder):
    """Trained once, and exported without being run again."""
    assert folder.python("code/nets.py").returncode == 0
    for key in ("model", "make"):
        folder.export(f"code/nets.py:{key}", "--input", "x=4", "--leaves", "trained.eqx")
        read = folder.python("-c", "from safetensors.numpy import load_file as l; "
                             "print(l('net.safetensors')['layers.0.bias'].min() > 0.4)")
        assert read.stdout == "True\n", read
    print("leaves are read")


def check_problems(folder):
    for arguments, expected in [
            (["nts:model", "--input", "x=4"], "error: nts:model: No module named 'nts'"),
            (["code/nets.py:net", "--input", "x=4"], "error: code/nets.py:net: nothing is called 'net' in"),
            (["code/nets.py:sized", "--input", "x=4"], "error: code/nets.py:sized: expected a model, or what "
             "makes one without arguments or with a `key`; this needs size"),
            (["code/nets.py", "--input", "x=4", "--spikes", "y"], "error: --spikes: no input is called 'y'"),
            (["code/nets.py", "--input", "x=4", "--reduce", "all"], "error: --reduce: expected one of none, sum, "
             "mean, last, max, found 'all'"),
            (["code/nets.py", "--input", "x=4", "--outputs", "a,b"], "error: the model: 2 outputs are named, the model has 1"),
            (["code/nets.py:two", "--input", "x=4", "--input", "y=3", "--outputs", "a,b", "--reduce",
              "sum,sum,sum"], "error: the model: 3 reductions for 2 outputs"),
            (["code/nets.py", "--input", "x=4", "--leaves", "none.eqx"], "error: none.eqx: "),
            (["code/nets.py", "--input", "x=a"], "export.py: error: argument --input: expected NAME=SIZE")]:
        found = folder.problem(*arguments)
        assert expected in found, f"expected {expected}\n   found {found}"
    print("mistakes are told")


with tempfile.TemporaryDirectory() as path:
    check_specs(Folder(path))
    check_drawn(Folder(path + "/drawn"))
    check_leaves(Folder(path + "/again"))
    check_problems(Folder(path + "/wrong"))
