// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear layers with many inputs that are not zero: a matrix product.

#include "compiler/Conversion/Kernels/LinearKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

DenseSums::DenseSums(Emitter &emitter, Workspace &workspace,
                     snn::MatvecOp first, const TileSteps &tile)
    : e(emitter), tile(tile),
      sums(workspace.get(first, Workspace::Use::ProductSums)),
      expanded(workspace.get(first, Workspace::Use::ProductInputs)) {}

Value DenseSums::numberOf(Value step) {
  return arith::SubIOp::create(e.builder, e.loc, step, tile.first);
}

void DenseSums::store(Value sum, const Panel &panel) {
  vector::StoreOp::create(e.builder, e.loc, sum, sums,
                          ValueRange{numberOf(panel.step), e.index(0)});
}

Value DenseSums::load(const Panel &panel) {
  return vector::LoadOp::create(e.builder, e.loc, e.floats(panel.width), sums,
                                ValueRange{numberOf(panel.step), e.index(0)});
}

void DenseSums::add(LinearPart &part, const Panel &panel) {
  const Buffer &source = part.source;
  auto [pitches, offset] =
      cast<MemRefType>(source.memory.getType()).getStridesAndOffset();
  bool isStepped = cast<MemRefType>(source.memory.getType()).getDimSize(1) > 1;
  SumsKind kind = {panel.width, panel.isTail, source.storage.element,
                   part.events.indexBits()};
  SumsArguments arguments;
  arguments.starts = flatView(e, part.events.startsOf(panel.sample));
  arguments.events = flatView(e, part.events.listOf(panel.sample));
  arguments.source =
      flatView(e, e.blockOf(source.memory, panel.sample, tile.first));
  arguments.sourcePitch = e.index(isStepped ? pitches[1] : 0);
  part.rows.passPanel(panel, arguments);
  arguments.sums = memref::CastOp::create(
      e.builder, e.loc,
      MemRefType::get({ShapedType::kDynamic, snn::kMostLanes},
                      e.builder.getF32Type()),
      sums);
  arguments.expanded = expanded;
  arguments.steps = tile.steps;
  arguments.inputs = e.index(source.storage.channels);
  arguments.denseAbove = e.index(part.events.mostEvents());
  callSums(e, kind, arguments);
}

} // namespace snnc
