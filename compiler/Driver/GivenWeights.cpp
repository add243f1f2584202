// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/GivenWeights.h"

#include "compiler/Conversion/Weights/WeightSource.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace snnc;
using namespace mlir;

/// Whether an operation reads its attribute `name` as a weight: as it is, and
/// from there where kernels load it.
static bool readsWeight(Operation *op, StringRef name) {
  if (auto equations = dyn_cast<snn::EquationsOp>(op))
    return equations.getChannelwise() && name == "params";
  return isa<snn::LinearOp, snn::ConvOp, snn::LayerNormOp, snn::RMSNormOp,
             snn::GroupNormOp>(op) &&
         llvm::is_contained({"weight", "bias"}, name);
}

/// Symbols of parameters that something reads otherwise.
static llvm::StringSet<> findOtherUses(snn::NetworkOp network) {
  llvm::StringSet<> used;
  network.walk([&](Operation *op) {
    for (NamedAttribute attribute : op->getAttrs())
      if (!readsWeight(op, attribute.getName()))
        attribute.getValue().walk(
            [&](FlatSymbolRefAttr symbol) { used.insert(symbol.getValue()); });
  });
  return used;
}

static bool isFinite(snn::ParamOp param) {
  std::vector<float> copy;
  return llvm::all_of(param.getData(copy),
                      [](float value) { return std::isfinite(value); });
}

/// What the tensor is called where it comes from.
static StringAttr tensorName(snn::ParamOp param) {
  auto name = param->getAttrOfType<StringAttr>("snn.tensor");
  return name ? name : param.getSymNameAttr();
}

GivenCount snnc::markGivenWeights(snn::NetworkOp network) {
  auto module = network->getParentOfType<ModuleOp>();
  llvm::StringSet<> others = findOtherUses(network), constants, counted;
  // A tensor with two symbols is given for both or for none.
  for (auto param : module.getOps<snn::ParamOp>())
    if (others.contains(param.getSymName()) || !isFinite(param))
      constants.insert(tensorName(param));
  GivenCount count;
  for (auto param : module.getOps<snn::ParamOp>()) {
    StringAttr name = tensorName(param);
    bool isGiven = !constants.contains(name);
    if (isGiven)
      param->setAttr(runtimeAttr, name);
    if (counted.insert(name).second)
      (isGiven ? count.given : count.constant) +=
          cast<RankedTensorType>(param.getType()).getNumElements();
  }
  network->setAttr(runtimeWeightsAttr, UnitAttr::get(network.getContext()));
  return count;
}
