// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The result types of neurons and other pointwise layers: the input's shape,
// which their parameters must fit.

#include "dialect/SNNDialect.h"
#include "dialect/ShapeRules.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

/// True if a parameter of `shape` can be read at every element of `target`: it
/// has one element, or broadcasts to the shape as NumPy does it.
static bool broadcastsTo(ArrayRef<int64_t> shape, ArrayRef<int64_t> target) {
  if (shape.size() > target.size())
    return false;
  return llvm::all_of(llvm::zip(shape, target.take_back(shape.size())),
                      [](auto pair) {
                        auto [from, to] = pair;
                        return from == 1 || from == to;
                      });
}

LogicalResult mlir::snn::checkNeuronParam(Operation *op, Attribute param,
                                          RankedTensorType input,
                                          StringRef what, EmitError emitError) {
  auto symbol = dyn_cast_or_null<FlatSymbolRefAttr>(param);
  if (!symbol)
    return success();
  ParamOp found = ParamOp::lookup(op, symbol);
  if (!found)
    return emitError() << "needs a parameter " << symbol << ", found none";
  auto type = cast<RankedTensorType>(found.getType());
  if (broadcastsTo(type.getShape(), input.getShape()))
    return success();
  return emitError() << "has " << what << " " << symbol << " of shape ["
                     << type.getShape()
                     << "], expected one that fits its own shape ["
                     << input.getShape() << "]";
}

InferredType ScaleOp::inferLayerType(RankedTensorType input,
                                     EmitError emitError) {
  if (!input)
    return RankedTensorType();
  if (failed(
          checkNeuronParam(*this, getFactor(), input, "a factor", emitError)))
    return failure();
  return input.clone(Float32Type::get(getContext()));
}

InferredType LambdaOp::inferLayerType(RankedTensorType input,
                                      EmitError emitError) {
  if (!input)
    return RankedTensorType();
  bool ofVector = llvm::is_contained({Function::Softmax, Function::LogSoftmax},
                                     getFunction());
  if (ofVector && input.getRank() != 1)
    return emitError() << "takes a vector for "
                       << stringifyFunction(getFunction())
                       << ", found an input of shape [" << input.getShape()
                       << "]";
  return input.clone(Float32Type::get(getContext()));
}

InferredType EquationsOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  if (!input)
    return RankedTensorType();
  if (ArrayAttr params = getParamsAttr())
    for (Attribute param : params)
      if (failed(
              checkNeuronParam(*this, param, input, "a parameter", emitError)))
        return failure();
  for (Attribute init : getInits())
    if (failed(checkNeuronParam(*this, init, input, "an initial state",
                                emitError)))
      return failure();
  if (getYieldedOutput() == getInputArgument())
    return input;
  return input.clone(getYieldedOutput().getType());
}

bool EquationsOp::hasState() { return !getStates().empty(); }
