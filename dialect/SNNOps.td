// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The whole dialect, for TableGen.

#ifndef SNN_OPS_TD
#define SNN_OPS_TD

include "dialect/NetworkOps.td"
include "dialect/PrimitiveOps.td"
include "dialect/ScanOps.td"
include "dialect/KernelOps.td"

#endif // SNN_OPS_TD
