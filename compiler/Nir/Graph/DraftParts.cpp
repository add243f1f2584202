// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Graph/DraftParts.h"
#include "compiler/Nir/Graph/OutputShape.h"
#include "compiler/Nir/Layers/NirForm.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>
#include <type_traits>
#include <utility>

using namespace snnc;

bool snnc::passesOn(const LayerClass &layer) {
  const auto *neuron = std::get_if<Neuron>(&layer);
  return std::holds_alternative<Identity>(layer) ||
         std::holds_alternative<Dropout>(layer) ||
         (neuron && snnc::isPassing(*neuron));
}

static bool isDrawn(const std::optional<Parameter> &parameter) {
  return parameter && parameter->init() && parameter->init()->isDrawn();
}

bool snnc::hasDraws(const LayerClass &layer) {
  return std::visit(
      [](const auto &own) {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_same_v<Class, Linear> ||
                      std::is_base_of_v<Conv, Class>)
          return isDrawn(own.weight) || isDrawn(own.bias);
        if constexpr (std::is_same_v<Class, SimpleIAF>)
          if (isDrawn(own.leak))
            return true;
        if constexpr (std::is_base_of_v<SpikingNeuron, Class>)
          return isDrawn(own.threshold) || isDrawn(own.resetVal) ||
                 llvm::any_of(own.decayConstants, isDrawn);
        return false;
      },
      layer);
}

static bool areZeros(const Parameter &parameter) {
  if (const InitFn *init = parameter.init())
    return !init->isDrawn() && init->value() == 0.0f;
  return Constants(parameter).areAll(0.0f);
}

bool snnc::keepsZeros(const LayerClass &layer) {
  return std::visit(
      [](const auto &own) {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_same_v<Class, Linear> ||
                      std::is_base_of_v<Conv, Class>)
          return !own.bias || areZeros(*own.bias);
        if constexpr (std::is_same_v<Class, Threshold>) {
          bool isEnough = own.compare == Compare::GreaterEqual;
          return llvm::none_of(
              Constants(own.threshold).values(), [=](double threshold) {
                return isEnough ? threshold <= 0 : threshold < 0;
              });
        }
        return true;
      },
      layer);
}

/// What joins axes of `input` so that `output` is left, if that can be.
static std::optional<Flatten> flattenTo(const Shape &input,
                                        const Shape &output) {
  int64_t joined = int64_t(input.size()) - int64_t(output.size());
  for (int64_t first = 0; joined >= 0 && first < int64_t(output.size());
       ++first) {
    Flatten flatten{first, first + joined};
    if (outputShape(flatten, input) == output)
      return flatten;
  }
  return std::nullopt;
}

llvm::Expected<LayerClass>
snnc::formOf(const LayerClass &layer, const ExportContext &context, double dt) {
  if (!std::holds_alternative<Reshape>(layer))
    return nirForm(layer, dt);
  if (std::optional<Flatten> flatten = flattenTo(context.input, context.output))
    return *flatten;
  return llvm::createStringError("it gives what it reads another shape, and "
                                 "NIR's Flatten only joins axes");
}

std::vector<bool> snnc::layersBehind(const FlatModel &flat, size_t index) {
  std::vector<bool> found(flat.layers.size());
  bool isDone = false;
  while (!isDone) {
    isDone = true;
    for (auto [reader, layer] : llvm::enumerate(flat.layers))
      for (const FlatSource &source : layer.sources) {
        bool leads = !source.isInput &&
                     (size_t(source.index) == index || found[source.index]);
        if (!leads || found[reader])
          continue;
        found[reader] = true;
        isDone = false;
      }
  }
  return found;
}

Parameter snnc::reorderedColumns(const Linear &linear,
                                 llvm::ArrayRef<int64_t> columns) {
  const Tensor *tensor = linear.weight.tensor();
  if (!tensor)
    return linear.weight;
  std::vector<float> values;
  for (int64_t row = 0; row < linear.outFeatures; ++row)
    for (int64_t column : columns)
      values.push_back(tensor->data.get()[row * linear.inFeatures + column]);
  return Tensor::of({linear.outFeatures, linear.inFeatures}, std::move(values));
}

Linear snnc::placing(int64_t first, int64_t count, int64_t size) {
  std::vector<float> values(size * count, 0.0f);
  for (int64_t k = 0; k < count; ++k)
    values[(first + k) * count + k] = 1.0f;
  Linear linear;
  linear.inFeatures = count;
  linear.outFeatures = size;
  linear.weight = Tensor::of({size, count}, std::move(values));
  return linear;
}
