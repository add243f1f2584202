// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions, event by event: adds the rows of what is not zero to the sums
// of the outputs that it reaches.

#include "compiler/Conversion/Code/Events.h"
#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/ConvParts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace snnc {

/// sum + x row, or sum + row for a spike; of scalars or vectors.
static Value addTerm(Emitter &e, Value x, Value row, Value sum) {
  if (!x)
    return arith::AddFOp::create(e.builder, e.loc, sum, row);
  if (auto type = dyn_cast<VectorType>(row.getType()))
    x = e.splat(x, type.getDimSize(0));
  return e.fma(x, row, sum);
}

static void addRow(Emitter &e, ConvPart &part, const Buffer &sums, Value output,
                   Value row, Value x) {
  snn::Storage onePosition = sums.storage;
  onePosition.positions = 1;
  e.forEachPanel(onePosition, [&](const Panel &atStart) {
    Panel panel = atStart;
    panel.position = output;
    Value sum = e.loadPanel(sums.memory, sums.storage, panel);
    e.storePanel(addTerm(e, x, part.rows.load(panel, row), sum), sums.memory,
                 sums.storage, panel);
  });
}

/// Adds to the outputs of one group alone, which may begin anywhere.
static void addGroupRow(Emitter &e, ConvPart &part, const Buffer &sums,
                        Value output, Value group, Value row, Value x) {
  int64_t outputs = part.groupOutputs, done = 0;
  Value first = e.mul(group, outputs);
  for (int64_t width = 16; width > 0; width /= 2) {
    int64_t count = (outputs - done) / width;
    if (count == 0)
      continue;
    e.loop(count, [&](Value block) {
      Value lane = e.add(e.mul(block, width), e.index(done));
      Panel panel = {output, {}, e.add(first, lane), width, width, false};
      Value sum = e.loadPanel(sums.memory, sums.storage, panel);
      e.storePanel(addTerm(e, x, part.rows.loadWhole(panel, row), sum),
                   sums.memory, sums.storage, panel);
    });
    done += count * width;
  }
}

void scatterEvents(Emitter &e, ConvPart &part, const Buffer &sums) {
  int64_t groups = part.groups, inputs = part.groupInputs;
  forEachEvent(e, part.source, [&](Value position) -> EventBody {
    Reach reach(e, part.window, position);
    return [&, reach](Value channel, Value x) {
      Value group, own = channel;
      if (groups > 1) {
        Value size = e.index(inputs);
        group = arith::DivUIOp::create(e.builder, e.loc, channel, size);
        own = arith::RemUIOp::create(e.builder, e.loc, channel, size);
      }
      reach.forEach([&](Value output, Value tap) {
        Value row = e.add(e.mul(own, part.window.getTaps()), tap);
        if (groups > 1)
          addGroupRow(e, part, sums, output, group, row, x);
        else
          addRow(e, part, sums, output, row, x);
      });
    };
  });
}

} // namespace snnc
