// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes that give what they read another shape: products, windows, Flatten.

#ifndef SNNC_COMPILER_NIR_LAYERS_SHAPEDNODETOLAYER_H
#define SNNC_COMPILER_NIR_LAYERS_SHAPEDNODETOLAYER_H

#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Nir/Layers/NodeToLayer.h"

namespace snnc {

// One function a type, listed by its name in NodeToLayer.cpp.
LayerClass readAffine(NodeFields &node, const NodeContext &context);
LayerClass readLinear(NodeFields &node, const NodeContext &context);
LayerClass readConv1d(NodeFields &node, const NodeContext &context);
LayerClass readConv2d(NodeFields &node, const NodeContext &context);
LayerClass readAvgPool2d(NodeFields &node, const NodeContext &context);
LayerClass readSumPool2d(NodeFields &node, const NodeContext &context);
LayerClass readFlatten(NodeFields &node, const NodeContext &context);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_LAYERS_SHAPEDNODETOLAYER_H
