# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each layer of Equinox, compiled, gives the numbers of Equinox's own class.

    equinox_layers.py [--snnc PATH] [--count N]

The settings are random; the layer's outputs for a few inputs are compared.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from comparison import Mismatch, compare

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = 3
FUNCTIONS = {name: getattr(jax.nn, name) for name in (
    "identity relu relu6 leaky_relu elu tanh sigmoid softplus gelu silu softmax log_softmax "
    "hard_tanh hard_sigmoid hard_silu selu soft_sign log_sigmoid squareplus mish sparse_plus "
    "sparse_sigmoid swish hard_swish celu").split()} | {name: getattr(jnp, name) for name in (
        "abs exp square sqrt sign negative log log1p expm1").split()}


class Settings:
    """Random settings of one layer."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.key = jax.random.PRNGKey(seed)

    def below(self, low, high):
        return int(self.random.integers(low, high))

    def pick(self, options):
        return options[self.below(0, len(options))]

    def per_axis(self, axes, low, high):
        """One number, or one for each axis."""
        if self.below(0, 2):
            return self.below(low, high)
        return [self.below(low, high) for _ in range(axes)]

    def floats(self, *shape):
        return np.float32(self.random.standard_normal(shape))

    def padding(self, kernel, axes):
        """In each of its forms, each side at most as wide as the kernel allows."""
        most = np.broadcast_to(kernel, axes)
        form = self.below(0, 3)
        if form == 0:
            return self.below(0, int(min(most)))
        if form == 1:
            return [self.below(0, int(k)) for k in most]
        return [[self.below(0, int(k)), self.below(0, int(k))] for k in most]


def hashable(value):
    """Equinox keeps settings as they are given, and wants tuples."""
    return tuple(map(hashable, value)) if isinstance(value, list) else value


def conv(settings, axes, cls):
    is_transposed = cls is eqx.nn.ConvTranspose2d
    groups = settings.pick([1, 1, 2, 3])
    spec = {"in_channels": groups * settings.below(1, 4), "out_channels": groups * settings.below(1, 4),
            "kernel_size": settings.per_axis(axes, 1, 4), "stride": settings.per_axis(axes, 1, 4),
            "dilation": settings.per_axis(axes, 1, 3), "groups": groups,
            "use_bias": bool(settings.below(0, 2))}
    spec["padding"] = (settings.pick(["SAME", "SAME_LOWER", "VALID"]) if settings.below(0, 3) == 0
                       else settings.padding(spec["kernel_size"], axes))
    if is_transposed:
        strides = np.broadcast_to(spec["stride"], axes)
        spec["output_padding"] = [settings.below(0, int(s)) for s in strides]
        if spec["padding"] in ("SAME", "SAME_LOWER") and settings.below(0, 2):
            spec |= {"output_padding": 0, "padding_mode": "CIRCULAR"}
    else:
        spec["padding_mode"] = settings.pick(["ZEROS", "REFLECT", "REPLICATE", "CIRCULAR"])
        if spec["padding_mode"] != "ZEROS" and settings.below(0, 3) == 0:
            # More than the input has.
            spec["padding"] = [[settings.below(0, 25), settings.below(0, 25)] for _ in range(axes)]
    layer = cls(**{key: hashable(value) for key, value in spec.items()}, key=settings.key)
    spec["weight"] = layer.weight
    if spec["use_bias"]:
        spec["bias"] = layer.bias
    least = 1 if spec["padding"] in ("SAME", "SAME_LOWER") and settings.below(0, 3) == 0 else 6
    shape = [spec["in_channels"], *(settings.below(least, 10) for _ in range(axes))]
    return spec, layer, shape


def pool(settings, axes, cls):
    spec = {"kernel_size": settings.per_axis(axes, 1, 4), "stride": settings.per_axis(axes, 1, 4)}
    spec["use_ceil"] = bool(settings.below(0, 2))
    # Equinox refuses a kernel that its own padding for `use_ceil` exceeds.
    sides = settings.padding(spec["kernel_size"], axes)
    kernels, strides = (np.broadcast_to(spec[key], axes) for key in ("kernel_size", "stride"))
    if not spec["use_ceil"] or all(kernels - 1 + strides <= kernels):
        spec["padding"] = sides
    elif any(strides > kernels):
        spec["use_ceil"] = False
    layer = cls(**{key: hashable(value) for key, value in spec.items()})
    return spec, layer, [settings.below(1, 20), *(settings.below(4, 9) for _ in range(axes))]


def adaptive_pool(settings, axes, cls):
    spec = {"target_shape": settings.per_axis(axes, 1, 5)}
    return spec, cls(hashable(spec["target_shape"])), [
        settings.below(1, 20), *(settings.below(5, 12) for _ in range(axes))]


def draw_shape(settings):
    return [settings.below(1, 20), *(settings.below(2, 6) for _ in range(settings.below(0, 3)))]


def draw_affine(settings, spec, layer, shape):
    """New values in place of ones and zeros, or none at all."""
    for name in ("weight", "bias"):
        if getattr(layer, name) is not None:
            spec[name] = settings.floats(*shape)
            layer = eqx.tree_at(lambda l: getattr(l, name), layer, jnp.asarray(spec[name]))
    return layer


def whole_norm(settings, cls):
    shape = draw_shape(settings)
    spec = {"shape": shape, "eps": settings.pick([1e-5, 0.1]), "use_weight": bool(settings.below(0, 2)),
            "use_bias": bool(settings.below(0, 2))}
    return spec, draw_affine(settings, spec, cls(**{k: hashable(v) for k, v in spec.items()}), shape), shape


def group_norm(settings):
    groups = settings.pick([1, 2, 3, 4])
    channels = groups * settings.pick([1, 2, 3, 16, 20])
    spec = {"groups": groups, "channels": channels, "channelwise_affine": bool(settings.below(0, 2))}
    layer = draw_affine(settings, spec, eqx.nn.GroupNorm(**spec), [channels])
    return spec, layer, [channels, *draw_shape(settings)[1:]]


def batch_norm(settings):
    shape = draw_shape(settings)
    spec = {"input_size": shape[0], "eps": 1e-3, "channelwise_affine": bool(settings.below(0, 2))}
    layer, state = eqx.nn.make_with_state(eqx.nn.BatchNorm)(axis_name="batch", mode="ema", inference=True, **spec)
    layer = draw_affine(settings, spec, layer, shape[:1])
    spec["mean"], spec["var"] = settings.floats(shape[0]), settings.floats(shape[0]) ** 2
    state = state.set(layer.ema_state_index, (jnp.asarray(spec["mean"]), jnp.asarray(spec["var"])))
    return spec, lambda x: layer(x, state)[0], shape


def activation(settings, name):
    shape = [settings.below(1, 40)]
    return {"fn": name}, FUNCTIONS[name], shape


def dropout(settings):
    return {"p": 0.25}, eqx.nn.Dropout(0.25, inference=True), draw_shape(settings)


def linear(settings):
    spec = {"in_features": settings.below(1, 30), "out_features": settings.below(1, 30)}
    layer = eqx.nn.Linear(**spec, key=settings.key)
    return spec | {"weight": layer.weight, "bias": layer.bias}, layer, [spec["in_features"]]


def along_last_axis(settings):
    spec, layer, [size] = linear(settings)
    shape = draw_shape(settings) + [size]
    for _ in shape[1:]:
        layer = jax.vmap(layer)
    return spec, layer, shape


def mlp(settings):
    depth = settings.below(0, 3)
    spec = {"in_size": settings.below(1, 9), "out_size": settings.pick(["scalar", 1, 5]),
            "width_size": settings.below(1, 9), "depth": depth,
            "use_bias": bool(settings.below(0, 2)), "use_final_bias": bool(settings.below(0, 2))}
    names = {"activation": settings.pick(["relu", "tanh"]), "final_activation": settings.pick(["identity", "silu"])}
    layer = eqx.nn.MLP(**spec, **{key: FUNCTIONS[name] for key, name in names.items()}, key=settings.key)
    spec["layers"] = [{key: as_json(value) for key in ("weight", "bias")
                       if (value := getattr(part, key)) is not None} for part in layer.layers]
    return spec | names, lambda x: jnp.atleast_1d(layer(x)), [spec["in_size"]]


CASES = {"Linear": linear, "Linear along the last axis": along_last_axis, "MLP": mlp, "GroupNorm": group_norm, "BatchNorm": batch_norm, "Dropout": dropout}
for _axes in (1, 2, 3):
    CASES[f"Conv{_axes}d"] = lambda s, n=_axes: conv(s, n, getattr(eqx.nn, f"Conv{n}d"))
CASES["ConvTranspose2d"] = lambda s: conv(s, 2, eqx.nn.ConvTranspose2d)
for _axes in (1, 2):
    for _name in ("AvgPool", "MaxPool"):
        CASES[f"{_name}{_axes}d"] = lambda s, n=_axes, k=_name: pool(s, n, getattr(eqx.nn, f"{k}{n}d"))
        CASES[f"Adaptive{_name}{_axes}d"] = (
            lambda s, n=_axes, k=_name: adaptive_pool(s, n, getattr(eqx.nn, f"Adaptive{k}{n}d")))
for _name in ("LayerNorm", "RMSNorm"):
    CASES[_name] = lambda s, k=_name: whole_norm(s, getattr(eqx.nn, k))
for _name in FUNCTIONS:
    CASES[f"Lambda {_name}"] = lambda s, k=_name: activation(s, k)


def as_json(value):
    return np.asarray(value).tolist() if isinstance(value, (np.ndarray, jax.Array)) else value


def check(snnc, folder, name, seed):
    settings = Settings(seed)
    arguments, layer, shape = CASES[name](settings)
    spec = {"type": name.split()[0]} | {key: as_json(value) for key, value in arguments.items()}
    model = {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": shape}], "layers": [spec]}
    (folder / "model.json").write_text(json.dumps(model))
    x = settings.floats(STEPS, *shape)
    if name in ("Lambda sqrt", "Lambda log", "Lambda log1p"):
        x = abs(x)
    np.save(folder / "x.npy", x)
    subprocess.run([snnc, "run", folder / "model.json", "--input", folder / "x.npy",
                    "--output", folder / "y.npy"], check=True)
    expected = np.stack([np.float32(layer(jnp.asarray(step))) for step in x])
    try:
        with np.errstate(invalid="ignore"):
            found = np.load(folder / "y.npy")
            if np.isinf(expected).any():  # a window of padding alone
                where = np.isinf(expected)
                if not np.array_equal(found[where], expected[where]):
                    raise Mismatch(f"{name}: infinite elsewhere")
                found, expected = (np.where(where, np.float32(0), a) for a in (found, expected))
            compare(name, found, expected)
    except Mismatch as mismatch:
        sys.exit(f"seed {seed}: {mismatch}\n{json.dumps(spec)} on {shape}")
    return expected.size


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--snnc", type=pathlib.Path, default=ROOT / "build/bin/snnc")
    parser.add_argument("--count", type=int, default=3, help="settings of each layer")
    parser.add_argument("--only", default="", help="layers whose name begins so")
    options = parser.parse_args()
    names = [name for name in CASES if name.startswith(options.only)]
    with tempfile.TemporaryDirectory() as folder:
        values = sum(check(options.snnc, pathlib.Path(folder), name, seed)
                     for name in names
                     for seed in range(1 if name.startswith("Lambda") else options.count))
    print(f"{len(names)} layers, {values} values are Equinox's")


if __name__ == "__main__":
    main()
