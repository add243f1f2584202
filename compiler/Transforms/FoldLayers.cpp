// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Leaves out layers that pass their source on, and what nobody reads.

#include "compiler/Transforms/Passes.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace snnc {
#define GEN_PASS_DEF_FOLDLAYERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

struct FoldLayers : snnc::impl::FoldLayersBase<FoldLayers> {
  void runOnOperation() override {
    SmallVector<Operation *> layers;
    for (Operation &op : getOperation().getBody().front())
      layers.push_back(&op);
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingOps);
    config.setScope(&getOperation().getBody());
    (void)applyOpPatternsGreedily(layers, FrozenRewritePatternSet(), config);
  }
};

} // namespace
