// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all layers have, and parameters.

#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/WriteGraph.h"

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

std::string TensorNames::add(const Tensor &tensor, const std::string &wanted) {
  std::string &name =
      names[{tensor.data.get(), tensor.exact.get(), tensor.shape}];
  if (!name.empty())
    return name;
  name = wanted;
  while (!taken.try_emplace(name, 0).second)
    name = wanted + "_" + std::to_string(++taken[wanted]);
  tensors.push_back({name, tensor});
  return name;
}

/// An f32 as JSON numbers are written, in decimals that give it again.
static double decimals(float number) { return number; }

void LayerWriter::number(StringRef key, float value) {
  json.attribute(key, decimals(value));
}

void LayerWriter::value(const Parameter &given, StringRef key, bool isExact) {
  Parameter parameter = isExact ? given : asSingle(given);
  if (const float *number = parameter.number())
    json.value(isExact ? parameter.real() : decimals(*number));
  else if (const Tensor *tensor = parameter.tensor())
    json.value(tensors.add(*tensor, parameter.name.empty()
                                        ? path + "." + key.str()
                                        : parameter.name));
  else
    json.object([&] { init("init", *parameter.init()); });
}

void LayerWriter::parameter(StringRef key, const Parameter &parameter) {
  json.attributeBegin(key);
  value(parameter, key);
  json.attributeEnd();
}

void LayerWriter::exactParameter(StringRef key, const Parameter &parameter) {
  json.attributeBegin(key);
  value(parameter, key, /*isExact=*/true);
  json.attributeEnd();
}

void LayerWriter::parameters(StringRef key, llvm::ArrayRef<Parameter> values) {
  json.attributeArray(key, [&] {
    for (auto [index, each] : llvm::enumerate(values))
      value(each, key.str() + "." + std::to_string(index));
  });
}

void LayerWriter::switched(StringRef key, StringRef switchKey,
                           const std::optional<Parameter> &given) {
  json.attribute(switchKey, given.has_value());
  if (given)
    parameter(key, *given);
}

void LayerWriter::init(StringRef key, const InitFn &init) {
  json.attributeObject(key, [&] {
    json.attribute("fn", initFnNames[static_cast<unsigned>(init.kind)]);
    if (init.kind == InitFn::Kind::Constant)
      number("value", init.first);
    if (init.kind == InitFn::Kind::Uniform) {
      number("low", init.first);
      number("high", init.second);
    }
    if (init.kind == InitFn::Kind::Normal) {
      number("mean", init.first);
      number("std", init.second);
    }
  });
}

void LayerWriter::list(StringRef key, llvm::ArrayRef<int64_t> values) {
  json.attributeBegin(key);
  writeNumbers(json, values);
  json.attributeEnd();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

void snnc::writeLayer(llvm::json::OStream &json, TensorNames &tensors,
                      const std::string &path, const Layer &layer) {
  if (!layer.name.empty())
    json.attribute("name", layer.name);
  LayerWriter writer(json, tensors, path);
  std::visit(writer, layer.layer);
  bool hasOwnShape = std::holds_alternative<LayerNorm>(layer.layer) ||
                     std::holds_alternative<RMSNorm>(layer.layer) ||
                     std::holds_alternative<Reshape>(layer.layer);
  if (layer.shape && !hasOwnShape) {
    json.attributeBegin("shape");
    writeNumbers(json, *layer.shape);
    json.attributeEnd();
  }
  if (layer.merge != Merge::Concat)
    json.attribute("merge", keyword(mergeNames, layer.merge));
  if (!layer.initState.empty())
    json.attributeObject("init_state", [&] {
      for (const auto &[state, start] : layer.initState)
        writer.parameter(state, start);
    });
}

void snnc::writeLayers(llvm::json::OStream &json, TensorNames &tensors,
                       const std::string &prefix, llvm::ArrayRef<Layer> layers,
                       llvm::function_ref<void(size_t layer)> sources) {
  json.attributeArray("layers", [&] {
    for (size_t index = 0; index < layers.size(); ++index)
      json.object([&] {
        writeLayer(json, tensors, prefix + layers[index].name, layers[index]);
        sources(index);
      });
  });
}
