// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Joins the sources of a layer into one.

#include "compiler/Transforms/JoinSources.h"
#include "compiler/Transforms/Connectivity.h"
#include "dialect/JoinTypes.h"

using namespace mlir;

namespace snnc {

SmallVector<unsigned> getSumOrder(snn::LayerOpInterface layer) {
  SmallVector<unsigned> outside, inside;
  for (auto [index, source] : llvm::enumerate(layer.getLayerSources()))
    (dependsOn(source, layer) ? inside : outside).push_back(index);
  llvm::append_range(outside, inside);
  return outside;
}

/// A copy of `layer` that reads `sources` alone.
static snn::LayerOpInterface copyOn(snn::LayerOpInterface layer,
                                    ValueRange sources, OpBuilder &builder) {
  auto copy = cast<snn::LayerOpInterface>(builder.clone(*layer));
  copy.getLayerSourcesMutable().assign(sources);
  copy->setAttr("merge",
                snn::MergeAttr::get(copy->getContext(), snn::Merge::Concat));
  return copy;
}

/// One layer a source, each starting from the sum of those before and reading
/// its part of the weight.
static Value chain(snn::LayerOpInterface layer, ArrayRef<Value> sources,
                   ArrayRef<unsigned> order, OpBuilder &builder) {
  auto whole = cast<snn::WeightedSumOpInterface>(*layer);
  SmallVector<int64_t> offsets = {int64_t(whole.getOffset())};
  for (Value source : sources)
    offsets.push_back(offsets.back() + snn::getKnownType(source).getDimSize(0));
  Value sum;
  for (unsigned index : order) {
    auto part = cast<snn::WeightedSumOpInterface>(
        *copyOn(layer, sources[index], builder));
    part.setOffset(offsets[index]);
    if (sum) {
      part.removeBiasAttr();
      part.getInitMutable().assign(sum);
    }
    sum = part->getResult(0);
  }
  return sum;
}

/// What joins `sources`, named after `layer`.
static Value merge(snn::LayerOpInterface layer, ArrayRef<Value> sources,
                   OpBuilder &builder) {
  auto noError = [&] { return emitError(layer.getLoc()); };
  RankedTensorType type = *snn::joinSourceTypes(layer, noError);
  auto create = [&](auto op) -> Value {
    return decltype(op)::create(builder, layer.getLoc(), type,
                                layer.getLayerName(), sources);
  };
  switch (layer.getLayerMerge()) {
  case snn::Merge::Concat:
    return create(snn::ConcatOp());
  case snn::Merge::Sum:
    return create(snn::SumOp());
  case snn::Merge::Product:
    return create(snn::ProductOp());
  }
  llvm_unreachable("a merge that is none");
}

Value joinSources(snn::LayerOpInterface layer, ArrayRef<Value> sources,
                  ArrayRef<unsigned> sumOrder, OpBuilder &builder) {
  if (sources.size() == 1 || layer.joinsSources())
    return copyOn(layer, sources, builder)->getResult(0);
  auto sum = dyn_cast<snn::WeightedSumOpInterface>(*layer);
  if (sum && layer.getLayerMerge() == snn::Merge::Concat && sum.isOneSum())
    return chain(layer, sources, sumOrder, builder);
  Value joined = merge(layer, sources, builder);
  return copyOn(layer, joined, builder)->getResult(0);
}

} // namespace snnc
