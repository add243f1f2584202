// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear layers: adds the rows of the inputs that are not zero.

#include "compiler/Conversion/EventLists.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class LinearProducer : public Producer {
public:
  LinearProducer(Emitter &emitter, WeightPacker &packer, Workspace &workspace,
                 ArrayRef<snn::LinearOp> ops, BufferLookup lookup,
                 const TileSteps &tile);
  void prepare() override {
    for (Part &part : parts)
      part.events.emit();
  }
  Value emitPanel(const Panel &panel) override;

private:
  struct Part {
    Buffer source;
    RowLoader rows;
    EventLists events;
  };

  Value addEvents(Part &part, const Panel &panel, Value sum);

  Emitter &e;
  WeightPacker &packer;
  snn::LinearOp first;
  std::optional<Buffer> init;
  std::vector<Part> parts;
};

LinearProducer::LinearProducer(Emitter &emitter, WeightPacker &packer,
                               Workspace &workspace,
                               ArrayRef<snn::LinearOp> ops, BufferLookup lookup,
                               const TileSteps &tile)
    : e(emitter), packer(packer), first(ops.front()) {
  if (Value value = first.getInit())
    init = lookup(value);
  for (snn::LinearOp op : ops) {
    Buffer source = lookup(op.getSources()[0]);
    parts.push_back(
        {source, RowLoader(e, packer.packLinear(op, source.storage.channels)),
         EventLists(e, workspace, source, tile)});
  }
}

Value LinearProducer::addEvents(Part &part, const Panel &panel, Value sum) {
  Value block;
  if (!part.source.storage.isSpikes)
    block = e.blockOf(part.source.memory, panel.sample, panel.step);
  return part.events.forEach(
      panel, sum, [&](Value event, ValueRange carried) -> Emitter::Values {
        Value row = part.rows.load(panel, event);
        if (!block)
          return {arith::AddFOp::create(e.builder, e.loc, carried[0], row)};
        Value x = memref::LoadOp::create(e.builder, e.loc, block,
                                         ValueRange{e.index(0), event});
        return {e.fma(e.splat(x, panel.width), row, carried[0])};
      })[0];
}

Value LinearProducer::emitPanel(const Panel &panel) {
  int64_t outputs = cast<RankedTensorType>(first.getType()).getDimSize(0);
  Value sum =
      emitSumStart(e, packer, first.getBiasAttr(), outputs, init, panel);
  for (Part &part : parts)
    sum = addEvents(part, panel, sum);
  return sum;
}

} // namespace

Value emitSumStart(Emitter &e, WeightPacker &packer, FlatSymbolRefAttr bias,
                   int64_t outputs, std::optional<Buffer> init,
                   const Panel &panel) {
  if (init)
    return e.loadPanel(init->memory, init->storage, panel);
  if (!bias)
    return e.splat(0.0f, panel.width);
  auto type = RankedTensorType::get({outputs}, e.builder.getF32Type());
  Panel atStart = panel;
  atStart.position = e.index(0);
  return e.loadPanel(getGlobal(e, packer.packStorage(bias, type)),
                     snn::Storage::of(type), atStart);
}

std::unique_ptr<Producer>
createLinearProducer(Emitter &emitter, WeightPacker &packer,
                     Workspace &workspace, ArrayRef<snn::LinearOp> ops,
                     BufferLookup lookup, const TileSteps &tile) {
  return std::make_unique<LinearProducer>(emitter, packer, workspace, ops,
                                          lookup, tile);
}

} // namespace snnc
