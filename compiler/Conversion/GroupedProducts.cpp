// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions in groups without a look at the values: every lane reads the
// channels of its own group.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// For each lane, the first input channel of its group.
static Value firstChannels(Emitter &e, const ConvPart &part,
                           const Panel &panel) {
  auto type = VectorType::get(panel.width, e.builder.getIndexType());
  SmallVector<Attribute> numbers;
  for (int64_t lane = 0; lane < panel.width; ++lane)
    numbers.push_back(e.builder.getIndexAttr(lane));
  auto constant = [&](int64_t value) {
    return e.splat(e.index(value), panel.width);
  };
  Value lane = arith::ConstantOp::create(e.builder, e.loc,
                                         DenseElementsAttr::get(type, numbers));
  Value output = arith::AddIOp::create(e.builder, e.loc, lane,
                                       e.splat(panel.channel, panel.width));
  Value group = arith::DivUIOp::create(e.builder, e.loc, output,
                                       constant(part.groupOutputs));
  // Padding lanes read a real channel too.
  Value last = constant(part.groups - 1);
  group = arith::MinUIOp::create(e.builder, e.loc, group, last);
  return arith::MulIOp::create(e.builder, e.loc, group,
                               constant(part.groupInputs));
}

/// Channel `channel` of each lane's group.
static Value gather(Emitter &e, const Buffer &input, Value position,
                    Value channel, Value lanes, int64_t width) {
  Value all = arith::ConstantOp::create(
      e.builder, e.loc, DenseElementsAttr::get(e.bits(width), true));
  return vector::GatherOp::create(e.builder, e.loc, e.floats(width),
                                  input.memory, ValueRange{position, channel},
                                  lanes, all, e.splat(0.0f, width));
}

static void addToPanel(Emitter &e, ConvPart &part, const Buffer &input,
                       const snn::Window &window, const Buffer &sums,
                       const Panel &panel) {
  int64_t groupInputs = part.groupInputs;
  bool isDepthwise = groupInputs == 1 && part.groupOutputs == 1;
  Value lanes = isDepthwise ? Value() : firstChannels(e, part, panel);
  auto load = [&](Value position, Value channel) {
    if (lanes)
      return gather(e, input, position, channel, lanes, panel.width);
    Panel at = panel;
    at.position = position;
    return e.loadPanel(input.memory, input.storage, at);
  };
  Value sum = e.loadPanel(sums.memory, sums.storage, panel);
  sum = forEachTap(
      e, window, panel.position, sum,
      [&](Value tap, Value position, ValueRange outer) {
        return e.loop(
            e.index(0), e.index(groupInputs), e.index(1), outer,
            [&](Value channel, ValueRange carried) -> Emitter::Values {
              Value row = part.rows.loadWhole(
                  panel, e.add(e.mul(channel, window.getTaps()), tap));
              return {e.fma(load(position, channel), row, carried[0])};
            });
      })[0];
  e.storePanel(sum, sums.memory, sums.storage, panel);
}

void addGroupedProducts(Emitter &e, ConvPart &part, const Buffer &sums) {
  auto [input, window] = emitPadded(e, part);
  e.forEachPanel(sums.storage,
                 [&, &input = input, &window = window](const Panel &panel) {
                   addToPanel(e, part, input, window, sums, panel);
                 });
}

} // namespace snnc
