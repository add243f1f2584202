// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/Summary.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"

using namespace snnc;
using namespace mlir;

snn::Storage snnc::storageOf(snn::SlotAttr slot) {
  return snn::Storage::of(slot.getType());
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static int64_t countParameters(Operation *op) {
  llvm::SmallPtrSet<Attribute, 4> symbols;
  op->getAttrDictionary().walk(
      [&](FlatSymbolRefAttr symbol) { symbols.insert(symbol); });
  int64_t count = 0;
  for (Attribute symbol : symbols)
    if (auto param = SymbolTable::lookupNearestSymbolFrom<snn::ParamOp>(
            op->getParentOfType<ModuleOp>(), cast<FlatSymbolRefAttr>(symbol)))
      count += cast<RankedTensorType>(param.getType()).getNumElements();
  return count;
}

/// The edge that `source` stands for, as `reader` reads it.
static EdgeSummary describeEdge(Value source, Operation *reader,
                                snn::Forward forward) {
  EdgeSummary edge;
  Operation *op = source.getDefiningOp();
  bool isExplicit = false;
  while (auto delay = dyn_cast<snn::DelayOp>(op)) {
    isExplicit = true;
    edge.delay += delay.getSteps();
    op = delay.getValue().getDefiningOp();
  }
  if (auto input = dyn_cast<snn::InputOp>(op)) {
    edge.source = input.getName();
    return edge;
  }
  if (auto layer = dyn_cast<snn::LayerOpInterface>(op))
    edge.source = layer.getLayerName();
  bool isBack = op == reader || reader->isBeforeInBlock(op);
  if (!isExplicit && (forward == snn::Forward::Delayed ||
                      (forward == snn::Forward::Default && isBack)))
    edge.delay = 1;
  return edge;
}

StringRef snnc::layerType(Operation *layer) {
  if (auto equations = dyn_cast<snn::EquationsOp>(layer))
    if (std::optional<StringRef> model = equations.getModel())
      return *model;
  return layer->getName().stripDialect();
}

void Summary::addLayers(snn::NetworkOp network) {
  hasLayers = true;
  for (Operation &op : network.getBody().front()) {
    // An output reads its layer in the same step, whatever edges do.
    if (auto output = dyn_cast<snn::OutputOp>(op))
      outputs.push_back(
          describeEdge(output.getValue(), &op, snn::Forward::Resolved));
    auto layer = dyn_cast<snn::LayerOpInterface>(op);
    if (!layer)
      continue;
    LayerSummary summary;
    summary.name = layer.getLayerName();
    summary.type = layerType(&op);
    summary.output = dyn_cast<RankedTensorType>(op.getResult(0).getType());
    summary.parameters = countParameters(&op);
    for (Value source : layer.getLayerSources())
      summary.edges.push_back(describeEdge(source, &op, network.getForward()));
    layers.push_back(std::move(summary));
  }
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// The layer that an operation of a group computes, or "".
static StringRef layerOf(Operation &op) {
  if (auto layer = dyn_cast<snn::LayerOpInterface>(op))
    return layer.getLayerName();
  auto name = op.getAttrOfType<StringAttr>("layer");
  return name ? name.getValue() : StringRef();
}

static void appendOnce(std::string &list, StringRef item) {
  llvm::SmallVector<StringRef> items;
  StringRef(list).split(items, ", ", -1, /*KeepEmpty=*/false);
  if (!llvm::is_contained(items, item))
    list += (list.empty() ? "" : ", ") + item.str();
}

void Summary::addKernels(ModuleOp module) {
  llvm::StringMap<LayerSummary *> byName;
  for (LayerSummary &layer : layers)
    byName[layer.name] = &layer;
  module.walk([&](snn::GroupOp group) {
    StringRef head;
    for (Operation &op : group.getBody().front()) {
      StringRef name = layerOf(op);
      LayerSummary *layer = byName.lookup(name);
      if (head.empty())
        head = name;
      if (!layer)
        continue;
      layer->isStepwise |= group.getStepwise();
      if (auto sum = dyn_cast<snn::WeightedSumOpInterface>(op);
          sum && sum.getCrossover())
        layer->crossover = sum.getCrossover()->convertToDouble();
      appendOnce(layer->kernel, head == name
                                    ? stringifyKernelKind(group.getKind()).str()
                                    : "in " + head.str());
    }
  });
  module.walk([&](snn::ScanOp scan) { tile = scan.getTile(); });
  module.walk([&](snn::ModelOp model) {
    for (auto slot : model.getStates().getAsRange<snn::SlotAttr>())
      if (LayerSummary *layer = byName.lookup(slot.getName().rsplit('.').first))
        layer->stateBytes += storageOf(slot).getBytes();
  });
}

int64_t Summary::parameters() const {
  int64_t count = 0;
  for (const LayerSummary &layer : layers)
    count += layer.parameters;
  return count;
}
