// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What norms do element by element.

#include "compiler/Conversion/Norms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace snnc {

Value emitAffine(Emitter &e, WeightPacker &packer, FlatSymbolRefAttr weight,
                 FlatSymbolRefAttr bias, RankedTensorType type, Value y,
                 const Panel &panel) {
  if (weight)
    y = arith::MulFOp::create(e.builder, e.loc, y,
                              loadParam(e, packer, weight, type, panel));
  if (bias)
    y = arith::AddFOp::create(e.builder, e.loc, y,
                              loadParam(e, packer, bias, type, panel));
  return y;
}

RankedTensorType channelType(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return RankedTensorType::get(type.getDimSize(0),
                               Float32Type::get(type.getContext()));
}

Value emitBatchNorm(Emitter &e, WeightPacker &packer, snn::BatchNormOp norm,
                    Value x, const Panel &panel) {
  RankedTensorType type = channelType(norm);
  Value mean = loadParam(e, packer, norm.getMeanAttr(), type, panel),
        var = loadParam(e, packer, norm.getVarAttr(), type, panel);
  Value eps = e.splat(norm.getEps().convertToFloat(), panel.width);
  Value deviation = math::SqrtOp::create(
      e.builder, e.loc, arith::AddFOp::create(e.builder, e.loc, var, eps));
  Value distance = arith::SubFOp::create(e.builder, e.loc, e.toFloats(x), mean);
  Value y = arith::DivFOp::create(e.builder, e.loc, distance, deviation);
  return emitAffine(e, packer, norm.getWeightAttr(), norm.getBiasAttr(), type,
                    y, panel);
}

} // namespace snnc
