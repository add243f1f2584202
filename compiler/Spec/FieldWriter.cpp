// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields that hold no layers (for those see WriteCompositions.cpp), and what
// all layers have.

#include "compiler/Spec/FieldWriter.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerTypes.h"
#include "compiler/Spec/WriteGraph.h"
#include "llvm/ADT/STLExtras.h"

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
  name = unique.add(wanted);
  tensors.push_back({name, tensor});
  return name;
}

/// An f32 as JSON numbers are written, in decimals that give it again.
static double decimals(float number) { return number; }

void FieldWriter::value(const Parameter &given, StringRef name, bool isExact) {
  Parameter parameter = isExact ? given : asSingle(given);
  if (const float *number = parameter.number())
    json.value(isExact ? parameter.real() : decimals(*number));
  else if (const Tensor *tensor = parameter.tensor())
    json.value(tensors.add(*tensor, parameter.name.empty()
                                        ? path + "." + name.str()
                                        : parameter.name));
  else
    json.object([&] { init("init", *parameter.init()); });
}

void FieldWriter::parameter(StringRef key, const Parameter &parameter) {
  json.attributeBegin(key);
  value(parameter, key);
  json.attributeEnd();
}

void FieldWriter::list(StringRef key, llvm::ArrayRef<Parameter> values) {
  json.attributeArray(key, [&] {
    for (auto [index, each] : llvm::enumerate(values))
      value(each, key.str() + "." + std::to_string(index));
  });
}

void FieldWriter::init(StringRef key, const InitFn &init) {
  auto number = [&](StringRef name, float value) {
    json.attribute(name, decimals(value));
  };
  json.attributeObject(key, [&] {
    json.attribute("fn", keyword(initFnNames, init.kind));
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

void FieldWriter::parameter(const Key &key, Parameter &value, const Shape &,
                            StringRef, const InitFn &) {
  parameter(key.name, value);
}

Switch FieldWriter::toggle(const Key &key, bool isOn) {
  json.attribute(key.name, isOn);
  return {key.name, isOn};
}

void FieldWriter::switched(const Key &key, const Switch &,
                           std::optional<Parameter> &value, const Shape &,
                           StringRef, const InitFn &) {
  if (value)
    parameter(key.name, *value);
}

void FieldWriter::perNeuron(const Key &key, Parameter &value) {
  if (!key.isLeftOut)
    parameter(key.name, value);
}

void FieldWriter::perNeuron(const Key &key, std::optional<Parameter> &value) {
  if (value)
    parameter(key.name, *value);
}

void FieldWriter::exactPerNeuron(const Key &key, Parameter &given) {
  json.attributeBegin(key.name);
  value(given, key.name, /*isExact=*/true);
  json.attributeEnd();
}

void FieldWriter::perNeuron(const Key &key, std::vector<Parameter> &values,
                            size_t) {
  list(key.name, values);
}

void FieldWriter::listOfOne(const Key &key, Parameter &value) {
  if (!key.isLeftOut)
    list(key.name, value);
}

void FieldWriter::initFn(const Key &key, InitFn &value) {
  init(key.name, value);
}

void FieldWriter::members(const Key &key, std::vector<NamedParameter> &values) {
  json.attributeObject(key.name, [&] {
    for (const NamedParameter &each : values)
      parameter(each.name, each.value);
  });
}

//===----------------------------------------------------------------------===//
// Numbers and words
//===----------------------------------------------------------------------===//

void FieldWriter::integer(const Key &key, int64_t &value, Range) {
  json.attribute(key.name, value);
}

void FieldWriter::integer(const Key &key, std::optional<int64_t> &value,
                          Range) {
  if (value)
    json.attribute(key.name, *value);
}

void FieldWriter::features(const Key &key, int64_t &value) {
  json.attribute(key.name, value);
}

void FieldWriter::number(const Key &key, float &value, const Limits &) {
  if (!key.isLeftOut)
    json.attribute(key.name, decimals(value));
}

void FieldWriter::number(const Key &key, double &value, const Limits &) {
  if (!key.isLeftOut)
    json.attribute(key.name, value);
}

void FieldWriter::boolean(const Key &key, bool &value) {
  if (!key.isLeftOut)
    json.attribute(key.name, value);
}

void FieldWriter::choice(const Key &key, unsigned &value, const Words &words) {
  if (!key.isLeftOut)
    json.attribute(key.name, words.names[value]);
}

void FieldWriter::text(const Key &key, const TextForms &forms,
                       llvm::function_ref<llvm::Error(StringRef)>) {
  if (!key.isLeftOut)
    json.attribute(key.name, forms.text);
}

void FieldWriter::timeStep(const Key &key, double &value) {
  json.attribute(key.name, value);
}

void FieldWriter::surrogate(const Key &key, Surrogate &value) {
  json.attributeObject(key.name, [&] {
    json.attribute("type", keyword(surrogateNames, value.type));
    json.attribute("beta", decimals(value.beta));
  });
}

void FieldWriter::ignored(const Key &) {}

//===----------------------------------------------------------------------===//
// Shapes and windows
//===----------------------------------------------------------------------===//

static void writeList(llvm::json::OStream &json, StringRef key,
                      llvm::ArrayRef<int64_t> values) {
  json.attributeBegin(key);
  writeNumbers(json, values);
  json.attributeEnd();
}

void FieldWriter::ownShape(const Key &key, Shape &value) {
  writeList(json, key.name, value);
  saysShape = true;
}

void FieldWriter::perAxis(const Key &key, std::vector<int64_t> &values, Range) {
  writeList(json, key.name, values);
}

void FieldWriter::padding(const Key &key, Padding &padding) {
  json.attributeArray(key.name, [&] {
    for (const auto &sides : padding)
      writeNumbers(json, sides);
  });
}

void FieldWriter::padding(const Key &key,
                          std::variant<Padding, SamePadding> &given, size_t) {
  if (const auto *same = std::get_if<SamePadding>(&given))
    json.attribute(key.name, same->lower ? "SAME_LOWER" : "SAME");
  else
    padding(key, std::get<Padding>(given));
}

//===----------------------------------------------------------------------===//
// Equations
//===----------------------------------------------------------------------===//

void FieldWriter::assignments(const Key &key,
                              std::vector<Neuron::Assignment> &values) {
  json.attributeArray(key.name, [&] {
    for (const Neuron::Assignment &each : values)
      json.value(each.name + " = " + printExpression(each.value));
  });
}

void FieldWriter::expression(const Key &key, Expr &value, Place &) {
  json.attribute(key.name, printExpression(value));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

void snnc::writeLayer(llvm::json::OStream &json, TensorNames &tensors,
                      const std::string &path, const Layer &layer) {
  if (!layer.name.empty())
    json.attribute("name", layer.name);
  const LayerType &type = typeOf(layer.layer);
  json.attribute("type", type.name);
  FieldWriter writer(json, tensors, path);
  LayerClass described = layer.layer; // fields may be read into
  type.describe(writer, described);
  if (layer.shape && !writer.hasOwnShape())
    writeList(json, "shape", *layer.shape);
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
