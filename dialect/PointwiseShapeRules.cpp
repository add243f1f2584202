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

int64_t mlir::snn::broadcastIndex(int64_t element, ArrayRef<int64_t> from,
                                  ArrayRef<int64_t> to) {
  int64_t source = 0, stride = 1;
  for (size_t axis = 0; axis < to.size() && axis < from.size(); ++axis) {
    int64_t size = to[to.size() - 1 - axis], place = element % size;
    element /= size;
    int64_t own = from[from.size() - 1 - axis];
    source += own == 1 ? 0 : place * stride;
    stride *= own;
  }
  return source;
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

bool DelayLineOp::hasState() { return true; }

int64_t DelayLineOp::getLongest() {
  int64_t longest = 0;
  for (int32_t steps : getSteps().getValues<int32_t>())
    longest = std::max<int64_t>(longest, steps);
  return longest;
}

SmallVector<int32_t> DelayLineOp::getStepsOn(ArrayRef<int64_t> shape) {
  ArrayRef<int64_t> from = getSteps().getType().getShape();
  auto given = llvm::to_vector(getSteps().getValues<int32_t>());
  SmallVector<int32_t> steps;
  for (int64_t element = 0; element < ShapedType::getNumElements(shape);
       ++element)
    steps.push_back(given[broadcastIndex(element, from, shape)]);
  return steps;
}

InferredType DelayLineOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  if (!input)
    return RankedTensorType();
  ArrayRef<int64_t> shape = getSteps().getType().getShape();
  if (broadcastsTo(shape, input.getShape()))
    return input;
  return emitError() << "has delays of shape [" << shape
                     << "], expected one that fits its own shape ["
                     << input.getShape() << "]";
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
    for (auto param : params.getAsRange<FlatSymbolRefAttr>())
      if (failed(getChannelwise()
                     ? checkChannelParam(*this, param, input, emitError)
                     : checkNeuronParam(*this, param, input, "a parameter",
                                        emitError)))
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
