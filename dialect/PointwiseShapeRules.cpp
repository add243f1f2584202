// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The result types of neurons and other pointwise layers: the input's shape,
// which their parameters must fit.

#include "dialect/SNNDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;
using InferredType = FailureOr<RankedTensorType>;

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

/// Checks a parameter of a neuron: a number, or a tensor that fits the shape.
static LogicalResult checkNeuronParam(Operation *op, Attribute param,
                                      RankedTensorType input, StringRef what,
                                      EmitError emitError) {
  auto symbol = dyn_cast_or_null<FlatSymbolRefAttr>(param);
  if (!symbol)
    return success();
  ParamOp found = ParamOp::lookup(op, symbol);
  if (!found)
    return emitError() << "needs a parameter " << symbol << ", found none";
  auto type = cast<RankedTensorType>(found.getType());
  if (broadcastsTo(type.getShape(), input.getShape()))
    return success();
  return emitError() << "has " << what << " of shape [" << type.getShape()
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

template <typename NeuronLayerOp>
static InferredType inferNeuron(NeuronLayerOp op, RankedTensorType input,
                                Attribute threshold, Attribute reset,
                                Type element, EmitError emitError) {
  if (!input)
    return RankedTensorType();
  for (Attribute decay : op.getDecay())
    if (failed(
            checkNeuronParam(op, decay, input, "a decay constant", emitError)))
      return failure();
  if (failed(
          checkNeuronParam(op, threshold, input, "a threshold", emitError)) ||
      failed(checkNeuronParam(op, reset, input, "a 'reset_val'", emitError)) ||
      failed(checkNeuronParam(op, op.getInitAttr(), input,
                              "an initial potential", emitError)))
    return failure();
  return input.clone(element);
}

template <typename SpikingOp>
static InferredType inferSpiking(SpikingOp op, RankedTensorType input,
                                 EmitError emitError) {
  return inferNeuron(op, input, op.getThreshold(), op.getResetAttr(),
                     IntegerType::get(op.getContext(), 1), emitError);
}

InferredType SimpleLIFOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType LIFOp::inferLayerType(RankedTensorType input,
                                   EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType LIFSoftResetOp::inferLayerType(RankedTensorType input,
                                            EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType SimpleLIOp::inferLayerType(RankedTensorType input,
                                        EmitError emitError) {
  return inferNeuron(*this, input, {}, {}, Float32Type::get(getContext()),
                     emitError);
}

bool SimpleLIFOp::hasState() { return true; }
bool LIFOp::hasState() { return true; }
bool LIFSoftResetOp::hasState() { return true; }
bool SimpleLIOp::hasState() { return true; }
