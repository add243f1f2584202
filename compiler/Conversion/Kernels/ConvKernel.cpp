// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions: sums of all outputs are made in memory, source by source, in
// one of two ways, whichever is faster for what the source holds at this step.

#include "compiler/Conversion/ABI/SequenceKernels.h"
#include "compiler/Conversion/Code/Events.h"
#include "compiler/Conversion/Kernels/ConvParts.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

namespace {

class ConvProducer : public Producer {
public:
  ConvProducer(const ProducerContext &context, snn::ConvolveOp first);
  void prepare() override;
  Value emitPanel(const Panel &panel) override;

private:
  void addPart(snn::ConvolveOp op, Buffer source, Workspace &workspace);
  Value emitStart(const Panel &panel);
  void storeStarts();
  void emitPart(ConvPart &part);

  Emitter &e;
  WeightPacker &packer;
  FlatSymbolRefAttr bias;
  std::optional<Buffer> init;
  Buffer sums;
  std::optional<Row> row; ///< where sums are given out, if they are
  std::vector<ConvPart> parts;
};

ConvProducer::ConvProducer(const ProducerContext &context,
                           snn::ConvolveOp first)
    : e(context.e), packer(context.packer), row(context.row) {
  bias = first.getBiasAttr();
  if (Value value = first.getInit())
    init = context.lookup(value);
  sums = {context.workspace.get(first, Workspace::Use::ConvSums),
          snn::Storage::of(cast<RankedTensorType>(first.getType()))};
  for (snn::ConvolveOp op : getSumParts(first))
    addPart(op, context.lookup(op.getSource()), context.workspace);
}

static std::optional<double> toDouble(std::optional<APFloat> number) {
  return number ? std::optional(number->convertToDouble()) : std::nullopt;
}

void ConvProducer::addPart(snn::ConvolveOp op, Buffer source,
                           Workspace &workspace) {
  int64_t groups = op.getGroups(),
          groupInputs = source.storage.channels / groups,
          groupOutputs = sums.storage.channels / groups;
  parts.push_back({source,
                   snn::Window::of(op),
                   RowLoader(e, packer.packConv(op, groupInputs)),
                   groups,
                   groupInputs,
                   groupOutputs,
                   toDouble(op.getCrossover()),
                   {},
                   {},
                   {},
                   {},
                   {}});
  ConvPart &part = parts.back();
  if (!part.crossover)
    return;
  part.plan = snn::ProductPlan::of(op);
  if (part.plan.copy)
    part.copy = {workspace.get(op, Workspace::Use::ConvCopy), *part.plan.copy};
  if (!part.plan.planes)
    return;
  part.planes = workspace.get(op, Workspace::Use::ConvPlanes);
  part.blockSums = workspace.get(op, Workspace::Use::ConvBlock);
}

Value ConvProducer::emitStart(const Panel &panel) {
  return emitSumStart(e, packer, bias, sums.storage.channels, init, panel);
}

void ConvProducer::storeStarts() {
  e.forEachPanel(sums.storage, [&](const Panel &panel) {
    e.storePanel(emitStart(panel), sums.memory, sums.storage, panel);
  });
}

/// Every way to add the last part ends with giving out the sums; one may do
/// without these in memory.
void ConvProducer::emitPart(ConvPart &part) {
  const Row *end = row && &part == &parts.back() ? &*row : nullptr;
  auto giveOut = [&] {
    if (!end)
      return;
    Row given = *end;
    given.block = sums.memory;
    writeSum(e, given, sums.storage);
  };
  auto scatter = [&] {
    if (part.start)
      storeStarts();
    scatterEvents(e, part, sums);
    giveOut();
  };
  auto multiply = [&] {
    if (part.plan.planes && addPlaneProducts(e, part, sums, end))
      return;
    if (!part.plan.planes)
      addProducts(e, part, sums);
    giveOut();
  };
  if (!part.crossover)
    return scatter();
  if (*part.crossover == 0)
    return multiply();
  const snn::Storage &storage = part.source.storage;
  int64_t least =
      std::ceil(*part.crossover * storage.positions * storage.channels);
  Value isDense =
      arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::uge,
                            countEvents(e, part.source), e.index(least));
  e.choose(isDense, multiply, scatter);
}

void ConvProducer::prepare() {
  // Planes hold lanes of positions; only a bias is the same at all of them.
  ConvPart &first = parts.front();
  if (init && first.plan.planes)
    storeStarts();
  else
    first.start = [this](const Panel &panel) { return emitStart(panel); };
  for (ConvPart &part : parts)
    emitPart(part);
}

Value ConvProducer::emitPanel(const Panel &panel) {
  return e.finishSum(e.loadPanel(sums.memory, sums.storage, panel));
}

struct ConvModel
    : ProducerOpInterface::ExternalModel<ConvModel, snn::ConvolveOp> {
  std::unique_ptr<Producer>
  createProducer(Operation *op, const ProducerContext &context) const {
    return std::make_unique<ConvProducer>(context, cast<snn::ConvolveOp>(op));
  }
};

} // namespace

void attachConvModel(MLIRContext &context) {
  snn::ConvolveOp::attachInterface<ConvModel>(context);
}

} // namespace snnc
