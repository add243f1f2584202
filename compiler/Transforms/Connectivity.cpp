// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions about the layer graph of a network.

#include "compiler/Transforms/Connectivity.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace snnc {

Connectivity::Connectivity(snn::NetworkOp network) {
  for (auto layer : network.getBody().getOps<snn::LayerOpInterface>()) {
    positions[layer] = layers.size();
    layers.push_back(layer);
  }
}

std::optional<size_t> Connectivity::getPosition(Value value) const {
  auto found = positions.find(value.getDefiningOp());
  if (found == positions.end())
    return std::nullopt;
  return found->second;
}

DelayedValue getDelayedValue(Value value) {
  DelayedValue result{value};
  auto delay = value.getDefiningOp<snn::DelayOp>();
  while (delay && !delay.getInit()) {
    result.origin = delay.getValue();
    result.steps += delay.getSteps();
    delay = result.origin.getDefiningOp<snn::DelayOp>();
  }
  return result;
}

bool dependsOn(Value value, Operation *layer) {
  llvm::SmallPtrSet<Operation *, 16> seen;
  SmallVector<Operation *> pending = {value.getDefiningOp()};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val();
    if (op == layer)
      return true;
    if (op && seen.insert(op).second)
      for (Value operand : op->getOperands())
        pending.push_back(operand.getDefiningOp());
  }
  return false;
}

} // namespace snnc
