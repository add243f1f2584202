// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the shape rules of several kinds of layers share.

#ifndef SNN_SHAPE_RULES_H
#define SNN_SHAPE_RULES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Value.h"
#include <string>

namespace mlir {
namespace snn {

/// True if the network around `op` still gives edges their implied delays. The
/// position of a layer decides them, and a delay that is written replaces them,
/// so nothing folds then.
bool hasImpliedDelays(Operation *op);

/// "layer 'lif'" or "input 'x'": where `value` comes from, through delays.
std::string describeOrigin(Value value);

using EmitError = llvm::function_ref<InFlightDiagnostic()>;
/// Null where the result depends on an input that is not known yet.
using InferredType = FailureOr<RankedTensorType>;

RankedTensorType floatTensor(MLIRContext *context, ArrayRef<int64_t> shape);

/// Looks the parameter up and checks its shape against `expected`.
LogicalResult checkParam(Operation *op, FlatSymbolRefAttr symbol,
                         ArrayRef<int64_t> expected, EmitError emitError);

/// Checks a parameter of a neuron: a number, or a tensor that broadcasts to the
/// shape of `input`. Null is no parameter.
LogicalResult checkNeuronParam(Operation *op, Attribute param,
                               RankedTensorType input, StringRef what,
                               EmitError emitError);

/// Checks that a parameter, unless it is null, has a value for each channel of
/// `input`. Says how many channels there are where it has not: its shape is
/// known to fit the layer's own settings.
LogicalResult checkChannelParam(Operation *op, FlatSymbolRefAttr param,
                                RankedTensorType input, EmitError emitError);

/// The element of an array of shape `from` that stands at row-major `element`
/// of `to`, by NumPy's broadcasting: trailing axes align, an axis of 1 repeats.
int64_t broadcastIndex(int64_t element, ArrayRef<int64_t> from,
                       ArrayRef<int64_t> to);

/// The error for an input that has not `axes` axes of space.
InFlightDiagnostic wrongRank(int64_t axes, RankedTensorType input,
                             EmitError emitError);

/// Checks that per-axis arrays agree in length and hold values from `least` to
/// 2^31 - 1, so that sums of them and of shapes do not overflow.
LogicalResult checkAxes(Operation *op, StringRef what, ArrayRef<int64_t> values,
                        size_t length, int64_t least);

/// Positions of a window of `kernel` along an axis of `size`, or -1 if none.
int64_t windowCount(int64_t size, int64_t kernel, int64_t stride,
                    int64_t before, int64_t after);

} // namespace snn
} // namespace mlir

#endif // SNN_SHAPE_RULES_H
