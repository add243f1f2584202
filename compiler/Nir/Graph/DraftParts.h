// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What layers are to NIR, and how joined sources are said by matrices.

#ifndef SNNC_COMPILER_NIR_GRAPH_DRAFTPARTS_H
#define SNNC_COMPILER_NIR_GRAPH_DRAFTPARTS_H

#include "compiler/Nir/Layers/ExportNode.h"
#include "snnc/FlatModel.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace snnc {

/// Whether a layer gives what it reads, so that NIR needs no node of it.
bool passesOn(const LayerClass &layer);

/// Whether values are drawn when the model is compiled.
bool hasDraws(const LayerClass &layer);

/// Whether a layer of NIR's without a state gives zeros for zeros.
bool keepsZeros(const LayerClass &layer);

/// A layer as one of NIR's, where time steps are \p dt. Error: NIR has none.
llvm::Expected<LayerClass> formOf(const LayerClass &layer,
                                  const ExportContext &context, double dt);

/// By layer, whether a path of edges leads to it from layer \p index.
std::vector<bool> layersBehind(const FlatModel &flat, size_t index);

/// A weight with its columns in another order.
Parameter reorderedColumns(const Linear &linear,
                           llvm::ArrayRef<int64_t> columns);

/// A matrix that has \p count values stand among \p size from \p first on.
Linear placing(int64_t first, int64_t count, int64_t size);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_DRAFTPARTS_H
