// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/ProfileTaps.h"
#include "compiler/Target/Summary.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace mlir;

llvm::SmallPtrSet<Operation *, 32> snnc::findStepOps(snn::NetworkOp network) {
  llvm::SmallPtrSet<Operation *, 32> found;
  SmallVector<Operation *> pending;
  for (Operation &op : network.getBody().front()) {
    auto layer = dyn_cast<snn::LayerOpInterface>(op);
    if (isa<snn::OutputOp>(op) || (layer && layer.hasState()))
      pending.push_back(&op);
  }
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val();
    if (!op || !found.insert(op).second)
      continue;
    if (auto delay = dyn_cast<snn::DelayOp>(op)) {
      pending.push_back(delay.getValue().getDefiningOp());
      continue;
    }
    for (Value operand : op->getOperands())
      pending.push_back(operand.getDefiningOp());
  }
  return found;
}

/// The operation among those of one layer that gives the layer's result.
static Operation *findResult(ArrayRef<Operation *> parts) {
  auto feedsAnother = [&](Operation *part) {
    return llvm::any_of(part->getUsers(), [&](Operation *user) {
      return llvm::is_contained(parts, user);
    });
  };
  for (Operation *part : llvm::reverse(parts))
    if (!feedsAnother(part))
      return part;
  return parts.back();
}

namespace {

/// Values by the index of the output that they get.
class Outputs {
public:
  size_t indexOf(Value value) {
    return indices.try_emplace(value, indices.size()).first->second;
  }

  /// Nothing looks these up by name, so any that differ will do.
  void create(snn::NetworkOp network) const {
    auto builder = OpBuilder::atBlockEnd(&network.getBody().front());
    for (auto [value, index] : indices)
      snn::OutputOp::create(builder, value.getLoc(),
                            "tap" + std::to_string(index), value);
  }

private:
  llvm::MapVector<Value, size_t> indices;
};

} // namespace

static TappedLayer tapLayer(ArrayRef<Operation *> parts, Outputs &outputs) {
  Operation *result = findResult(parts);
  auto type = cast<RankedTensorType>(result->getResult(0).getType());
  TappedLayer tapped;
  tapped.name = cast<snn::LayerOpInterface>(result).getLayerName();
  tapped.type = layerType(result);
  tapped.shape = type.getShape().vec();
  tapped.isSpikes = type.getElementType().isInteger(1);
  tapped.output = outputs.indexOf(result->getResult(0));
  for (Operation *part : parts)
    if (std::optional<Synapses> synapses = findSynapses(part)) {
      Value source =
          cast<snn::LayerOpInterface>(part).getLayerSources().front();
      tapped.sources.push_back({outputs.indexOf(source), std::move(*synapses)});
    }
  return tapped;
}

std::vector<TappedLayer> snnc::tapLayers(snn::NetworkOp network) {
  auto stepOps = findStepOps(network);
  llvm::MapVector<StringRef, SmallVector<Operation *, 2>> layers;
  Outputs outputs;
  Block &block = network.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto output = dyn_cast<snn::OutputOp>(op)) {
      // It may be the only reader of a delay, and thus of a state.
      outputs.indexOf(output.getValue());
      output.erase();
      continue;
    }
    if (auto input = dyn_cast<snn::InputOp>(op))
      input.setElement(snn::Element::F32); // what is counted is floats
    auto layer = dyn_cast<snn::LayerOpInterface>(op);
    if (layer && stepOps.contains(&op))
      layers[layer.getLayerName()].push_back(&op);
  }
  std::vector<TappedLayer> tapped;
  for (const auto &[name, parts] : layers)
    tapped.push_back(tapLayer(parts, outputs));
  outputs.create(network);
  network.removeRecordAttr();
  return tapped;
}
