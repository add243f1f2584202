// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadLayer.h"
#include "compiler/Spec/FieldReader.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerTypes.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

static const LayerType *findType(ObjectReader &object) {
  const JsonValue *type = object.require("type");
  if (!type)
    return nullptr;
  const Report &report = object.report();
  std::optional<std::string> name = readString(report, *type, "type");
  if (!name)
    return nullptr;
  const LayerType *found = llvm::find_if(
      layerTypes(), [&](const LayerType &each) { return each.name == *name; });
  if (found != layerTypes().end())
    return found;
  llvm::SmallVector<StringRef> types;
  for (const LayerType &each : layerTypes())
    types.push_back(each.name);
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
  const LayerType *type = findType(object);
  std::string name = readName(object, byDefault);
  from = object.find("from");
  FieldReader fields(object, parameters, prefix + name);
  if (const JsonValue *shape = object.findNotNull("shape"))
    fields.shape = readShape(report, *shape, "shape");
  auto merge = static_cast<Merge>(object.choice("merge", mergeNames, 0));
  LayerClass layer = type ? type->make() : Identity();
  std::map<std::string, Parameter> initState;
  unsigned errorsBefore = report.diagnostics.errorCount();
  if (type) {
    type->describe(fields, layer);
    // Of a layer with errors nobody knows the states.
    if (report.diagnostics.errorCount() == errorsBefore)
      initState = readInitState(object, parameters, layer);
    else
      object.find("init_state");
    object.finish();
  }
  Layer result(std::move(layer), std::move(name));
  result.place = report.at(value);
  result.shape = std::move(fields.shape);
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
