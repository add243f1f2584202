// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadLayer.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

namespace {
struct Reader {
  StringRef type;
  LayerClass (*read)(LayerReader &);
};
} // namespace

// A new layer's line goes here.
static constexpr Reader readers[] = {
    {"Linear", readLinear},
    {"MLP", readMLP},
    {"LayerNorm", readLayerNorm},
    {"RMSNorm", readRMSNorm},
    {"GroupNorm", readGroupNorm},
    {"BatchNorm", readBatchNorm},
    {"Conv1d", readConv1d},
    {"Conv2d", readConv2d},
    {"Conv3d", readConv3d},
    {"ConvTranspose2d", readConvTranspose2d},
    {"AvgPool1d", readAvgPool1d},
    {"AvgPool2d", readAvgPool2d},
    {"MaxPool1d", readMaxPool1d},
    {"MaxPool2d", readMaxPool2d},
    {"AdaptiveAvgPool1d", readAdaptiveAvgPool1d},
    {"AdaptiveAvgPool2d", readAdaptiveAvgPool2d},
    {"AdaptiveMaxPool1d", readAdaptiveMaxPool1d},
    {"AdaptiveMaxPool2d", readAdaptiveMaxPool2d},
    {"SpikingMaxPool1d", readSpikingMaxPool1d},
    {"SpikingMaxPool2d", readSpikingMaxPool2d},
    {"Dropout", readDropout},
    {"Identity", readIdentity},
    {"Lambda", readLambda},
    {"Flatten", readFlatten},
    {"Reshape", readReshape},
    {"LIF", readLIF},
    {"LIFSoftReset", readLIFSoftReset},
    {"SimpleLIF", readSimpleLIF},
    {"AdaptiveLIF", readAdaptiveLIF},
    {"IAF", readIAF},
    {"SimpleIAF", readSimpleIAF},
    {"SimpleLI", readSimpleLI},
    {"LI", readSimpleLI},
    {"SigmaDelta", readSigmaDelta},
    {"SpikeCounter", readSpikeCounter},
    {"SRM", readSRM},
    {"NIR_LIF", readNirLIF},
    {"NIR_LI", readNirLI},
    {"CubaLIF", readCubaLIF},
    {"CubaLI", readCubaLI},
    {"IF", readIF},
    {"I", readI},
    {"Threshold", readThreshold},
    {"Scale", readScale},
    {"Delay", readDelay},
    {"SumPool2d", readSumPool2d},
    {"Neuron", readNeuron},
    {"Sequential", readSequential},
    {"Parallel", readParallel},
    {"CompoundLayer", readCompoundLayer},
    {"ResNetBlock", readResNetBlock},
    {"SequentialLocalFeedback", readSequentialLocalFeedback},
    {"StatefulModel", readStatefulModel},
};

Parameter LayerReader::parameter(StringRef key, const Shape &expected,
                                 StringRef axes) {
  if (const JsonValue *value = object.require(key))
    if (auto parameter = parameters.read(*value, key, expected, axes, uniform))
      return *std::move(parameter);
  return {};
}

std::optional<Parameter> LayerReader::switched(StringRef key,
                                               StringRef switchKey, bool needed,
                                               const Shape &expected,
                                               StringRef axes) {
  bool on = object.boolean(switchKey, true);
  const JsonValue *value = object.findNotNull(key);
  const Report &report = object.report();
  if (!on && value)
    report.error(*value,
                 "'" + key + "' is given, but '" + switchKey + "' is false");
  else if (on && !value && needed)
    report.error(object.value(), "this layer needs the key '" + key +
                                     "', or '" + switchKey + "' as false");
  if (!value)
    return std::nullopt;
  return parameters.read(*value, key, expected, axes, uniform);
}

std::vector<int64_t> LayerReader::perAxis(StringRef key, size_t axes,
                                          Range range,
                                          std::optional<int64_t> byDefault) {
  const JsonValue *value = byDefault ? object.find(key) : object.require(key);
  std::vector<int64_t> result(axes, byDefault.value_or(0));
  if (!value)
    return result;
  const Report &report = object.report();
  const auto *list = value->getIf<JsonValue::Array>();
  if (list && list->size() != axes)
    report.expected(*value, key,
                    "an integer or a list of " + std::to_string(axes));
  else if (list)
    for (auto [target, item] : llvm::zip(result, *list))
      target = readInteger(report, item, key, range).value_or(target);
  else
    result.assign(axes,
                  readInteger(report, *value, key, range).value_or(result[0]));
  return result;
}

