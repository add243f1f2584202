// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Connectivity by names: each layer's `from`.

#include "compiler/Spec/Names.h"
#include "compiler/Spec/ReadGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using llvm::StringRef;

/// Steps of an edge's delay: the compiled model keeps so many outputs.
static constexpr Range delays = {0, std::numeric_limits<int32_t>::max()};

namespace {

class FromReader {
public:
  FromReader(const Report &report, LayerScope &scope)
      : report(report), scope(scope) {
    for (auto [id, input] : llvm::enumerate(scope.inputs))
      inputs[input.name] = id;
    for (auto [id, layer] : llvm::enumerate(scope.layers))
      layers[layer.name] = id;
  }

  void readLayer(size_t layer, const JsonValue &from) {
    const auto *sources = from.getIf<JsonValue::Array>();
    for (const JsonValue &source :
         sources ? llvm::ArrayRef(*sources) : llvm::ArrayRef(from))
      readSource(layer, source);
  }

private:
  void readSource(size_t layer, const JsonValue &value) {
    if (value.getIf<JsonValue::Object>())
      return readDelayed(layer, value);
    const std::string *name = value.getIf<std::string>();
    if (!name) {
      report.expected(value, "from",
                      "the name of a layer or an input, or an object with "
                      "'layer' and 'delay'");
      return;
    }
    if (auto input = inputs.find(*name); input != inputs.end())
      scope.graph.inputLayerIds[layer].push_back(input->second);
    else if (auto id = findLayer(value, *name))
      connect(layer, *id, std::nullopt, value);
  }

  void readDelayed(size_t layer, const JsonValue &value) {
    ObjectReader object(report, value, "a source");
    const JsonValue *source = object.require("layer");
    const JsonValue *steps = object.find("delay");
    object.finish();
    std::optional<std::string> name =
        source ? readString(report, *source, "layer") : std::nullopt;
    std::optional<int64_t> delay =
        steps ? readInteger(report, *steps, "delay", delays) : std::nullopt;
    if (!name || (steps && !delay))
      return;
    if (inputs.count(*name)) {
      report.error(*source, "'" + *name +
                                "' is an external input; only a layer "
                                "can be read with a delay");
      return;
    }
    std::optional<int64_t> id = findLayer(*source, *name);
    if (id && delay == 0 && static_cast<size_t>(*id) >= layer)
      report.error(*steps, "layer '" + *name + "' runs after '" +
                               scope.layers[layer].name +
                               "' or is the same, so its output can be read "
                               "with a delay of at least 1, not 0");
    else if (id)
      connect(layer, *id, delay, value);
  }

  std::optional<int64_t> findLayer(const JsonValue &value,
                                   const std::string &name) {
    if (auto found = layers.find(name); found != layers.end())
      return found->second;
    llvm::SmallVector<StringRef> names = llvm::to_vector(layers.keys());
    llvm::append_range(names, inputs.keys());
    report.error(value, "no layer and no input is named '" + name +
                            "'; the nearest name is '" +
                            nearestName(name, names) + "'");
    return std::nullopt;
  }

  void connect(size_t layer, int64_t source, std::optional<int64_t> delay,
               const JsonValue &value) {
    scope.graph.inputConnectivity[layer].emplace_back(source, delay,
                                                      report.at(value));
  }

  const Report &report;
  LayerScope &scope;
  llvm::StringMap<int64_t> inputs, layers;
};

} // namespace

void snnc::readFrom(const Report &report, LayerScope &scope) {
  FromReader reader(report, scope);
  for (auto [layer, value] : llvm::enumerate(scope.from)) {
    if (value)
      reader.readLayer(layer, *value);
    else
      report.diagnostics
          .error(scope.layers[layer].place,
                 "layer '" + scope.layers[layer].name +
                     "' needs the key 'from', as another layer has it")
          .note(report.at(*scope.firstFrom()), "it stands here");
  }
}
