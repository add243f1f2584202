// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layer types of specs, each with the description of its class.

#ifndef SNNC_COMPILER_SPEC_LAYERTYPES_H
#define SNNC_COMPILER_SPEC_LAYERTYPES_H

#include "compiler/Spec/LayerFields.h"

namespace snnc {

struct LayerType {
  llvm::StringRef name;
  /// Where the class comes from: "equinox.nn", "snnax", "nir"; "snnc" for what
  /// is its own.
  llvm::StringRef origin;
  /// A sentence of what it does.
  llvm::StringRef doc;
  bool (*is)(const LayerClass &layer);
  LayerClass (*make)();
  void (*describe)(LayerFields &fields, LayerClass &layer);
};

/// The row of a class that `describeClass` describes.
template <typename Class, auto describeClass>
constexpr LayerType layerType(llvm::StringRef name, llvm::StringRef origin,
                              llvm::StringRef doc) {
  return {name,
          origin,
          doc,
          [](const LayerClass &layer) {
            return std::holds_alternative<Class>(layer);
          },
          []() -> LayerClass { return Class(); },
          [](LayerFields &fields, LayerClass &layer) {
            describeClass(fields, std::get<Class>(layer));
          }};
}

// One table a file; together they are `layerTypes`.
llvm::ArrayRef<LayerType> equinoxLayerTypes();
llvm::ArrayRef<LayerType> windowLayerTypes();
llvm::ArrayRef<LayerType> snnaxLayerTypes();
llvm::ArrayRef<LayerType> nirLayerTypes();
llvm::ArrayRef<LayerType> compositionTypes();

/// All types; a class with two names has its own first.
llvm::ArrayRef<LayerType> layerTypes();

/// The type that \p layer is written as.
const LayerType &typeOf(const LayerClass &layer);

// What several files describe.

/// An activation function by its name in jax.nn or jax.numpy.
void describeFunction(LayerFields &fields, const Key &key, Lambda::Fn &fn);
/// `spike_fn`.
void describeSurrogate(LayerFields &fields, Surrogate &spikeFn);
/// `refractory`: whole numbers of steps.
void describeRefractory(LayerFields &fields, Parameter &steps);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LAYERTYPES_H
