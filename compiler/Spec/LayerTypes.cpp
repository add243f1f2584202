// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LayerTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

LayerFields::~LayerFields() = default;

void LayerFields::check(llvm::function_ref<void(LayerCheck &)>) {}

void LayerCheck::expected(StringRef key, const Twine &what) {
  if (const JsonValue *value = object.find(key))
    report().expected(*value, key, what);
}

void LayerCheck::error(StringRef key, const Twine &message) {
  const JsonValue *value = object.find(key);
  report().error(value ? *value : object.value(), message);
}

void LayerCheck::error(const Parameter &parameter, const Twine &message) {
  report().diagnostics.error(parameter.place, message);
}

void LayerCheck::error(const Twine &message) {
  report().error(object.value(), message);
}

llvm::ArrayRef<LayerType> snnc::layerTypes() {
  static const std::vector<LayerType> types = [] {
    std::vector<LayerType> all;
    for (llvm::ArrayRef<LayerType> table :
         {equinoxLayerTypes(), windowLayerTypes(), snnaxLayerTypes(),
          nirLayerTypes(), compositionTypes()})
      llvm::append_range(all, table);
    return all;
  }();
  return types;
}

const LayerType &snnc::typeOf(const LayerClass &layer) {
  return *llvm::find_if(layerTypes(),
                        [&](const LayerType &type) { return type.is(layer); });
}
