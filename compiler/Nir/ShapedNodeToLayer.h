// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes that give what they read another shape: products, windows, Flatten.

#ifndef SNNC_COMPILER_NIR_READSHAPEDNODES_H
#define SNNC_COMPILER_NIR_READSHAPEDNODES_H

#include "compiler/Nir/NodeReader.h"
#include "compiler/Nir/ReadNode.h"

namespace snnc {

// One function a type, listed by its name in ReadNode.cpp.
LayerClass readAffine(NodeReader &node, const NodeContext &context);
LayerClass readLinear(NodeReader &node, const NodeContext &context);
LayerClass readConv1d(NodeReader &node, const NodeContext &context);
LayerClass readConv2d(NodeReader &node, const NodeContext &context);
LayerClass readAvgPool2d(NodeReader &node, const NodeContext &context);
LayerClass readSumPool2d(NodeReader &node, const NodeContext &context);
LayerClass readFlatten(NodeReader &node, const NodeContext &context);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_READSHAPEDNODES_H
