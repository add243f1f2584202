# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes NIR files as the Python package nir lays them out, valid or not.

Nothing is checked and nothing added: what a node has is what the file has.
"""

import h5py
import numpy as np


def write(path, nodes, edges, version="1.0.8", compression=None, dtype=None, metadata=None):
    """Writes a graph.

    A node is a dict: its `type`, its fields (arrays, numbers, strings), perhaps
    `metadata` (a dict); one of type NIRGraph has `nodes` and `edges` as here. A field
    that is a dict becomes a group. `version` None leaves it out, as nir 0.1 does.
    `compression` is h5py's ("gzip" since nir 1.0.8); floats are stored as `dtype`.
    """
    options = {"compression": compression, "dtype": dtype}
    with h5py.File(path, "w") as file:
        if version is not None:
            file.create_dataset("version", data=version, dtype=h5py.string_dtype())
        graph = {"type": "NIRGraph", "nodes": nodes, "edges": edges}
        _write(file.create_group("node"), graph | ({"metadata": metadata} if metadata else {}),
               options)


def _write(group, values, options):
    for key, value in values.items():
        if isinstance(value, dict):
            _write(group.create_group(str(key)), value, options)
        elif isinstance(value, str):
            group.create_dataset(key, data=value, dtype=h5py.string_dtype())
        elif isinstance(value, (np.ndarray, np.generic)):
            _write_array(group, key, np.asarray(value), options)
        else:
            group.create_dataset(key, data=value)


def _write_array(group, key, array, options):
    if options["dtype"] is not None and array.dtype.kind == "f":
        array = array.astype(options["dtype"])
    compression = options["compression"] if array.size and array.ndim else None
    group.create_dataset(key, data=array, dtype=array.dtype, compression=compression)
