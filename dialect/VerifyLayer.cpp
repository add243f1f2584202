// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifies layers whose types are known against their sources and parameters.

#include "dialect/VerifyLayer.h"
#include "dialect/JoinTypes.h"
#include "dialect/StepKinds.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

/// Checks the type that the layer says against the one that follows from its
/// input. Spikes may be given as numbers.
static LogicalResult checkResult(LayerOpInterface layer, RankedTensorType type,
                                 EmitError emitError) {
  auto said = cast<RankedTensorType>(layer->getResult(0).getType());
  if (said.getShape() != type.getShape() ||
      (said.getElementType().isInteger(1) && type.getElementType().isF32()))
    return emitError() << "gives a " << said << ", its input makes that a "
                       << type;
  if (Value init = getContinuedSum(layer); init && init.getType() != said)
    return emitError() << "goes on with a sum of type " << init.getType()
                       << " and gives a " << said;
  return success();
}

LogicalResult mlir::snn::verifyLayer(LayerOpInterface layer) {
  if (hasImpliedDelays(layer))
    return success(); // snn-infer-shapes comes, and says what is wrong
  size_t count = layer.getLayerSources().size();
  if (count != 1 && !layer.joinsSources())
    return mlir::emitError(layer.getLoc(), "layer '")
           << layer.getLayerName() << "' takes one joined source, found "
           << count;
  return verifyTypes(layer);
}

LogicalResult mlir::snn::verifyTypes(LayerOpInterface layer) {
  auto emitError = [&]() -> InFlightDiagnostic {
    return mlir::emitError(layer.getLoc(), "layer '")
           << layer.getLayerName() << "' ";
  };
  for (Value value : layer->getOperands())
    if (!getKnownType(value))
      return emitError() << "needs tensors of known sizes, found "
                         << value.getType();
  if (!getKnownType(layer->getResult(0)))
    return emitError() << "needs tensors of known sizes, found "
                       << layer->getResult(0).getType();
  FailureOr<RankedTensorType> input = joinSourceTypes(layer, emitError);
  if (failed(input))
    return failure();
  if (auto conv = dyn_cast<ConvOp>(*layer); conv && conv.getSame())
    return emitError() << "needs its padding in numbers; run snn-infer-shapes "
                          "first";
  InferredType type = layer.inferLayerType(*input, emitError);
  if (failed(type))
    return failure();
  return checkResult(layer, *type, emitError);
}

LogicalResult mlir::snn::verifyParams(PointwiseOpInterface op) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  ArrayAttr params = op.getScalarParams();
  if (!params || !type)
    return success();
  auto emitError = [&]() -> InFlightDiagnostic { return op->emitOpError(); };
  for (auto param : params.getAsRange<FlatSymbolRefAttr>())
    if (failed(
            op.isChannelwise()
                ? checkChannelParam(op, param, type, emitError)
                : checkNeuronParam(op, param, type, "a parameter", emitError)))
      return failure();
  return success();
}
