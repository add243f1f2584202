# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes files from which the fuzzer starts, in OUT/TARGET.

    make_seeds.py BUILD/BIN OUT
"""

import concurrent.futures
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import save_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "Nir"))
import nir_file  # noqa: E402  (where it is, is said above)

N = 3


def json_seeds(folder):
    """The models that the tests of the compiler read."""
    for i, file in enumerate(sorted(ROOT.glob("test/**/*.json"))):
        if file.stat().st_size <= 8000 and "fuzz" not in file.parts:
            (folder / f"{i}-{file.name}").write_bytes(file.read_bytes())


def safetensors_seeds(folder):
    for dtype in ("float32", "float64", "float16", "int8"):
        save_file({"a": np.ones((2, N), dtype), "b.c": np.zeros(0, dtype)}, folder / dtype)
    save_file({"a": np.zeros(1, "float32")}, folder / "meta", {"made": "by a test"})
    header = b'{"t":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}'
    (folder / "bfloat16").write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))


def nodes():
    """One of every type but NIRGraph, by name, with its fields."""
    def values(*names):
        return {name: np.full(N, 0.5, "float32") for name in names}
    conv = {"padding": 1, "groups": 1, "bias": np.ones(2, "float32")}
    pool = {"kernel_size": np.array([2, 2]), "stride": np.array([2, 2]),
            "padding": np.array([0, 0])}
    return {
        "Affine": {"weight": np.ones((N, N), "float32"), "bias": np.ones(N)},
        "Linear": {"weight": np.ones((N, N))},
        "Scale": values("scale"),
        "Conv1d": conv | {"weight": np.ones((2, 1, 3), "float32"), "stride": 1, "dilation": 1,
                          "input_shape": 5},
        "Conv2d": conv | {"weight": np.ones((2, 1, 3, 3), "float32"), "padding": "same",
                          "stride": np.array([1, 1]), "dilation": np.array([1, 1]),
                          "input_shape": np.array([5, 5])},
        "SumPool2d": pool, "AvgPool2d": pool,
        "Flatten": {"start_dim": 0, "end_dim": -1, "input_type": np.array([1, N])},
        "Delay": values("delay"), "I": values("r"),
        "IF": values("r", "v_threshold", "v_reset"),
        "LI": values("tau", "r", "v_leak"),
        "LIF": values("tau", "r", "v_leak", "v_threshold", "v_reset"),
        "CubaLI": values("tau_syn", "tau_mem", "r", "v_leak", "w_in"),
        "CubaLIF": values("tau_syn", "tau_mem", "r", "v_leak", "v_threshold", "w_in"),
        "Threshold": values("threshold"),
    }


def around(fields, shape):
    """A graph of one node with an input and an output."""
    return ({"input": {"type": "Input", "shape": np.array(shape)}, "node": fields,
             "output": {"type": "Output", "shape": np.array(shape)}},
            [("input", "node"), ("node", "output")])


def nir_seeds(folder):
    shapes = {"Conv1d": [1, 5], "Conv2d": [1, 5, 5], "SumPool2d": [1, 4, 4],
              "AvgPool2d": [1, 4, 4], "Flatten": [1, N]}
    for kind, fields in nodes().items():
        graph = around({"type": kind} | fields, shapes.get(kind, [N]))
        nir_file.write(folder / f"{kind}.nir", *graph, compression="gzip")
    lif = {"type": "LIF"} | nodes()["LIF"]
    inside, edges = around(lif, [N])
    inside["back"] = {"type": "Linear"} | nodes()["Linear"]
    loop = {"type": "NIRGraph", "nodes": inside,
            "edges": edges + [("node", "back"), ("back", "node")]}
    nir_file.write(folder / "nested.nir", *around(loop, [N]), metadata={"by": {"a": "test"}})
    nir_file.write(folder / "old.nir", *around(lif, [N]), version=None, dtype="float64")
    nir_file.write(folder / "lzf.nir", *around(lif, [N]), compression="lzf")
    nir_file.write(folder / "empty.nir", {"a.b/c d": lif}, [])


def dump(snnc, model, folder):
    """What every phase leaves of a model that can be compiled, if it is small."""
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([snnc, "compile", model, "-o", f"{made}/out", "-O0", "--print-weights",
                        "--dump-phases", f"{made}/phases"], capture_output=True)
        for file in sorted(pathlib.Path(made, "phases").glob("*.mlir")):
            if file.stat().st_size <= 30000:
                name = f"{model.parent.name}-{model.stem}-{file.name}"
                (folder / name).write_bytes(file.read_bytes())


def ir_seeds(folder, snnc):
    models = [ROOT / "test/Tools/Inputs/net.json", *ROOT.glob("test/Import/*.json"),
              *ROOT.glob("test/Spec/*.json"), *ROOT.glob("examples/*/*.json")]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda model: dump(snnc, model, folder), models))


def main():
    programs, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for target in ("json", "safetensors", "nir", "nir-graph", "ir"):
        (out / target).mkdir(parents=True, exist_ok=True)
    json_seeds(out / "json")
    safetensors_seeds(out / "safetensors")
    nir_seeds(out / "nir")
    for file in sorted((out / "nir").iterdir()):
        subprocess.run([programs / "snnc-replay", "graph", file, out / "nir-graph" / file.stem], check=True)
    ir_seeds(out / "ir", programs / "snnc")


main()
