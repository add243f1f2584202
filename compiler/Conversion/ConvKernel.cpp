// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions: sums of all outputs are made in memory, source by source, in
// one of two ways, whichever is faster for what the source holds at this step.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/Events.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

namespace {

class ConvProducer : public Producer {
public:
  ConvProducer(Emitter &emitter, WeightPacker &packer, Workspace &workspace,
               ArrayRef<snn::ConvOp> ops, BufferLookup lookup);
  void prepare() override;
  Value emitPanel(const Panel &panel) override;

private:
  void addPart(snn::ConvOp op, Buffer source, Workspace &workspace);
  void emitPart(ConvPart &part);

  Emitter &e;
  WeightPacker &packer;
  FlatSymbolRefAttr bias;
  std::optional<Buffer> init;
  Buffer sums;
  std::vector<ConvPart> parts;
};

ConvProducer::ConvProducer(Emitter &emitter, WeightPacker &packer,
                           Workspace &workspace, ArrayRef<snn::ConvOp> ops,
                           BufferLookup lookup)
    : e(emitter), packer(packer) {
  snn::ConvOp first = ops.front();
  bias = first.getBiasAttr();
  if (Value value = first.getInit())
    init = lookup(value);
  sums =
      workspace.take(snn::Storage::of(cast<RankedTensorType>(first.getType())));
  for (snn::ConvOp op : ops)
    addPart(op, lookup(op.getSources()[0]), workspace);
}

static std::optional<double> toDouble(std::optional<APFloat> number) {
  return number ? std::optional(number->convertToDouble()) : std::nullopt;
}

void ConvProducer::addPart(snn::ConvOp op, Buffer source,
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
                   {}});
  if (auto copy = snn::getPaddedCopy(source.storage, parts.back().window))
    parts.back().padded = workspace.take(*copy);
}

/// From how many events on a part is multiplied; none if never.
static std::optional<int64_t> crossoverOf(const ConvPart &part) {
  bool isWhole = part.groups == 1 || part.groupOutputs % 16 == 0;
  if (!part.crossover || !(isWhole || part.isDepthwise()))
    return std::nullopt;
  double crossover = *part.crossover;
  // An event of one channel adds lane by lane, products fill vectors.
  if (part.isDepthwise())
    crossover /= 4;
  // Products meet the zeros between the elements as well.
  for (int64_t distance : part.window.spread)
    crossover *= distance;
  const snn::Storage &storage = part.source.storage;
  return std::ceil(crossover * storage.positions * storage.channels);
}

void ConvProducer::emitPart(ConvPart &part) {
  std::optional<int64_t> crossover = crossoverOf(part);
  auto scatter = [&] { scatterEvents(e, part, sums); };
  auto multiply = [&] {
    if (part.isDepthwise())
      addDepthwiseProducts(e, part, sums);
    else
      addProducts(e, part, sums);
  };
  if (!crossover)
    return scatter();
  if (*crossover == 0)
    return multiply();
  Value isDense =
      arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::uge,
                            countEvents(e, part.source), e.index(*crossover));
  e.choose(isDense, multiply, scatter);
}

void ConvProducer::prepare() {
  e.forEachPanel(sums.storage, [&](const Panel &panel) {
    Value start =
        emitSumStart(e, packer, bias, sums.storage.channels, init, panel);
    e.storePanel(start, sums.memory, sums.storage, panel);
  });
  for (ConvPart &part : parts)
    emitPart(part);
}

Value ConvProducer::emitPanel(const Panel &panel) {
  return e.loadPanel(sums.memory, sums.storage, panel);
}

} // namespace

std::unique_ptr<Producer>
createConvProducer(Emitter &emitter, WeightPacker &packer, Workspace &workspace,
                   ArrayRef<snn::ConvOp> ops, BufferLookup lookup) {
  return std::make_unique<ConvProducer>(emitter, packer, workspace, ops,
                                        lookup);
}

} // namespace snnc
