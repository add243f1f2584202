// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers as the primitives of a step.

#include "compiler/Transforms/Activations.h"
#include "compiler/Transforms/LowerNorms.h"
#include "compiler/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_LOWERLAYERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

void replace(Operation *layer, Operation *by) {
  layer->replaceAllUsesWith(by);
  layer->erase();
}

void lower(snn::LinearOp op) {
  OpBuilder builder(op);
  replace(op, snn::MatvecOp::create(
                  builder, op.getLoc(), op.getType(), op.getLayerAttr(),
                  op.getSources()[0], op.getInit(), op.getWeightAttr(),
                  op.getBiasAttr(), op.getOffsetAttr(), op.getDensityAttr(),
                  op.getCrossoverAttr()));
}

void lower(snn::ConvOp op) {
  OpBuilder builder(op);
  replace(op,
          snn::ConvolveOp::create(
              builder, op.getLoc(), op.getType(), op.getLayerAttr(),
              op.getSources()[0], op.getInit(), op.getWeightAttr(),
              op.getBiasAttr(), op.getStrideAttr(), op.getPaddingAttr(),
              op.getDilationAttr(), op.getSpreadAttr(), op.getGroupsAttr(),
              op.getOffsetAttr(), op.getDensityAttr(), op.getCrossoverAttr()));
}

template <typename PoolOp> void lowerPool(PoolOp op, snn::WindowJoin join) {
  OpBuilder builder(op);
  SmallVector<int64_t> before;
  for (size_t axis = 0; axis < op.getKernel().size(); ++axis)
    before.push_back(op.getPadding()[2 * axis]);
  replace(op, snn::WindowReduceOp::create(
                  builder, op.getLoc(), op.getType(), op.getLayer(), join,
                  op.getSources()[0], op.getKernel(), op.getStride(), before,
                  /*longer=*/nullptr));
}

/// An axis of n elements becomes one of t: n mod t windows of n / t + 1
/// elements, then windows of n / t.
template <typename PoolOp>
void lowerAdaptivePool(PoolOp op, snn::WindowJoin join) {
  OpBuilder builder(op);
  auto source = cast<RankedTensorType>(op.getSources()[0].getType());
  SmallVector<int64_t> kernel, longer;
  for (auto [size, target] :
       llvm::zip(source.getShape().drop_front(), op.getTarget())) {
    kernel.push_back(size / target);
    longer.push_back(size % target);
  }
  SmallVector<int64_t> before(kernel.size(), 0);
  replace(op, snn::WindowReduceOp::create(
                  builder, op.getLoc(), op.getType(), op.getLayer(), join,
                  op.getSources()[0], kernel, kernel, before,
                  builder.getDenseI64ArrayAttr(longer)));
}

void lowerReshape(snn::LayerOpInterface layer, IntegerAttr columns) {
  OpBuilder builder(layer);
  replace(layer, snn::CopyOp::create(
                     builder, layer.getLoc(), layer->getResult(0).getType(),
                     layer.getLayerName(), snn::CopyKind::Reshape,
                     layer.getLayerSources(), columns, /*padding=*/nullptr,
                     /*mode=*/nullptr));
}

void lower(snn::ConcatOp op) {
  OpBuilder builder(op);
  replace(op, snn::CopyOp::create(builder, op.getLoc(), op.getType(),
                                  op.getLayer(), snn::CopyKind::Concat,
                                  op.getSources(), /*columns=*/nullptr,
                                  /*padding=*/nullptr, /*mode=*/nullptr));
}

void lower(snn::PadOp op) {
  OpBuilder builder(op);
  replace(op, snn::CopyOp::create(
                  builder, op.getLoc(), op.getType(), op.getLayerAttr(),
                  snn::CopyKindAttr::get(op.getContext(), snn::CopyKind::Pad),
                  op.getSources(), /*columns=*/nullptr, op.getPaddingAttr(),
                  op.getModeAttr()));
}

LogicalResult lower(snn::LayerOpInterface layer) {
  using Join = snn::WindowJoin;
  return llvm::TypeSwitch<Operation *, LogicalResult>(layer)
      .Case<snn::LinearOp, snn::ConvOp, snn::ConcatOp, snn::PadOp>(
          [&](auto op) {
            lower(op);
            return success();
          })
      .Case<snn::LayerNormOp, snn::RMSNormOp, snn::GroupNormOp>([](auto op) {
        lowerNorm(op);
        return success();
      })
      .Case([&](snn::AvgPoolOp op) {
        lowerPool(op, Join::Mean);
        return success();
      })
      .Case([&](snn::SumPoolOp op) {
        lowerPool(op, Join::Sum);
        return success();
      })
      .Case([&](snn::MaxPoolOp op) {
        lowerPool(op, Join::Max);
        return success();
      })
      .Case([&](snn::AdaptiveAvgPoolOp op) {
        lowerAdaptivePool(op, Join::Mean);
        return success();
      })
      .Case([&](snn::AdaptiveMaxPoolOp op) {
        lowerAdaptivePool(op, Join::Max);
        return success();
      })
      .Case([&](snn::FlattenOp op) {
        lowerReshape(op, /*columns=*/nullptr);
        return success();
      })
      .Case([&](snn::ReshapeOp op) {
        lowerReshape(op, op.getColumnsAttr());
        return success();
      })
      .Case([&](snn::LambdaOp op) -> LogicalResult {
        if (!isOfVector(op.getFunction()))
          return op.emitError("is no layer of a step; run snn-expand-neurons "
                              "first");
        lowerSoftmax(op);
        return success();
      })
      .Default([](Operation *op) {
        return op->emitError("is no layer of a step; run snn-expand-neurons "
                             "first");
      });
}

struct LowerLayers : snnc::impl::LowerLayersBase<LowerLayers> {
  void runOnOperation() override {
    snn::NetworkOp network = getOperation();
    if (network.getForward() != snn::Forward::Resolved) {
      emitError(network.getLoc(),
                "layers are lowered once the connectivity is resolved; run "
                "snn-resolve-connectivity first");
      return signalPassFailure();
    }
    for (auto layer : llvm::make_early_inc_range(
             network.getBody().front().getOps<snn::LayerOpInterface>()))
      if (failed(lower(layer)))
        return signalPassFailure();
  }
};

} // namespace
