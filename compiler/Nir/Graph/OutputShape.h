// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_NIR_GRAPH_OUTPUTSHAPE_H
#define SNNC_COMPILER_NIR_GRAPH_OUTPUTSHAPE_H

#include "snnc/Model.h"
#include <optional>

namespace snnc {

/// What a Linear, a convolution, a pool or a Flatten makes of an input; nothing
/// where that does not fit, or of another class.
std::optional<Shape> outputShape(const LayerClass &layer, const Shape &input);

/// The padding with which as many windows of a pool as steps of its stride fit
/// into an input of its rank; the odd one goes behind.
Padding sameAround(const Pool &pool, const Shape &input);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_OUTPUTSHAPE_H
