// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes of a NIR network: its nodes are believed before what it stores. The
// order of the rules is that of docs/NIR.md.

#ifndef SNNC_COMPILER_NIR_GRAPH_NIRSHAPES_H
#define SNNC_COMPILER_NIR_GRAPH_NIRSHAPES_H

#include "compiler/Nir/Graph/NirNetwork.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "snnc/Diagnostics.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// By node, the shapes of what it reads and of what it gives, as far as
/// something says them.
struct NirShapes {
  std::vector<std::optional<Shape>> in, out;
};

/// Finds the shapes of a network that is read by \p convention. Reports Inputs
/// that their readers contradict, or of whose shape nothing says anything.
NirShapes inferShapes(const NirNetwork &network, const Convention &convention,
                      const std::string &path, Diagnostics &diagnostics);

/// What a node's meaning depends on beside its fields: the shape \p input of
/// what it reads, where that is known, and what reads it.
NodeContext contextOf(const NirNetwork &network, size_t node,
                      const Convention &convention,
                      const std::optional<Shape> &input);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_NIRSHAPES_H
