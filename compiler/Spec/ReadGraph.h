// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the connectivity of a model and its outputs.

#ifndef SNNC_COMPILER_SPEC_READGRAPH_H
#define SNNC_COMPILER_SPEC_READGRAPH_H

#include "compiler/Spec/LayerScope.h"
#include "compiler/Spec/ObjectReader.h"
#include "snnc/Model.h"
#include <optional>

namespace snnc {

/// The key `forward`.
Forward readForward(ObjectReader &object);

/// An index into `count` things; nullopt, reported, when it is none.
std::optional<int64_t> readId(const Report &report, const JsonValue &value,
                              llvm::StringRef key, size_t count,
                              llvm::StringRef what);

/// Fills the scope's graph from the key `graph`, or from the layers' `from`, or
/// as a chain when there is neither; the last two leave the final layers open.
/// Inputs and layers must have been read. A graph without errors has passed
/// checkSources.
void readGraph(const JsonValue *graph, const Report &report, LayerScope &scope);

/// Fills the scope's graph from its layers' `from`, which one has at least.
void readFrom(const Report &report, LayerScope &scope);

/// Whether every layer reads as much as it needs and every input is read;
/// reports where not.
bool checkSources(const Report &report, const LayerScope &scope);

/// Fills the model's outputs, and the final layers of `scope` where `graph`
/// does not say them: then an entry's `layer` names its layer, the last one if
/// left out.
void readOutputs(const JsonValue *outputs, bool hasGraph, const Report &report,
                 LayerScope &scope, std::vector<Output> &result);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READGRAPH_H
