// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pooling: joins the inputs in a window, channel by channel.

#include "compiler/Conversion/Code/LongSums.h"
#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

namespace {

class PoolProducer : public Producer {
public:
  PoolProducer(const ProducerContext &context, snn::WindowReduceOp op)
      : e(context.e), source(context.lookup(op.getSource())),
        kind(op.getJoin()),
        givesSpikes(op.getType().getElementType().isInteger(1)),
        window(snn::Window::of(op)) {}

  Value emitPanel(const Panel &panel) override {
    bool isMax = kind == snn::WindowJoin::Max;
    Value start = e.splat(
        isMax ? -std::numeric_limits<float>::infinity() : 0.0f, panel.width);
    if (givesSpikes)
      start = e.firstLanes(0, panel.width);
    auto joinTap = [&](Value, Value position,
                       ValueRange carried) -> Emitter::Values {
      Value x = e.loadPanel(
          source.memory, source.storage,
          {position, {}, panel.channel, panel.width, panel.width, false});
      return {join(carried[0], x)};
    };
    Value joined =
        isMax || window.getMostElements() <= kShortSum
            ? forEachTap(e, window, panel.position, start, joinTap)[0]
            : sumInRuns(panel, start, joinTap);
    if (kind != snn::WindowJoin::Mean)
      return joined;
    return arith::DivFOp::create(e.builder, e.loc, joined,
                                 e.splat(windowSize(panel), panel.width));
  }

private:
  /// Windows of more elements are added up in runs of kRun (N4).
  static constexpr int64_t kShortSum = 256, kRun = 16;

  Value sumInRuns(const Panel &panel, Value zero, TapBody addTap) {
    auto begin = [&] { return Emitter::Values{zero}; };
    auto end = [&](ValueRange carried, ValueRange run) -> Emitter::Values {
      LongSum sum = settle(e, addTerm(e, {carried[0], carried[1]}, run[0]));
      return {sum.sum, sum.rest};
    };
    Emitter::Values sum =
        forEachTapInRuns(e, window, panel.position, ValueRange{zero, zero},
                         {kRun, begin, end}, addTap);
    return sum[0];
  }

  /// The number of a window's elements, a float.
  Value windowSize(const Panel &panel) {
    if (llvm::all_of(window.longer, [](int64_t count) { return count == 0; })) {
      float size = 1;
      for (int64_t axis : window.kernel)
        size *= axis;
      return e.f32(size);
    }
    Value product = e.f32(1.0f);
    for (Value size : windowSizes(e, window, panel.position)) {
      Value number = arith::IndexCastUIOp::create(e.builder, e.loc,
                                                  e.builder.getI32Type(), size);
      number = arith::UIToFPOp::create(e.builder, e.loc, e.builder.getF32Type(),
                                       number);
      product = arith::MulFOp::create(e.builder, e.loc, product, number);
    }
    return product;
  }

  Value join(Value joined, Value x) {
    if (givesSpikes)
      return arith::OrIOp::create(e.builder, e.loc, joined, x);
    Value floats = e.toFloats(x);
    if (kind == snn::WindowJoin::Max)
      return arith::MaximumFOp::create(e.builder, e.loc, joined, floats);
    return arith::AddFOp::create(e.builder, e.loc, joined, floats);
  }

  Emitter &e;
  Buffer source;
  snn::WindowJoin kind;
  bool givesSpikes;
  snn::Window window;
};

struct PoolModel
    : ProducerOpInterface::ExternalModel<PoolModel, snn::WindowReduceOp> {
  std::unique_ptr<Producer>
  createProducer(Operation *op, const ProducerContext &context) const {
    return std::make_unique<PoolProducer>(context,
                                          cast<snn::WindowReduceOp>(op));
  }
};

} // namespace

void attachPoolModel(MLIRContext &context) {
  snn::WindowReduceOp::attachInterface<PoolModel>(context);
}

} // namespace snnc
