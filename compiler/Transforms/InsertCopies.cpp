// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies for layers whose kernels cannot read their input where it lies.

#include "compiler/Transforms/ParamViews.h"
#include "compiler/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace snnc {
#define GEN_PASS_DEF_INSERTCOPIES
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// N8: the elements around the input are copied there, and what a convolution
/// that spreads its input pads besides is less than from one element to the
/// next: zeros.
void padFirst(snn::ConvOp conv, OpBuilder &builder) {
  builder.setInsertionPoint(conv);
  RankedTensorType input = typeOf(conv.getSources()[0]);
  SmallVector<int64_t> copied, rest, shape(input.getShape());
  for (auto [side, amount] : llvm::enumerate(conv.getPadding())) {
    int64_t spread = conv.getSpread() ? (*conv.getSpread())[side / 2] : 1;
    copied.push_back(amount / spread);
    rest.push_back(amount % spread);
    shape[1 + side / 2] += copied.back();
  }
  if (!llvm::all_of(copied, [](int64_t amount) { return amount == 0; })) {
    auto pad = snn::PadOp::create(
        builder, conv.getLoc(),
        RankedTensorType::get(shape, input.getElementType()), conv.getLayer(),
        conv.getSources(), snn::Merge::Concat, copied, *conv.getMode());
    conv.getSourcesMutable().assign(pad.getResult());
  }
  conv.setPadding(rest);
  conv.removeModeAttr();
}

/// Layers that are applied along the last axis.
class LastAxis {
public:
  explicit LastAxis(ModuleOp module) : views(module) {}

  /// With the last axis first a position is a pixel, and the matrix a
  /// convolution of a kernel of one.
  void expand(snn::LinearOp linear, OpBuilder &builder) {
    builder.setInsertionPoint(linear);
    RankedTensorType input = typeOf(linear.getSources()[0]),
                     result = typeOf(linear.getResult());
    int64_t columns = input.getShape().back(), rows = result.getShape().back();
    int64_t positions = input.getNumElements() / columns;
    Value first = reshape(linear, linear.getSources()[0], {columns, positions},
                          columns, builder);
    auto conv = snn::ConvOp::create(
        builder, linear.getLoc(), result.clone({rows, positions}),
        linear.getLayer(), first, snn::Merge::Concat, /*init=*/nullptr,
        views.withAxes(linear.getWeightAttr(), 1, ".kernel").getValue(),
        linear.getBiasAttr(), ArrayRef<int64_t>{1}, ArrayRef<int64_t>{0, 0},
        ArrayRef<int64_t>{1},
        /*spread=*/nullptr,
        /*groups=*/1, /*offset=*/0, /*same=*/nullptr, /*mode=*/nullptr,
        linear.getDensityAttr(), linear.getCrossoverAttr());
    linear.replaceAllUsesWith(
        reshape(linear, conv, result.getShape(), positions, builder));
    linear.erase();
  }

private:
  static Value reshape(snn::LinearOp linear, Value value,
                       ArrayRef<int64_t> shape, int64_t columns,
                       OpBuilder &builder) {
    return snn::ReshapeOp::create(
        builder, linear.getLoc(), typeOf(value).clone(shape), linear.getLayer(),
        value, snn::Merge::Concat, builder.getDenseI64ArrayAttr(shape),
        builder.getI64IntegerAttr(columns));
  }

  snnc::ParamViews views;
};

struct InsertCopies : snnc::impl::InsertCopiesBase<InsertCopies> {
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    LastAxis lastAxis(getOperation());
    for (auto network : getOperation().getOps<snn::NetworkOp>()) {
      if (network.getForward() != snn::Forward::Resolved) {
        emitError(network.getLoc(),
                  "copies are inserted once the connectivity is resolved; run "
                  "snn-resolve-connectivity first");
        return signalPassFailure();
      }
      for (Operation &op :
           llvm::make_early_inc_range(network.getBody().front())) {
        if (auto conv = dyn_cast<snn::ConvOp>(op); conv && conv.getMode())
          padFirst(conv, builder);
        auto linear = dyn_cast<snn::LinearOp>(op);
        if (linear && typeOf(linear.getSources()[0]).getRank() > 1)
          lastAxis.expand(linear, builder);
      }
    }
  }
};

} // namespace
