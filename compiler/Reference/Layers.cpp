// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layers without a state, in plain loops.

#include "compiler/Reference/Layers.h"
#include "compiler/Reference/Activations.h"
#include "compiler/Reference/Norms.h"
#include "compiler/Reference/Pools.h"
#include "compiler/Reference/Windows.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace snnc {

Array mergeSources(snn::LayerOpInterface layer,
                   const std::vector<Source> &sources) {
  Array joined = sources.front().value;
  for (const Source &source : llvm::drop_begin(sources))
    switch (layer.getLayerMerge()) {
    case snn::Merge::Sum:
      for (size_t k = 0; k < joined.size(); ++k)
        joined[k] = joined[k] + source.value[k];
      break;
    case snn::Merge::Product:
      for (size_t k = 0; k < joined.size(); ++k)
        joined[k] = joined[k] * source.value[k];
      break;
    case snn::Merge::Concat:
      joined.shape[0] += source.value.shape[0];
      llvm::append_range(joined.data, source.value.data);
    }
  return joined;
}

/// Adds weight times input to a sum that is under way; a zero adds nothing.
static float accumulate(float weight, float x, float sum) {
  return x == 0.0f ? sum : std::fma(weight, x, sum);
}

/// The sources of a sum in their order, or their joined input as the only one.
static std::vector<SumPart> sumParts(const std::vector<Source> &sources,
                                     bool isConcat, const Array &joined) {
  if (!isConcat)
    return {{&joined, 0}};
  std::vector<SumPart> parts;
  for (bool onOwnCycle : {false, true}) {
    size_t begin = 0;
    for (const Source &source : sources) {
      if (source.isOnOwnCycle == onOwnCycle)
        parts.push_back({&source.value, begin});
      begin += source.value.shape[0];
    }
  }
  return parts;
}

static std::vector<int64_t> shapeOf(Operation *layer) {
  return cast<RankedTensorType>(layer->getResult(0).getType()).getShape().vec();
}

/// At every position but those along the last axis.
Array applyLinear(snn::WeightedSumOpInterface op, llvm::ArrayRef<SumPart> parts,
                  Parameters &parameters, const Array *init) {
  const Array &weight = parameters.get(op.getWeightAttr());
  size_t rows = weight.shape[0], columns = weight.shape[1];
  Array y = Array::zeros(shapeOf(op));
  for (size_t k = 0; k < y.size(); ++k) {
    size_t position = k / rows, o = k % rows;
    if (op.getBiasAttr())
      y[k] = parameters.get(op.getBiasAttr())[o];
    if (init)
      y[k] = (*init)[k];
    for (SumPart part : parts) {
      size_t size = part.value->shape.back();
      for (size_t j = 0; j < size; ++j)
        y[k] = accumulate(weight[o * columns + part.begin + j],
                          (*part.value)[position * size + j], y[k]);
    }
    y[k] += 0.0f; // never -0
  }
  return y;
}

template <typename Conv>
static Array convolve(Conv op, std::optional<snn::PadMode> mode,
                      llvm::ArrayRef<SumPart> parts, Parameters &parameters,
                      const Array *init) {
  std::vector<int64_t> shape = shapeOf(op);
  const Array &weight = parameters.get(op.getWeightAttr());
  size_t perGroup = weight.shape[1];
  size_t outPerGroup = weight.shape[0] / op.getGroups();
  std::vector<int64_t> kernel(weight.shape.begin() + 2, weight.shape.end());
  std::vector<int64_t> ones(kernel.size(), 1);
  Windows windows(kernel, op.getStride(), op.getPadding(), op.getDilation(),
                  op.getSpread().value_or(ones), mode);
  std::vector<int64_t> positions(shape.begin() + 1, shape.end());
  Array y = Array::zeros(shape);
  size_t count = y.size() / shape[0], taps = windows.numTaps();
  for (size_t o = 0; o < size_t(shape[0]); ++o)
    for (size_t p = 0; p < count; ++p) {
      float sum = op.getBiasAttr() ? parameters.get(op.getBiasAttr())[o] : 0.0f;
      if (init)
        sum = (*init)[o * count + p];
      size_t firstChannel = o / outPerGroup * perGroup;
      for (SumPart part : parts) {
        std::vector<int64_t> space(part.value->shape.begin() + 1,
                                   part.value->shape.end());
        size_t area = part.value->size() / part.value->shape[0];
        size_t channels = std::min<size_t>(perGroup, part.value->shape[0]);
        for (size_t tap = 0; tap < taps; ++tap) {
          std::optional<size_t> place =
              windows.locate(p, positions, tap, space);
          for (size_t c = 0; place && c < channels; ++c)
            sum = accumulate(
                weight[(o * perGroup + part.begin + c) * taps + tap],
                (*part.value)[(firstChannel + c) * area + *place], sum);
        }
      }
      y[o * count + p] = sum + 0.0f; // never -0
    }
  return y;
}

Array applyConv(snn::ConvOp op, llvm::ArrayRef<SumPart> parts,
                Parameters &parameters, const Array *init) {
  return convolve(op, op.getMode(), parts, parameters, init);
}

Array applyConv(snn::ConvolveOp op, llvm::ArrayRef<SumPart> parts,
                Parameters &parameters, const Array *init) {
  return convolve(op, std::nullopt, parts, parameters, init);
}

static Array applyScale(snn::ScaleOp op, Array x, Parameters &parameters) {
  for (size_t k = 0; k < x.size(); ++k)
    x[k] = x[k] * parameters.at(op.getFactor(), x.shape, k);
  return x;
}

Array applyLayer(snn::LayerOpInterface layer,
                 const std::vector<Source> &sources, Parameters &parameters) {
  Array x = mergeSources(layer, sources);
  bool isConcat = layer.getLayerMerge() == snn::Merge::Concat;
  std::vector<int64_t> shape = shapeOf(layer);
  return llvm::TypeSwitch<Operation *, Array>(layer)
      .Case([&](snn::LinearOp op) {
        bool inParts = isConcat && x.shape.size() == 1;
        return applyLinear(op, sumParts(sources, inParts, x), parameters);
      })
      .Case([&](snn::ConvOp op) {
        bool inParts = isConcat && op.getGroups() == 1;
        return applyConv(op, sumParts(sources, inParts, x), parameters);
      })
      .Case<snn::LayerNormOp, snn::RMSNormOp, snn::GroupNormOp>(
          [&](auto op) { return applyNorm(op, x, parameters); })
      .Case<snn::AvgPoolOp, snn::SumPoolOp, snn::MaxPoolOp,
            snn::AdaptiveAvgPoolOp, snn::AdaptiveMaxPoolOp>(
          [&](auto op) { return applyPool(op, x, shape); })
      .Case([&](snn::SpikingMaxPoolOp op) {
        return applyPool(op, x, shape, parameters);
      })
      .Case([&](snn::ScaleOp op) { return applyScale(op, x, parameters); })
      .Case([&](snn::LambdaOp op) {
        return applyActivation(op.getFunction(), x);
      })
      .Default([&](Operation *) {
        // Flatten, reshape, identity and what joins: the joined input, in a new
        // shape.
        return Array{shape, x.data};
      });
}

} // namespace snnc
