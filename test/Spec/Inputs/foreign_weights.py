# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""foreign_weights.py FOLDER: names weights of other formats in a spec, and does what snnc says.

Files of PyTorch are made by hand, as torch.save lays them out; their cure needs PyTorch and
is compiled only. Those of NumPy and HDF5 are converted and the spec is checked again.
"""

import gzip
import io
import json
import os
import pathlib
import pickle
import subprocess
import sys
import zipfile

import h5py
import numpy as np

WEIGHT = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


def zipped(*members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in members:
            archive.writestr(name, b"?" * 100)
    return stream.getvalue()


def npz():
    stream = io.BytesIO()
    np.savez(stream, weight=WEIGHT)
    return stream.getvalue()


def npy():
    stream = io.BytesIO()
    np.save(stream, WEIGHT)
    return stream.getvalue()


def hdf5():
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file["weight"] = WEIGHT
    return stream.getvalue()


INDEX = {"metadata": {"total_size": 24},
         "weight_map": {"weight": "part-1.safetensors", "bias": "part-2.safetensors",
                        "more": "part-1.safetensors"}}
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 24\n"
# name, contents, what snnc calls it, a part of the cure
CASES = [
    ("f.pt", zipped("archive/data.pkl", "archive/data/0"),
     "a file of torch.save (a zip archive)", 'torch.load("{path}"'),
    ("f.pth", zipped("archive/.format_version", "archive/data.pkl"),
     "a file of torch.save (a zip archive)", 'torch.load("{path}"'),
    ("old.pt", pickle.dumps(LEGACY_MAGIC, 2) + pickle.dumps({}, 2),
     "a file of torch.save (its format before PyTorch 1.6)", 'torch.load("{path}"'),
    ("framed.pt", b"\x80\x04\x95\x0b" + bytes(7) + pickle.dumps(LEGACY_MAGIC, 2)[2:],
     "a file of torch.save (its format before PyTorch 1.6)", "weights_only=False"),
    ("f.pt2", zipped("e/archive_format", "e/models/model.json", "e/data/sample_inputs/model.pt"),
     "a file of torch.export.save", 'torch.export.load("{path}")'),
    ("script.pt", zipped("net/data.pkl", "net/code/net.py", "net/constants.pkl"),
     "a file of torch.jit.save (TorchScript)", 'torch.jit.load("{path}"'),
    ("it's \"so\".pkl", pickle.dumps({"weight": [1.0]}, 4), "a Python pickle",
     "safetensors.torch.save_file"),
    ("f.npz", npz(), "a NumPy archive (.npz)", 'numpy.load("{path}")'),
    ("f.npy", npy(), "a NumPy array (.npy)", 'numpy.load("{path}")'),
    ("f.eqx", npy() + npy(), "a file of Equinox's tree_serialise_leaves", "export.py"),
    ("f.h5", hdf5(), "an HDF5 file", 'h5py.File("{path}")'),
    ("noextension", hdf5(), "an HDF5 file", 'h5py.File("{path}")'),
    ("f.nir", hdf5(), "a NIR file", "give it to snnc in place of this spec"),
    ("f.zip", zipped("weights.bin"), "a zip archive", "save that as safetensors"),
    ("empty.zip", zipped(), "a zip archive", "save that as safetensors"),
    ("f.safetensors.index.json", json.dumps(INDEX).encode(), "an index of safetensors files",
     '"weights": ["part-1.safetensors", "part-2.safetensors"]'),
    ("f.json", b' {"weight": [[1, 2]]}', "JSON text", "name the .safetensors file"),
    ("f.safetensors.gz", gzip.compress(b"abc"), "compressed (by gzip)", "gzip -d '{path}'"),
    ("lfs.safetensors", LFS, "a pointer of Git LFS, not the file itself", "git lfs pull"),
    ("page.safetensors", b"<!DOCTYPE html><html>", "a page of HTML, not the file itself",
     "download"),
    ("f.onnx", b"\x08\x07\x12\x07pytorch", "an ONNX model", 'onnx.load("{path}")'),
    ("f.tflite", b"\x1c\0\0\0TFL3" + bytes(40), "a TensorFlow Lite model", "save_file"),
    ("f.mat", b"MATLAB 5.0 MAT-file".ljust(200), "a file of MATLAB", 'loadmat("{path}")'),
    ("g.mat", b"MATLAB 7.3 MAT-file".ljust(512) + hdf5(), "a file of MATLAB 7.3", "h5py"),
    ("f.msgpack", b"\x81\xa6weight\xc7\x30\x01" + bytes(48),
     "a file of MessagePack, as Flax writes it",
     "flax.serialization.msgpack_restore"),
    ("old.pkl", pickle.dumps({"weight": [1.0]}, 0), "a Python pickle", "save_file"),
    ("f.csv", b"1 2 3\n4 5 6\n", "text", 'numpy.loadtxt("{path}")'),
    ("f.gguf", b"GGUF\3\0\0\0", "a GGUF file", "save_file"),
    ("empty.safetensors", b"", "empty", "save_file"),
]
CONVERTIBLE = {"f.npz", "f.npy", "f.h5", "noextension", "f.csv"}
# Damaged files of the right kind are called so, whatever their length begins with.
DAMAGED = [length.to_bytes(8, "little") + b"{" for length in (0x0280, 0x8B1F, 0x7B, 0x5B)]


def check(spec):
    return subprocess.run(["snnc", "check", str(spec)], capture_output=True, text=True)


def write_spec(folder, weights):
    layer = {"type": "Linear", "in_features": 3, "out_features": 2, "use_bias": False,
             "weight": "weight"}
    spec = folder / "net.json"
    spec.write_text(json.dumps({"format": "snnc", "version": 1, "weights": weights,
                                "inputs": [{"name": "x", "shape": [3]}], "layers": [layer]}))
    return spec


def expect(text, message):
    if text not in message:
        sys.exit(f"expected\n{text}\nin\n{message}")


def try_case(folder, name, contents, what, cure):
    path = folder / name
    path.write_bytes(contents)
    spec = write_spec(folder, name)
    done = check(spec)
    place = f"{spec}:1:{spec.read_text().index(json.dumps(name)) + 1}: error: "
    expect(f"{place}'{path}' is {what}, expected safetensors\n", done.stderr)
    expect("note: ", done.stderr)
    expect(cure.format(path=path), done.stderr)
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    lines = [line[2:] for line in done.stderr.split("note: ")[1].splitlines()
             if line.startswith("  ")]
    program = compile("\n".join(lines), name, "exec")
    if name in CONVERTIBLE:
        exec(program, {})
        done = check(write_spec(folder, os.path.splitext(name)[0] + ".safetensors"))
        assert done.returncode == 0, done.stderr


def main():
    folder = pathlib.Path(sys.argv[1])
    for case in CASES:
        try_case(folder, *case)
    for contents in DAMAGED:
        (folder / "damaged").write_bytes(contents)
        expect("is no sound safetensors file: the header should have ",
               check(write_spec(folder, "damaged")).stderr)


main()
