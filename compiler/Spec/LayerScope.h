// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One graph of layers in a model file: the model's, or that of a composition.

#ifndef SNNC_COMPILER_SPEC_LAYERSCOPE_H
#define SNNC_COMPILER_SPEC_LAYERSCOPE_H

#include "compiler/Spec/ObjectReader.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snnc {

/// A graph as far as it is read; which names its layers can use.
struct LayerScope {
  explicit LayerScope(std::string prefix, Place place)
      : prefix(std::move(prefix)), place(std::move(place)) {}

  struct Input {
    std::string name;
    Place place;
  };

  /// What leads to its layers: "" for the model itself, or "block.".
  std::string prefix;
  Place place;
  std::vector<Input> inputs;
  /// A composition need not name its inputs: then it has as many as it reads.
  bool countsInputs = true;
  std::vector<Layer> layers;
  /// Each layer's key `from`, or null.
  std::vector<const JsonValue *> from;
  GraphStructure graph;

  /// Of a composition, not of the model.
  bool isNested() const { return !prefix.empty(); }
  /// The composition's path.
  std::string path() const { return prefix.substr(0, prefix.size() - 1); }
  std::string pathOf(const Layer &layer) const { return prefix + layer.name; }
  /// The first layer's `from`, or null where none has one.
  const JsonValue *firstFrom() const;

  void addInput(const Report &report, std::string name, Place place);
  void addLayer(const Report &report, Layer layer, const JsonValue *from);
  /// The layer that `value` names, which `key` has: the last where it is null,
  /// or, reported, names none.
  int64_t finalLayer(const Report &report, const JsonValue *value,
                     llvm::StringRef key) const;

private:
  /// Inputs and layers share their names: `from` may mean either.
  void addName(const Report &report, llvm::StringRef name, const Place &place);

  llvm::StringMap<Place> names;
};

/// Reports a name that `names` has already.
void addName(llvm::StringMap<Place> &names, const Report &report,
             llvm::StringRef name, const Place &place);

/// Reports layers of different levels that have one path: compositions dissolve
/// into one graph, where paths are names.
void checkPaths(const Report &report, llvm::ArrayRef<Layer> layers);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LAYERSCOPE_H
