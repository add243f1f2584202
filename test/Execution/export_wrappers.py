# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules that hold a model in a field: what is exported, what is said of the rest, and
that `snnc run` gives what the module gives.

    export_wrappers.py --snnc SNNC
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings
from typing import Any, Callable

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE / "Inputs"), str(HERE.parents[1] / "examples/from_snnax")]

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from snnax import snn

from export import export
from place import NoForm

KEY = jax.random.PRNGKey(0)


def chain():
    return snn.Sequential(eqx.nn.Linear(6, 8, key=KEY), snn.LIF([0.75, 0.5], threshold=0.1),
                          eqx.nn.Linear(8, 3, key=KEY), snn.SimpleLI([0.75]))


class Run(eqx.Module):
    """Runs its model and gives what `behind` makes of the outputs."""

    cell: Any
    behind: Callable = eqx.field(static=True, default=lambda y: y)
    before: Callable = eqx.field(static=True, default=lambda x: x)
    burnin: int = 0

    def __call__(self, x, key=None):
        x = self.before(x)
        _, outs = self.cell(self.cell.init_state(x[0].shape, key=key), x, key=key, burnin=self.burnin)
        return self.behind(outs[-1])


class Compiled(Run):
    @eqx.filter_jit
    def __call__(self, x, key=None):
        return super().__call__(x, key)


class WithStates(Run):
    def __call__(self, states, x, key):
        return self.cell(states, x, key)


class Named(eqx.Module):
    parts: dict
    readout: eqx.nn.Linear

    def __call__(self, x, *, key, train=False):
        model = self.parts["net"]
        _, outs = model(model.init_state((6,), key=key), x, key=key)
        return jax.vmap(self.readout)(outs[0])


class Twice(Run):
    def __call__(self, x, key=None):
        return super().__call__(x, key) + super().__call__(x, key)


class Around(eqx.Module):
    inner: Run

    def __call__(self, x, key=None):
        return self.inner(x, key)[0]


class Box(eqx.Module):
    """Does nothing with its model, which it holds in two fields."""

    trained: Any
    best: Any


class Silent(Run):
    def __call__(self, x, key=None):
        return x


class Tied(eqx.Module):
    encoder: Any
    decoders: list

    def __call__(self, x):
        return x


def exported(model, folder, shape=(6,), **options):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        export(model, folder / "net.json", {"x": shape}, **options)
    return json.loads((folder / "net.json").read_text()), [str(each.message) for each in said]


# The module, the reduction, the burn-in.
AGREE = [
    (Run(chain()), None, 0),
    (Run(chain(), lambda y: y.sum(0)), "sum", 0),
    (Run(chain(), lambda y: y.mean(axis=0)), "mean", 0),
    (Run(chain(), lambda y: y[-1], burnin=4), "last", 4),
    (Run(chain(), lambda y: y[::-len(y)], burnin=7), "last", 7),
    (Run(chain(), lambda y: jnp.max(y, 0)), "max", 0),
    (Run(chain(), lambda y: {"scores": y.sum(0), "steps": len(y)}), "sum", 0),
    (Run(chain(), before=lambda x: x.reshape(len(x), -1)), None, 0),
    (Compiled(chain(), lambda y: y.sum(0), burnin=20), "sum", 20),
    (Around(Run(chain(), lambda y: (y.sum(0), 0))), "sum", 0),
]
# The module, and what is said of it.
LEFT_OUT = [
    (Run(chain(), lambda y: jax.nn.softmax(y.sum(0))), "cell: what Run makes of its outputs is left out"),
    (Named({"net": chain()}, eqx.nn.Linear(3, 2, key=KEY)),
     "parts['net']: what Named makes of its outputs is left out"),
    (Silent(chain()), "cell: exported without what Silent does around it: it does not call it"),
    (Twice(chain()), "cell: exported without what Twice does around it: it calls it several times"),
    (Run(chain(), before=lambda x: x[:, 0, 0]), "cell: exported without what Run does around it: it "
     "cannot be seen: called with [steps, 6], it fails ("),
]
REFUSED = [
    (Run(chain(), before=lambda x: 2 * x), "cell: Run changes what the model hears: export its field `cell`"),
    (Run(chain(), before=lambda x: x[::-1]), "cell: Run changes what the model hears"),
    (Tied(chain(), [chain(), chain()]), "the model: Tied holds several models, in encoder, decoders[0], "
     "decoders[1]: export each by itself"),
]


def check_agreement(snnc, folder):
    x = np.float32(np.random.default_rng(5).random((30, 6)) < 0.4)
    np.save(folder / "x.npy", x)
    for module, reduce, burnin in AGREE:
        spec, said = exported(module, folder)
        assert spec.get("outputs") == (reduce and [{"reduce": reduce}]), (module, spec.get("outputs"))
        assert len(said) == bool(burnin) and all(f"the first {burnin} steps" in each for each in said), said
        subprocess.run([snnc, "run", folder / "net.json", "--input", folder / "x.npy", "--output",
                        folder / "y.npy", "--burnin", str(burnin)], check=True, capture_output=True)
        expected = jax.tree.leaves(module(x, KEY))[0]
        found = np.load(folder / "y.npy")
        assert np.ptp(found) > 0.1 and abs(found.reshape(expected.shape) - expected).max() < 1e-5, module
    print(f"{len(AGREE)} modules around models agree")


def check_rest(folder):
    for module, expected in LEFT_OUT:
        spec, said = exported(module, folder)
        assert len(said) == 1 and said[0].startswith(expected), said
        assert len(spec["layers"]) == 4 and "outputs" not in spec, spec
    for module, expected in REFUSED:
        try:
            exported(module, folder)
        except NoForm as problem:
            assert str(problem).startswith(expected), problem
        else:
            raise AssertionError(expected)
    spec, said = exported(WithStates(chain()), folder)
    assert not said and "outputs" not in spec, said
    same = chain()
    spec, said = exported(Box(same, [same]), folder)
    assert not said and "outputs" not in spec and len(spec["layers"]) == 4, said
    spec, _ = exported(Run(chain(), lambda y: y.sum(0)), folder, outputs=[{"name": "mine"}])
    assert spec["outputs"] == [{"name": "mine", "reduce": "sum"}], spec
    spec, _ = exported(Run(chain(), lambda y: y.sum(0)), folder, reduce="last")
    assert spec["outputs"] == [{"reduce": "last"}], spec
    spec, _ = exported(Run(chain(), lambda y: y.sum(0)), folder, outputs=[{"reduce": "none"}])
    assert spec["outputs"] == [{"reduce": "none"}], spec
    spec, said = exported(Run(chain(), before=lambda x: x.reshape(len(x), -1)), folder, (2, 3))
    assert spec["inputs"] == [{"name": "x", "shape": [6]}] and not said, spec
    form = lambda layer, place: {"type": "Identity"}
    assert exported(Run(chain()), folder, custom={"Run": form})[0]["layers"] == [{"type": "Identity"}]
    # A model among layers is a layer.
    whole = eqx.nn.Sequential([chain(), eqx.nn.Linear(3, 2, key=KEY)])
    assert len(exported(whole, folder)[0]["layers"][0]["layers"]) == 2
    print(f"{len(LEFT_OUT) + len(REFUSED)} modules whose models are not all of them as they should be")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--snnc", required=True)
    snnc = parser.parse_args().snnc
    with tempfile.TemporaryDirectory() as folder:
        check_agreement(snnc, pathlib.Path(folder))
        check_rest(pathlib.Path(folder))


main()
