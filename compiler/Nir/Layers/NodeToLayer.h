// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR nodes as layers.

#ifndef SNNC_COMPILER_NIR_LAYERS_NODETOLAYER_H
#define SNNC_COMPILER_NIR_LAYERS_NODETOLAYER_H

#include "compiler/Nir/Graph/NirNetwork.h"
#include "compiler/Nir/Layers/NodeFields.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace snnc {

/// Nothing for a type that is not known; NIRGraph is none of these.
std::optional<NirRole> roleOf(llvm::StringRef type);
/// Whether a node of that type gives out spikes or their number.
bool givesSpikes(const NirNode &node);
/// Whether how it steps depends on the time step.
bool needsStep(const NirNode &node);
/// The operation that it becomes, "snn.linear"; empty for an unknown type.
llvm::StringRef operationOf(const NirNode &node);
/// For messages: "Affine, Linear, ...".
std::string knownTypes();

/// What a node's meaning depends on beside its fields.
struct NodeContext {
  const Convention &convention;
  /// The time step; not used where the node needs none.
  double dt = 1.0;
  /// The shape of its input, where that is known.
  std::optional<Shape> input;
  /// Whether one of its readers takes vectors only.
  bool feedsVector = false;
};

/// Reads a node that is no Input or Output. Nothing after an error.
std::optional<Layer> readNode(NodeFields &node, const NodeContext &context);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_LAYERS_NODETOLAYER_H
