// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing what layers read: the inverse of ReadGraph.h.

#ifndef SNNC_COMPILER_SPEC_WRITEGRAPH_H
#define SNNC_COMPILER_SPEC_WRITEGRAPH_H

#include "compiler/Spec/FieldWriter.h"

namespace snnc {

/// One level of a model, on its way into JSON.
class GraphWriter {
public:
  GraphWriter(llvm::json::OStream &json, const GraphStructure &graph,
              llvm::ArrayRef<Layer> layers, std::vector<std::string> inputs);

  /// Only `from` can say an edge's delay.
  bool usesFrom() const { return isFrom; }
  /// The key `graph`, unless layers have `from`.
  void writeGraph();
  /// The key `from` of a layer, if layers have one.
  void writeFrom(size_t layer);

private:
  llvm::json::OStream &json;
  const GraphStructure &graph;
  llvm::ArrayRef<Layer> layers;
  std::vector<std::string> inputs;
  bool isFrom;
};

/// A list of numbers on one line.
void writeNumbers(llvm::json::OStream &json, llvm::ArrayRef<int64_t> values);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_WRITEGRAPH_H
