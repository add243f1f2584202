// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers over a whole layer, for norms and softmax (docs/Semantics.md, N3).

#ifndef SNNC_CONVERSION_REDUCTIONS_H
#define SNNC_CONVERSION_REDUCTIONS_H

#include "compiler/Conversion/Producers.h"

namespace snnc {

/// What a norm or softmax needs to know of its whole input before it can be
/// applied element by element.
class Reduction {
public:
  /// Emits the passes over `input` that `op`, a norm or snn.lambda, needs.
  Reduction(Emitter &emitter, mlir::Operation *op, const Buffer &input,
            Workspace &workspace);

  /// `op` applied to one panel of its input.
  mlir::Value apply(Emitter &emitter, WeightPacker &packer, mlir::Value x,
                    const Panel &panel) const;

private:
  void reduceGroups(Emitter &emitter, mlir::snn::GroupNormOp norm,
                    const Buffer &input, Workspace &workspace);
  mlir::Value normalise(Emitter &emitter, mlir::Value x,
                        const Panel &panel) const;
  mlir::Value softmax(Emitter &emitter, mlir::snn::LambdaOp lambda,
                      mlir::Value x, const Panel &panel) const;

  mlir::Operation *op;
  mlir::Value shift;     ///< mean, or maximum
  mlir::Value scale;     ///< 1 / sqrt(var + eps), or the sum of exponentials
  Buffer shifts, scales; ///< the same for each channel, where groups differ
};

} // namespace snnc

#endif // SNNC_CONVERSION_REDUCTIONS_H
