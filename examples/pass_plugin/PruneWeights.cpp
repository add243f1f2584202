// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pass on spiking networks that snn-opt loads as a plug-in: in each layer
// with weights, the part of them that is nearest to zero becomes zero.

#include "dialect/SNNDialect.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

using namespace mlir;

/// The parameter that `layer` multiplies its sources by, or null.
static snn::ParamOp weightOf(snn::LayerOpInterface layer) {
  if (auto linear = dyn_cast<snn::LinearOp>(*layer))
    return snn::ParamOp::lookup(layer, linear.getWeightAttr());
  if (auto conv = dyn_cast<snn::ConvOp>(*layer))
    return snn::ParamOp::lookup(layer, conv.getWeightAttr());
  return nullptr;
}

static DenseResourceElementsAttr makeValue(snn::ParamOp param,
                                           ArrayRef<float> data) {
  return DenseF32ResourceElementsAttr::get(
      param.getType(), param.getSymName(),
      HeapAsmResourceBlob::allocateAndCopyInferAlign(data));
}

namespace {

struct PruneWeights : PassWrapper<PruneWeights, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PruneWeights)

  PruneWeights() = default;
  PruneWeights(const PruneWeights &other) : PassWrapper(other) {}

  StringRef getArgument() const final { return "prune-weights"; }
  StringRef getDescription() const final {
    return "Make a part of each layer's weights zero, the least first";
  }

  void runOnOperation() final {
    if (!(part >= 0 && part <= 1)) {
      getOperation().emitError("prune-weights: 'part' is ")
          << double(part) << ", expected 0 to 1";
      return signalPassFailure();
    }
    // Layers may share a parameter; it is pruned once.
    llvm::SetVector<snn::ParamOp> params;
    getOperation().walk([&](snn::LayerOpInterface layer) {
      if (snn::ParamOp param = weightOf(layer))
        params.insert(param);
    });
    for (snn::ParamOp param : params)
      prune(param);
  }

private:
  void prune(snn::ParamOp param) {
    std::vector<float> data = param.getData();
    std::vector<size_t> order(data.size());
    std::iota(order.begin(), order.end(), 0);
    size_t count = std::lround(part * double(data.size()));
    // Of equal magnitudes the first ones go, so that the result is one.
    llvm::sort(order, [&](size_t a, size_t b) {
      return std::pair(std::abs(data[a]), a) < std::pair(std::abs(data[b]), b);
    });
    for (size_t index : ArrayRef(order).take_front(count))
      data[index] = 0;
    param.setValueAttr(makeValue(param, data));
    param.emitRemark() << count << " of " << data.size() << " weights of '"
                       << param.getSymName() << "' are zero";
  }

  Option<double> part{*this, "part", llvm::cl::desc("How many: 0 to 1"),
                      llvm::cl::init(0.5)};
};

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "prune-weights", "0.1",
          [] { PassRegistration<PruneWeights>(); }};
}
