// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing one layer as JSON: the inverse of ReadLayer.h.

#ifndef SNNC_COMPILER_SPEC_LAYERWRITER_H
#define SNNC_COMPILER_SPEC_LAYERWRITER_H

#include "compiler/Spec/Safetensors.h"
#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace snnc {

/// The tensors of a model, each under a name of its own.
class TensorNames {
public:
  /// The name of \p tensor; \p wanted where it is free.
  std::string add(const Tensor &tensor, const std::string &wanted);

  std::vector<NamedTensor> tensors;

private:
  /// By data and shape: what several parameters share is one tensor.
  std::map<std::tuple<const float *, const double *, Shape>, std::string> names;
  llvm::StringMap<unsigned> taken;
};

/// Writes the keys of a layer into the JSON object that is open. Defaults are
/// written too, so that a spec says what its model is.
class LayerWriter {
public:
  LayerWriter(llvm::json::OStream &json, TensorNames &tensors, std::string path)
      : json(json), tensors(tensors), path(std::move(path)) {}

  // One overload a layer class. A new layer's goes here.
  void operator()(const Linear &layer);
  void operator()(const LayerNorm &layer);
  void operator()(const RMSNorm &layer);
  void operator()(const GroupNorm &layer);
  void operator()(const BatchNorm &layer);
  void operator()(const Conv1d &layer);
  void operator()(const Conv2d &layer);
  void operator()(const Conv3d &layer);
  void operator()(const ConvTranspose2d &layer);
  void operator()(const AvgPool1d &layer);
  void operator()(const AvgPool2d &layer);
  void operator()(const MaxPool1d &layer);
  void operator()(const MaxPool2d &layer);
  void operator()(const AdaptiveAvgPool1d &layer);
  void operator()(const AdaptiveAvgPool2d &layer);
  void operator()(const AdaptiveMaxPool1d &layer);
  void operator()(const AdaptiveMaxPool2d &layer);
  void operator()(const SpikingMaxPool1d &layer);
  void operator()(const SpikingMaxPool2d &layer);
  void operator()(const Dropout &layer);
  void operator()(const Identity &layer);
  void operator()(const Lambda &layer);
  void operator()(const Flatten &layer);
  void operator()(const Reshape &layer);
  void operator()(const LIF &layer);
  void operator()(const LIFSoftReset &layer);
  void operator()(const SimpleLIF &layer);
  void operator()(const AdaptiveLIF &layer);
  void operator()(const IAF &layer);
  void operator()(const SimpleIAF &layer);
  void operator()(const SimpleLI &layer);
  void operator()(const SigmaDelta &layer);
  void operator()(const SpikeCounter &layer);
  void operator()(const SRM &layer);
  void operator()(const NirLIF &layer);
  void operator()(const NirLI &layer);
  void operator()(const CubaLIF &layer);
  void operator()(const CubaLI &layer);
  void operator()(const IF &layer);
  void operator()(const I &layer);
  void operator()(const Threshold &layer);
  void operator()(const Scale &layer);
  void operator()(const Delay &layer);
  void operator()(const SumPool2d &layer);
  void operator()(const Neuron &layer);
  void operator()(const Composition &layer);

  void parameter(llvm::StringRef key, const Parameter &parameter);
  void init(llvm::StringRef key, const InitFn &init);

private:
  void type(llvm::StringRef name) { json.attribute("type", name); }
  void value(const Parameter &parameter, llvm::StringRef key,
             bool isExact = false);
  /// One that is read without rounding it to f32.
  void exactParameter(llvm::StringRef key, const Parameter &parameter);
  void list(llvm::StringRef key, llvm::ArrayRef<int64_t> values);
  void parameters(llvm::StringRef key, llvm::ArrayRef<Parameter> values);
  /// A parameter with a switch: absent is off.
  void switched(llvm::StringRef key, llvm::StringRef switchKey,
                const std::optional<Parameter> &parameter);
  void mlp(const Composition &composition);
  void number(llvm::StringRef key, float value);
  template <typename Norm> void norm(const Norm &layer);
  template <typename Norm> void channelwise(const Norm &layer);
  void padding(const Padding &padding);
  void conv(llvm::StringRef name, const Conv &conv);
  void pool(llvm::StringRef name, const Pool &pool);
  void spikingPool(llvm::StringRef name, const SpikingMaxPool &layer);
  void adaptivePool(llvm::StringRef name, const AdaptivePool &pool);
  void spiking(llvm::StringRef name, const SpikingNeuron &neuron);
  void refractory(const Parameter &steps);
  void surrogate(const Surrogate &spikeFn);
  void leaky(llvm::StringRef name, const NirLI &neuron);
  void cuba(llvm::StringRef name, const CubaLI &neuron);
  template <typename Spiking> void firing(const Spiking &neuron);
  void rule(const StepRule &rule);

  llvm::json::OStream &json;
  TensorNames &tensors;
  /// The layer's path: tensors without a name are named after it.
  std::string path;
};

/// Writes the keys of \p layer, which has the given path.
void writeLayer(llvm::json::OStream &json, TensorNames &tensors,
                const std::string &path, const Layer &layer);

/// Writes \p layers as the key `layers`, with what they read: `sources` writes
/// the key `from` of a layer into its object, or nothing.
void writeLayers(llvm::json::OStream &json, TensorNames &tensors,
                 const std::string &prefix, llvm::ArrayRef<Layer> layers,
                 llvm::function_ref<void(size_t layer)> sources);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LAYERWRITER_H
