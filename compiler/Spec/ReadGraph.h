// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the connectivity of a model and its outputs.

#ifndef SNNC_COMPILER_SPEC_READGRAPH_H
#define SNNC_COMPILER_SPEC_READGRAPH_H

#include "snnc/Model.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/ArrayRef.h"

namespace snnc {

/// Fills the model's graph from the key `graph`, or from the layers' `from`
/// (one entry a layer, null where it has none), or as a chain when there is
/// neither. Inputs and layers must have been read.
void readGraph(const JsonValue *graph, llvm::ArrayRef<const JsonValue *> from,
               const Report &report, Model &model);

/// Fills the model's outputs, and the final layers where `graph` does not say
/// them: then an entry's `layer` names its layer, the last one if left out.
void readOutputs(const JsonValue *outputs, bool hasGraph, const Report &report,
                 Model &model);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READGRAPH_H
