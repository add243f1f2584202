// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks for tests out of names and edges, and back to text.

#ifndef SNNC_TEST_UNIT_NIR_NETWORKTEXT_H
#define SNNC_TEST_UNIT_NIR_NETWORKTEXT_H

#include "compiler/Nir/Graph/NirNetwork.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snnc {

/// Nodes without fields; a graph where one is given.
inline NirNode node(std::string name, std::string type) {
  return {std::move(name), std::move(type), {}, {}, {}};
}

inline NirNode graphNode(std::string name, NirGraph graph) {
  return {std::move(name),
          "NIRGraph",
          {},
          {},
          std::make_shared<NirGraph>(std::move(graph))};
}

/// The nodes that a test means by their first letters: "lif" is an LIF, "w" an
/// Affine, "d" a Delay of a step, "in" and "out" the ends.
inline NirNode nodeNamed(llvm::StringRef name) {
  const char *type = name.starts_with("in")    ? "Input"
                     : name.starts_with("out") ? "Output"
                     : name.starts_with("lif") ? "LIF"
                     : name.starts_with("d")   ? "Delay"
                                               : "Affine";
  return node(name.str(), type);
}

/// "a -> b", or "a -> b t-1" with a delay, an edge a line; without a network
/// what is wrong with it.
inline std::string textOf(const std::optional<NirNetwork> &network,
                          const Diagnostics &diagnostics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  diagnostics.print(os);
  if (!network || diagnostics.errorCount() != 0)
    return text;
  for (const NirNetwork::Edge &edge : network->edges) {
    os << network->nodes[edge.source].path << " -> "
       << network->nodes[edge.target].path;
    if (edge.delay)
      os << " t-" << edge.delay;
    os << "\n";
  }
  return text;
}

} // namespace snnc

#endif // SNNC_TEST_UNIT_NIR_NETWORKTEXT_H
