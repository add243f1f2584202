// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LayerScope.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace snnc;
using llvm::StringRef;

const JsonValue *LayerScope::firstFrom() const {
  auto first = llvm::find_if(
      from, [](const JsonValue *value) { return value != nullptr; });
  return first == from.end() ? nullptr : *first;
}

void snnc::addName(llvm::StringMap<Place> &names, const Report &report,
                   StringRef name, const Place &place) {
  auto [first, isNew] = names.try_emplace(name, place);
  if (!isNew)
    report.diagnostics.error(place, "the name '" + name + "' is taken")
        .note(first->second, "it was given here first");
}

/// A name that could not be read is none.
void LayerScope::addName(const Report &report, StringRef name,
                         const Place &place) {
  if (!name.empty())
    snnc::addName(names, report, name, place);
}

void LayerScope::addInput(const Report &report, std::string name, Place place) {
  addName(report, name, place);
  inputs.push_back({std::move(name), std::move(place)});
}

void LayerScope::addLayer(const Report &report, Layer layer,
                          const JsonValue *layerFrom) {
  addName(report, layer.name, layer.place);
  layers.push_back(std::move(layer));
  from.push_back(layerFrom);
}

int64_t LayerScope::finalLayer(const Report &report, const JsonValue *value,
                               StringRef key) const {
  int64_t last = layers.size() - 1;
  std::optional<std::string> name =
      value ? readString(report, *value, key) : std::nullopt;
  if (!name)
    return last;
  auto found = llvm::find_if(
      layers, [&](const Layer &layer) { return layer.name == *name; });
  if (found != layers.end())
    return found - layers.begin();
  std::vector<StringRef> candidates;
  for (const Layer &layer : layers)
    candidates.push_back(layer.name);
  report.error(*value, "no layer is named '" + *name +
                           "'; the nearest name is '" +
                           nearestName(*name, candidates) + "'");
  return last;
}

/// Of two layers of one graph and one name, the second is left out: its scope
/// has reported it.
static void addPaths(llvm::StringMap<Place> &paths, const Report &report,
                     llvm::ArrayRef<Layer> layers, const std::string &prefix) {
  llvm::StringSet<> names;
  for (const Layer &layer : layers) {
    if (!names.insert(layer.name).second)
      continue;
    std::string path = prefix + layer.name;
    addName(paths, report, path, layer.place);
    if (const auto *composition = std::get_if<Composition>(&layer.layer))
      addPaths(paths, report, composition->layers, path + ".");
  }
}

void snnc::checkPaths(const Report &report, llvm::ArrayRef<Layer> layers) {
  llvm::StringMap<Place> paths;
  addPaths(paths, report, layers, "");
}