static const Reader *findReader(ObjectReader &object) {
  const JsonValue *type = object.require("type");
  if (!type)
    return nullptr;
  const Report &report = object.report();
  std::optional<std::string> name = readString(report, *type, "type");
  if (!name)
    return nullptr;
  const Reader *found = llvm::find_if(
      readers, [&](const Reader &each) { return each.type == *name; });
  if (found != std::end(readers))
    return found;
  llvm::SmallVector<StringRef> types;
  for (const Reader &each : readers)
    types.push_back(each.type);
  report
      .error(*type, "unknown layer type '" + *name +
                        "'; the nearest known type is '" +
                        nearestName(*name, types) + "'")
      .note(report.at(*type), "known types: " + llvm::join(types, ", "));
  return nullptr;
}

static std::string readName(ObjectReader &object,
                            const std::string &byDefault) {
  const JsonValue *value = object.find("name");
  if (!value)
    return byDefault;
  const Report &report = object.report();
  std::string name = readString(report, *value, "name").value_or("");
  if (value->getIf<std::string>() && !isLayerName(name))
    report.expected(*value, "name",
                    "identifiers or digits joined by dots (\"block1.lif\")");
  return name;
}

/// The key `init_state`: where states start, in place of what the class says.
static std::map<std::string, Parameter>
readInitState(ObjectReader &object, ParameterReader &parameters,
              const LayerClass &layer) {
  std::map<std::string, Parameter> starts;
  const JsonValue *value = object.findNotNull("init_state");
  if (!value)
    return starts;
  const Report &report = object.report();
  const auto *members = value->getIf<JsonValue::Object>();
  if (!members)
    report.expected(*value, "init_state", "an object of states and values");
  std::vector<std::string> names = stateNames(layer);
  for (const JsonMember &member :
       members ? llvm::ArrayRef(*members) : llvm::ArrayRef<JsonMember>()) {
    if (auto start = parameters.read(member.value, member.key))
      starts[member.key] = std::move(*start);
    if (!llvm::is_contained(names, member.key))
      report.diagnostics.error(
          {report.file, member.line, member.column},
          names.empty() ? "'init_state' in a layer without a state"
                        : "no state '" + member.key + "', expected one of " +
                              llvm::join(names, ", "));
  }
  return starts;
}

Layer snnc::readLayer(const JsonValue &value, const Report &report,
                      ParameterReader &parameters, const std::string &prefix,
                      const std::string &byDefault, const JsonValue *&from) {
  ObjectReader object(report, value, "a layer");
  const Reader *reader = findReader(object);
  std::string name = readName(object, byDefault);
  from = object.find("from");
  LayerReader layerReader{object, parameters, std::nullopt, prefix + name};
  if (const JsonValue *shape = object.findNotNull("shape"))
    layerReader.shape = readShape(report, *shape, "shape");
  auto merge = static_cast<Merge>(object.choice("merge", mergeNames, 0));
  LayerClass layer = Identity();
  std::map<std::string, Parameter> initState;
  unsigned errorsBefore = report.diagnostics.errorCount();
  if (reader) {
    layer = reader->read(layerReader);
    // Of a layer with errors nobody knows the states.
    if (report.diagnostics.errorCount() == errorsBefore)
      initState = readInitState(object, parameters, layer);
    else
      object.find("init_state");
    object.finish();
  }
  Layer result(std::move(layer), std::move(name));
  result.place = report.at(value);
  result.shape = std::move(layerReader.shape);
  result.merge = merge;
  result.initState = std::move(initState);
  return result;
}

void snnc::readLayers(ObjectReader &object, ParameterReader &parameters,
                      LayerScope &scope) {
  const JsonValue *value = object.require("layers");
  const Report &report = object.report();
  const auto *list = value ? readArray(report, *value, "layers") : nullptr;
  if (!list)
    return;
  if (list->empty())
    report.expected(*value, "layers", "at least one layer");
  for (const auto &[index, item] : llvm::enumerate(*list)) {
    const JsonValue *from = nullptr;
    Layer layer = readLayer(item, report, parameters, scope.prefix,
                            std::to_string(index), from);
    scope.addLayer(report, std::move(layer), from);
  }
}
