// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The delays of a resolved network as registers of the compiled model.

#include "compiler/Transforms/Registers.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace snnc {

/// True if both values are the same constant, or the same value.
static bool isSameInit(Value a, Value b) {
  Attribute left, right;
  return a == b || (a && b && matchPattern(a, m_Constant(&left)) &&
                    matchPattern(b, m_Constant(&right)) && left == right);
}

/// A feedback edge from a neuron often carries what one of the neuron's states
/// holds anyway; one register serves both.
static void shareRegisters(Block &block) {
  SmallVector<snn::DelayOp> kept;
  for (bool named : {true, false})
    for (auto delay :
         llvm::make_early_inc_range(block.getOps<snn::DelayOp>())) {
      if (delay.getName().has_value() != named)
        continue;
      auto same = llvm::find_if(kept, [&](snn::DelayOp other) {
        return other.getValue() == delay.getValue() &&
               other.getSteps() == delay.getSteps() &&
               other.getEachAttr() == delay.getEachAttr() &&
               isSameInit(other.getInit(), delay.getInit());
      });
      if (named || same == kept.end()) {
        kept.push_back(delay);
        continue;
      }
      delay.getResult().replaceAllUsesWith(same->getResult());
      delay.erase();
    }
}

/// The name that the delay has, or `<layer>.delay` of the value's layer.
static std::string registerName(snn::DelayOp delay) {
  if (delay.getName())
    return delay.getName()->str();
  std::string name = "delay";
  if (Operation *source = delay.getValue().getDefiningOp()) {
    if (auto layer = source->getAttrOfType<StringAttr>("layer"))
      name = (layer.getValue() + ".delay").str();
    else if (auto input = dyn_cast<snn::InputOp>(source))
      name = (input.getName() + ".delay").str();
    else if (auto line = dyn_cast<snn::DelayOp>(source); line && line.getName())
      name = (line.getName()->rsplit('.').first + ".delay").str();
  }
  if (delay.getSteps() > 1)
    name += std::to_string(delay.getSteps());
  return name;
}

SmallVector<snn::DelayOp> collectRegisters(Block &block) {
  shareRegisters(block);
  SmallVector<snn::DelayOp> registers;
  llvm::StringSet<> names;
  for (auto delay : block.getOps<snn::DelayOp>()) {
    if (delay->use_empty() && !delay.getName())
      continue;
    std::string name = registerName(delay), unique = name;
    for (int count = 2; !names.insert(unique).second; ++count)
      unique = name + "_" + std::to_string(count);
    delay.setName(unique);
    registers.push_back(delay);
  }
  return registers;
}

} // namespace snnc
