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

// One overload a layer; norms are in LowerNorms.cpp.
using snnc::lower;

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

void lower(snn::AvgPoolOp op) { lowerPool(op, snn::WindowJoin::Mean); }
void lower(snn::SumPoolOp op) { lowerPool(op, snn::WindowJoin::Sum); }
void lower(snn::MaxPoolOp op) { lowerPool(op, snn::WindowJoin::Max); }

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

void lower(snn::AdaptiveAvgPoolOp op) {
  lowerAdaptivePool(op, snn::WindowJoin::Mean);
}
void lower(snn::AdaptiveMaxPoolOp op) {
  lowerAdaptivePool(op, snn::WindowJoin::Max);
}

void lowerReshape(snn::LayerOpInterface layer, IntegerAttr columns) {
  OpBuilder builder(layer);
  replace(layer, snn::CopyOp::create(
                     builder, layer.getLoc(), layer->getResult(0).getType(),
                     layer.getLayerName(), snn::CopyKind::Reshape,
                     layer.getLayerSources(), columns, /*padding=*/nullptr,
                     /*mode=*/nullptr));
}

void lower(snn::FlattenOp op) { lowerReshape(op, /*columns=*/nullptr); }
void lower(snn::ReshapeOp op) { lowerReshape(op, op.getColumnsAttr()); }

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

LogicalResult lowerLayer(snn::LayerOpInterface layer) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(layer)
      .Case<snn::LinearOp, snn::ConvOp, snn::AvgPoolOp, snn::SumPoolOp,
            snn::MaxPoolOp, snn::AdaptiveAvgPoolOp, snn::AdaptiveMaxPoolOp,
            snn::FlattenOp, snn::ReshapeOp, snn::ConcatOp, snn::PadOp,
            snn::LayerNormOp, snn::RMSNormOp, snn::GroupNormOp>([](auto op) {
        lower(op);
        return success();
      })
      .Default([](Operation *op) -> LogicalResult {
        auto lambda = dyn_cast<snn::LambdaOp>(op);
        if (!lambda || !isOfVector(lambda.getFunction()))
          return op->emitError("is no layer of a step; run snn-expand-neurons "
                               "first");
        lowerSoftmax(lambda);
        return success();
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
      if (failed(lowerLayer(layer)))
        return signalPassFailure();
  }
};

} // namespace
