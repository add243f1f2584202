// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear layers: adds the rows of the inputs that are not zero.

#include "compiler/Conversion/Kernels/LinearKernel.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class LinearProducer : public Producer {
public:
  LinearProducer(const ProducerContext &context, snn::MatvecOp first);
  void prepare() override {
    for (LinearPart &part : parts)
      part.events.emit();
  }
  Value emitPanel(const Panel &panel) override;

  Value prefersSums(Value sample) override;
  void emitSums(const Panel &panel) override;
  Value loadSum(const Panel &panel) override {
    return e.finishSum(dense->load(panel));
  }

private:
  Value emitStart(const Panel &panel);
  Value addEvents(LinearPart &part, const Panel &panel, Value sum);

  Emitter &e;
  WeightPacker &packer;
  TileSteps tile;
  snn::MatvecOp first;
  std::optional<Buffer> init;
  std::vector<LinearPart> parts;
  std::optional<DenseSums> dense;
};

LinearProducer::LinearProducer(const ProducerContext &context,
                               snn::MatvecOp first)
    : e(context.e), packer(context.packer), tile(context.tile), first(first) {
  if (Value value = first.getInit())
    init = context.lookup(value);
  for (snn::MatvecOp op : getSumParts(first)) {
    Buffer source = context.lookup(op.getSource());
    PackedRows rows = packer.packLinear(op, source.storage.channels);
    parts.push_back({source, RowLoader(e, rows),
                     EventLists(e, context.workspace, op, source, tile)});
  }
  auto mayBeDense = [](const LinearPart &part) {
    return part.events.mayBeDense();
  };
  if (llvm::any_of(parts, mayBeDense))
    dense.emplace(e, context.workspace, first, tile);
}

Value LinearProducer::addEvents(LinearPart &part, const Panel &panel,
                                Value sum) {
  Value block;
  if (!part.source.storage.isBits())
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

Value LinearProducer::emitStart(const Panel &panel) {
  int64_t outputs = cast<RankedTensorType>(first.getType()).getDimSize(0);
  return emitSumStart(e, packer, first.getBiasAttr(), outputs, init, panel);
}

Value LinearProducer::prefersSums(Value sample) {
  Value prefers;
  for (LinearPart &part : parts) {
    if (!part.events.mayBeDense())
      continue;
    Value here = part.events.hasDense(sample);
    prefers =
        prefers ? arith::OrIOp::create(e.builder, e.loc, prefers, here) : here;
  }
  return prefers;
}

void LinearProducer::emitSums(const Panel &panel) {
  Value end = e.add(tile.first, tile.steps);
  e.loop(tile.first, end, e.index(1), {}, [&](Value step, ValueRange) {
    Panel atStep = panel;
    atStep.step = step;
    dense->store(emitStart(atStep), atStep);
    return Emitter::Values();
  });
  for (LinearPart &part : parts)
    dense->add(part, panel);
}

Value LinearProducer::emitPanel(const Panel &panel) {
  Value sum = emitStart(panel);
  for (LinearPart &part : parts)
    sum = addEvents(part, panel, sum);
  return e.finishSum(sum);
}

struct LinearModel
    : ProducerOpInterface::ExternalModel<LinearModel, snn::MatvecOp> {
  std::unique_ptr<Producer>
  createProducer(Operation *op, const ProducerContext &context) const {
    return std::make_unique<LinearProducer>(context, cast<snn::MatvecOp>(op));
  }
};

} // namespace

Value emitSumStart(Emitter &e, WeightPacker &packer, FlatSymbolRefAttr bias,
                   int64_t outputs, std::optional<Buffer> init,
                   const Panel &panel) {
  if (init)
    return e.loadPanel(init->memory, init->storage, panel);
  if (!bias)
    return e.splat(0.0f, panel.width);
  auto type = RankedTensorType::get({outputs}, e.builder.getF32Type());
  return loadParam(e, packer, bias, type, panel);
}

void attachLinearModel(MLIRContext &context) {
  snn::MatvecOp::attachInterface<LinearModel>(context);
}

} // namespace snnc
