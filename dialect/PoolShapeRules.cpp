// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The result types of pools: how many windows fit each axis.

#include "dialect/SNNDialect.h"
#include "dialect/ShapeRules.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::snn;

namespace {
/// The windows of a pooling layer on an input: the shape that they give, and
/// whether one of them lies in the padding alone.
struct PoolWindows {
  SmallVector<int64_t> shape;
  bool anyEmpty = false;
};
} // namespace

template <typename PoolOp>
static FailureOr<PoolWindows> poolWindows(PoolOp op, RankedTensorType input,
                                          EmitError emitError) {
  int64_t axes = op.getKernel().size();
  if (input.getRank() != axes + 1)
    return wrongRank(axes, input, emitError);
  PoolWindows windows{{input.getDimSize(0)}};
  for (int64_t axis = 0; axis < axes; ++axis) {
    int64_t size = input.getDimSize(axis + 1), kernel = op.getKernel()[axis];
    int64_t stride = op.getStride()[axis];
    int64_t before = op.getPadding()[2 * axis],
            after = op.getPadding()[2 * axis + 1];
    // Equinox's use_ceil: one more stride of padding where windows do not fit
    // evenly.
    if (op.getCeil() && (size + before + after - kernel) % stride != 0)
      after += stride;
    int64_t count = windowCount(size, kernel, stride, before, after);
    if (count < 0)
      return emitError() << "has a window of " << kernel << " along axis "
                         << axis + 1
                         << ", larger than the padded input of shape ["
                         << input.getShape() << "]";
    int64_t lastBegin = (count - 1) * stride - before;
    windows.anyEmpty |= kernel <= before || lastBegin >= size;
    windows.shape.push_back(count);
  }
  return windows;
}

/// Of a pool that gives numbers whatever it reads.
template <typename PoolOp>
static InferredType floatPool(PoolOp op, RankedTensorType input,
                              EmitError emitError) {
  if (!input)
    return RankedTensorType();
  FailureOr<PoolWindows> windows = poolWindows(op, input, emitError);
  if (failed(windows))
    return failure();
  return floatTensor(op.getContext(), windows->shape);
}

InferredType AvgPoolOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  return floatPool(*this, input, emitError);
}

InferredType SumPoolOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  return floatPool(*this, input, emitError);
}

InferredType MaxPoolOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  if (!input)
    return RankedTensorType();
  FailureOr<PoolWindows> windows = poolWindows(*this, input, emitError);
  if (failed(windows))
    return failure();
  // A window without input is minus infinity, which no spike can say.
  if (windows->anyEmpty)
    return floatTensor(getContext(), windows->shape);
  return RankedTensorType::get(windows->shape, input.getElementType());
}

InferredType SpikingMaxPoolOp::inferLayerType(RankedTensorType input,
                                              EmitError emitError) {
  if (!input)
    return RankedTensorType();
  FailureOr<PoolWindows> windows = poolWindows(*this, input, emitError);
  if (failed(windows))
    return failure();
  auto result =
      RankedTensorType::get(windows->shape, IntegerType::get(getContext(), 1));
  if (failed(checkNeuronParam(*this, getThreshold(), result, "a threshold",
                              emitError)))
    return failure();
  return result;
}

/// The shape that the windows of an adaptive pool give.
static FailureOr<SmallVector<int64_t>> adaptiveShape(ArrayRef<int64_t> target,
                                                     RankedTensorType input,
                                                     EmitError emitError) {
  if (input.getRank() != int64_t(target.size()) + 1)
    return wrongRank(target.size(), input, emitError);
  for (size_t axis = 0; axis < target.size(); ++axis)
    if (target[axis] > input.getDimSize(axis + 1))
      return emitError() << "makes " << target[axis] << " windows along axis "
                         << axis + 1 << ", more than an input of shape ["
                         << input.getShape() << "] has elements there";
  SmallVector<int64_t> shape = {input.getDimSize(0)};
  llvm::append_range(shape, target);
  return shape;
}

InferredType AdaptiveAvgPoolOp::inferLayerType(RankedTensorType input,
                                               EmitError emitError) {
  if (!input)
    return RankedTensorType();
  auto shape = adaptiveShape(getTarget(), input, emitError);
  if (failed(shape))
    return failure();
  return floatTensor(getContext(), *shape);
}

InferredType AdaptiveMaxPoolOp::inferLayerType(RankedTensorType input,
                                               EmitError emitError) {
  if (!input)
    return RankedTensorType();
  auto shape = adaptiveShape(getTarget(), input, emitError);
  if (failed(shape))
    return failure();
  return RankedTensorType::get(*shape, input.getElementType());
}
