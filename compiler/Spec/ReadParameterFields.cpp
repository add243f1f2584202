// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of a layer that hold parameters.

#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/FieldReader.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Of a known shape
//===----------------------------------------------------------------------===//

void FieldReader::parameter(const Key &key, Parameter &value,
                            const Shape &expected, StringRef axes,
                            const InitFn &uniform) {
  if (const JsonValue *found = find(key))
    if (auto read = parameters.read(*found, key.name, expected, axes, uniform))
      value = *std::move(read);
}

Switch FieldReader::toggle(const Key &key, bool) {
  return {key.name, object.boolean(key.name, true)};
}

void FieldReader::switched(const Key &key, const Switch &onOff,
                           std::optional<Parameter> &value,
                           const Shape &expected, StringRef axes,
                           const InitFn &uniform) {
  const JsonValue *found = object.findNotNull(key.name);
  if (!onOff.isOn && found)
    report().error(*found, "'" + key.name + "' is given, but '" + onOff.key +
                               "' is false");
  else if (onOff.isOn && !found && key.isRequired)
    report().error(object.value(), "this layer needs the key '" + key.name +
                                       "', or '" + onOff.key + "' as false");
  if (found)
    value = parameters.read(*found, key.name, expected, axes, uniform);
}

//===----------------------------------------------------------------------===//
// A number, or one for each neuron
//===----------------------------------------------------------------------===//

/// A tensor of one element is a number; another must fit the state's shape,
/// where the layer says it.
Parameter FieldReader::fitToNeurons(Parameter parameter, StringRef key) {
  if (parameter.init() && !shape)
    report().diagnostics.error(parameter.place,
                               "'" + key +
                                   "' is drawn for every neuron; this needs "
                                   "the key 'shape' in its layer");
  const Tensor *tensor = parameter.tensor();
  if (!tensor)
    return parameter;
  if (countElements(tensor->shape) == 1)
    return {tensor->at(0), parameter.place};
  if (shape && !broadcasts(tensor->shape, *shape))
    report().diagnostics.error(
        parameter.place,
        "'" + key + "' has the shape " + toString(tensor->shape) +
            ", expected a number or the layer's shape " + toString(*shape));
  return parameter;
}

void FieldReader::perNeuron(const Key &key, Parameter &value) {
  if (const JsonValue *found = findNotNull(key))
    if (auto read = parameters.read(*found, key.name))
      value = fitToNeurons(std::move(*read), key.name);
}

void FieldReader::perNeuron(const Key &key, std::optional<Parameter> &value) {
  if (const JsonValue *found = object.findNotNull(key.name))
    if (auto read = parameters.read(*found, key.name))
      value = fitToNeurons(std::move(*read), key.name);
}

void FieldReader::exactPerNeuron(const Key &key, Parameter &value) {
  const JsonValue *found = findNotNull(key);
  if (key.isRequired)
    value = 1.0f; // so that nothing follows from one that is missing
  if (!found)
    return;
  auto read = parameters.readExact(*found, key.name);
  if (!read)
    return;
  Parameter parameter = fitToNeurons(std::move(*read), key.name);
  if (!parameter.init())
    value = std::move(parameter);
  else
    report().diagnostics.error(parameter.place, "'" + key.name +
                                                    "' of a NIR neuron is "
                                                    "not drawn");
}

void FieldReader::perNeuron(const Key &key, std::vector<Parameter> &values,
                            size_t count) {
  const JsonValue *found = findNotNull(key);
  if (!found)
    return;
  values.clear();
  for (Parameter &each : parameters.readList(*found, key.name, count))
    values.push_back(fitToNeurons(std::move(each), key.name));
}

void FieldReader::listOfOne(const Key &key, Parameter &value) {
  const JsonValue *found = findNotNull(key);
  if (!found)
    return;
  if (found->getIf<int64_t>() || found->getIf<double>()) {
    if (auto read = parameters.read(*found, key.name))
      value = std::move(*read);
    return;
  }
  for (Parameter &each : parameters.readList(*found, key.name, 1))
    value = fitToNeurons(std::move(each), key.name);
}

void FieldReader::initFn(const Key &key, InitFn &value) {
  if (const JsonValue *found = findNotNull(key))
    value = readInitFn(report(), *found);
}

//===----------------------------------------------------------------------===//
// By names
//===----------------------------------------------------------------------===//

void FieldReader::members(const Key &key, std::vector<NamedParameter> &values) {
  const JsonValue *found = findNotNull(key);
  if (!found)
    return;
  const auto *members = found->getIf<JsonValue::Object>();
  if (!members) {
    report().expected(*found, key.name, "an object of names and values");
    return;
  }
  for (const JsonMember &member : *members)
    if (auto read = parameters.read(member.value, member.key))
      values.push_back({member.key,
                        fitToNeurons(std::move(*read), member.key),
                        {report().file, member.line, member.column}});
}
