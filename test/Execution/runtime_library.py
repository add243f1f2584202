# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`snn_run_batch` of the runtime (runtime/include/snn/batch.h), for a
`native_model.Model`: many samples over threads, in groups."""

import ctypes
import pathlib
import subprocess

from native_model import Guarded

RUNTIME = pathlib.Path(__file__).resolve().parents[2] / "runtime"
SOURCES = ("array", "batch", "cpu", "error", "json", "model", "params", "rows", "safetensors", "state")


class Batch(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("batch", "steps", "burnin")] + [
        (name, ctypes.c_void_p) for name in ("inputs", "outputs", "weights", "states")] + [
        ("key", ctypes.c_uint32 * 2), ("threads", ctypes.c_uint), ("group", ctypes.c_size_t),
        ("progress", ctypes.c_void_p), ("context", ctypes.c_void_p)]


def build(path):
    """The runtime as a shared object."""
    sources = [RUNTIME / f"src/{name}.c" for name in SOURCES]
    subprocess.run(["cc", "-shared", "-fPIC", "-pthread", "-O1", "-I", RUNTIME / "include", *sources,
                    "-o", path], check=True)
    return path


class Runtime:
    def __init__(self, library):
        self.library = ctypes.CDLL(str(library))

    def run(self, model, inputs, burnin=0, threads=1, group=0, states=None):
        """The outputs, as `Model.run_batch` gives them; `states` are advanced."""
        samples, steps = inputs[0].shape[:2]
        pointers = states and (ctypes.c_void_p * samples)(*[state.pointer for state in states])

        def call(_, given, taken):
            batch = Batch(samples, steps, burnin, ctypes.addressof(given), ctypes.addressof(taken),
                          model.weights and model.weights.pointer, pointers and ctypes.addressof(pointers), (0, 0), threads, group)
            message = ctypes.create_string_buffer(512)
            if self.library.snn_run_batch(ctypes.byref(model.descriptor), ctypes.byref(batch), message):
                raise AssertionError(message.value.decode())

        outputs = model.call(call, Guarded(0, 64), inputs, model.output_shapes(steps, burnin, samples))
        for state in states or ():
            state.check("state")
        return outputs

    def load(self, model, path):
        """The bytes that snn_params_load packs, for `model.pack` to be compared with."""
        packed, message = ctypes.c_void_p(), ctypes.create_string_buffer(512)
        if self.library.snn_params_load(ctypes.byref(model.descriptor), str(path).encode(),
                                        ctypes.byref(packed), message):
            raise AssertionError(message.value.decode())
        data = ctypes.string_at(packed, model.descriptor.param_bytes)
        self.library.snn_params_free(packed)
        return data
