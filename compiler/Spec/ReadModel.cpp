// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadModel.h"
#include "compiler/Spec/CheckConstants.h"
#include "compiler/Spec/Json.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/Names.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/ReadConvention.h"
#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/ReadLayer.h"
#include "compiler/Spec/ReadName.h"
#include "compiler/Spec/ReadParameter.h"
#include "compiler/Spec/WeightFiles.h"
#include "llvm/Support/MemoryBuffer.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

/// Another format or version is not read any further.
static bool checkFormat(ObjectReader &object) {
  const JsonValue *format = object.require("format");
  const JsonValue *version = object.require("version");
  if (!format || !version)
    return false;
  const std::string *name = format->getIf<std::string>();
  const int64_t *number = version->getIf<int64_t>();
  bool known = name && *name == "snnc";
  if (known && number && *number == 1)
    return true;
  object.report().error(known ? *version : *format,
                        "expected format \"snnc\", version 1, found format " +
                            describe(*format) + ", version " +
                            describe(*version));
  return false;
}

namespace {

class ModelReader {
public:
  ModelReader(const Report &report, const JsonValue &root,
              llvm::ArrayRef<NamedTensor> given)
      : report(report), root(root), files(report), parameters(report, files) {
    for (const NamedTensor &tensor : given)
      files.add(tensor);
  }

  Model read() {
    ObjectReader object(report, root, "a model");
    if (!checkFormat(object))
      return {};
    model.place = report.at(root);
    readName(object);
    readInputs(object);
    model.forward = readForward(object);
    if (const JsonValue *convention = object.findNotNull("convention"))
      model.convention = readConvention(report, *convention);
    readMetadata(object);
    if (const JsonValue *weights = object.find("weights"))
      files.open(*weights);
    readLayers(object, parameters, scope);
    checkPaths(report, scope.layers);
    const JsonValue *graph = object.find("graph");
    const JsonValue *outputs = object.find("outputs");
    object.finish();
    if (!scope.layers.empty() && inputsAreRead) {
      readGraph(graph, report, scope);
      readOutputs(outputs, graph != nullptr, report, scope, model.outputs);
    }
    model.graph = std::move(scope.graph);
    model.layers = std::move(scope.layers);
    model.files = files.paths();
    return std::move(model);
  }

private:
  void readName(ObjectReader &object) {
    if (const JsonValue *name = object.find("name"))
      model.name = readCName(report, *name, NameUse::Model);
    else
      model.name = modelNameFor(report.file);
  }

  void readMetadata(ObjectReader &object) {
    const JsonValue *value = object.findNotNull("metadata");
    const auto *members = value ? value->getIf<JsonValue::Object>() : nullptr;
    if (value && !members)
      report.expected(*value, "metadata", "an object of strings");
    for (const JsonMember &member :
         members ? llvm::ArrayRef(*members) : llvm::ArrayRef<JsonMember>())
      if (auto text = readString(report, member.value, member.key))
        model.metadata[member.key] = std::move(*text);
  }

  void readInputs(ObjectReader &object) {
    const JsonValue *value = object.require("inputs");
    const auto *list = value ? readArray(report, *value, "inputs") : nullptr;
    if (!list)
      return;
    inputsAreRead = true;
    if (list->empty())
      report.expected(*value, "inputs", "at least one input");
    for (const JsonValue &item : *list)
      model.inputs.push_back(readInput(item));
  }

  Input readInput(const JsonValue &value) {
    ObjectReader object(report, value, "an input");
    Input input;
    input.place = report.at(value);
    if (const JsonValue *name = object.require("name"))
      input.name = readCName(report, *name, NameUse::Port);
    if (const JsonValue *shape = object.require("shape"))
      input.shape = readShape(report, *shape, "shape").value_or(Shape());
    input.spikes = object.boolean("spikes", false);
    if (const JsonValue *dtype = object.find("dtype")) {
      input.element =
          static_cast<Element>(object.choice("dtype", elementNames, 0));
      if (input.element == Element::Bits && !input.spikes)
        report.error(*dtype, "bits hold no numbers: an input of bits needs "
                             "\"spikes\": true");
    }
    object.finish();
    scope.addInput(report, input.name, input.place);
    return input;
  }

  const Report &report;
  const JsonValue &root;
  WeightFiles files;
  ParameterReader parameters;
  Model model;
  LayerScope scope = LayerScope("", {});
  bool inputsAreRead = false;
};

} // namespace

std::optional<Model> snnc::readModelText(StringRef text, StringRef name,
                                         llvm::ArrayRef<NamedTensor> given,
                                         Diagnostics &diagnostics) {
  unsigned errorsBefore = diagnostics.errorCount();
  size_t before = diagnostics.all().size();
  std::optional<JsonValue> root =
      parseJson(text, name, /*comments=*/true, diagnostics);
  if (!root)
    return std::nullopt;
  Report report{name.str(), diagnostics};
  Model model = ModelReader(report, *root, given).read();
  bool isGood = diagnostics.errorCount() == errorsBefore;
  if (isGood)
    checkConstants(model, diagnostics);
  diagnostics.sortByPlace(before);
  if (!isGood)
    return std::nullopt;
  return model;
}

std::optional<Model> snnc::readModel(StringRef path, Diagnostics &diagnostics) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    diagnostics.error({}, "cannot read '" + path +
                              "': " + buffer.getError().message());
    return std::nullopt;
  }
  std::optional<Model> model =
      readModelText((*buffer)->getBuffer(), path, {}, diagnostics);
  if (model)
    model->files.insert(model->files.begin(), path.str());
  return model;
}
