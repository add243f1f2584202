// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The result types of norms: the input's shape, which their parameters fit.

#include "dialect/SNNDialect.h"
#include "dialect/ShapeRules.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::snn;

/// A norm over the whole input, whose parameters have its shape.
template <typename NormOp>
static InferredType inferWholeNorm(NormOp op, RankedTensorType input,
                                   EmitError emitError) {
  auto shape = op.getShape();
  if (!input)
    return shape ? floatTensor(op.getContext(), *shape) : RankedTensorType();
  if (shape && input.getShape() != *shape)
    return emitError() << "normalises over [" << *shape
                       << "], found an input of shape [" << input.getShape()
                       << "]";
  for (FlatSymbolRefAttr param : {op.getWeightAttr(), op.getBiasAttr()})
    if (param && failed(checkParam(op, param, input.getShape(), emitError)))
      return failure();
  return floatTensor(op.getContext(), input.getShape());
}

InferredType LayerNormOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  return inferWholeNorm(*this, input, emitError);
}

InferredType RMSNormOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  return inferWholeNorm(*this, input, emitError);
}

LogicalResult mlir::snn::checkChannelParam(Operation *op,
                                           FlatSymbolRefAttr param,
                                           RankedTensorType input,
                                           EmitError emitError) {
  if (!param)
    return success();
  ParamOp found = ParamOp::lookup(op, param);
  if (!found)
    return emitError() << "needs a parameter " << param << ", found none";
  if (input.getRank() == 0)
    return wrongRank(0, input, emitError);
  auto type = cast<RankedTensorType>(found.getType());
  if (type.getShape() == ArrayRef(input.getDimSize(0)))
    return success();
  return emitError() << "normalises [" << type.getShape()
                     << "] channels, found an input of shape ["
                     << input.getShape() << "]";
}

InferredType GroupNormOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  if (!input)
    return RankedTensorType();
  if (input.getRank() == 0)
    return wrongRank(0, input, emitError);
  if (input.getDimSize(0) % int64_t(getGroups()) != 0)
    return emitError() << "normalises " << getGroups()
                       << " groups, which do not divide the channels of an "
                          "input of shape ["
                       << input.getShape() << "]";
  for (FlatSymbolRefAttr param : {getWeightAttr(), getBiasAttr()})
    if (failed(checkChannelParam(*this, param, input, emitError)))
      return failure();
  return floatTensor(getContext(), input.getShape());
}
