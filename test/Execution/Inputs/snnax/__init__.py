# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A stand-in for the package of this name: classes with the names, fields and
calls of SNNAX, and the behaviour that docs/Semantics.md writes down. For tests,
since the release of SNNAX cannot be imported. `snn` has all of its classes."""
