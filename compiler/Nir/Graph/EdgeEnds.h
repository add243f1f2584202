// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the ends of edges name (docs/Semantics.md, M7).

#ifndef SNNC_COMPILER_NIR_GRAPH_EDGEENDS_H
#define SNNC_COMPILER_NIR_GRAPH_EDGEENDS_H

#include "compiler/Nir/File/NirFile.h"

namespace snnc {

struct EdgeEnd {
  /// Null where the graph has no such node.
  const NirNode *node = nullptr;
  /// What is named inside of a nested graph; empty where that is meant itself.
  llvm::StringRef inside;
};

/// The node of that name. If there is none, the nested graph whose name, and a
/// dot, the name begins with; the longest of several.
EdgeEnd findEnd(const NirGraph &graph, llvm::StringRef name);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_EDGEENDS_H
