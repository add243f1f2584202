// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc info --graph: the layers of a network and what they read.

#ifndef SNNC_COMPILER_TOOLS_GRAPHPICTURE_H
#define SNNC_COMPILER_TOOLS_GRAPHPICTURE_H

#include "compiler/Driver/Densities.h"
#include "compiler/Target/Summary.h"

namespace snnc {

/// An SVG file: inputs, layers and outputs below each other, in the order in
/// which they run. What a layer reads of this step comes from above, or on the
/// right past others; what it reads of earlier steps on the left. Edges bear
/// their delays and, with `densities` (may be null), what part of them is not
/// zero.
std::string drawGraph(llvm::StringRef name, mlir::snn::ModelOp model,
                      const Summary &summary, const Densities *densities);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_GRAPHPICTURE_H
