// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing one layer as JSON: the inverse of FieldReader.h and ReadLayer.h.

#ifndef SNNC_COMPILER_SPEC_FIELDWRITER_H
#define SNNC_COMPILER_SPEC_FIELDWRITER_H

#include "compiler/Spec/LayerFields.h"
#include "compiler/Spec/Safetensors.h"
#include "compiler/Spec/UniqueNames.h"
#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
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
  UniqueNames unique;
};

/// Writes the fields of a layer into the JSON object that is open. Defaults are
/// written too, so that a spec says what its model is.
class FieldWriter final : public LayerFields {
public:
  FieldWriter(llvm::json::OStream &json, TensorNames &tensors, std::string path)
      : json(json), tensors(tensors), path(std::move(path)) {}

  /// Whether the layer says its shape itself.
  bool hasOwnShape() const { return saysShape; }

  void integer(const Key &key, int64_t &value, Range range) override;
  void integer(const Key &key, std::optional<int64_t> &value,
               Range range) override;
  void features(const Key &key, int64_t &value) override;
  void number(const Key &key, float &value, const Limits &limits) override;
  void number(const Key &key, double &value, const Limits &limits) override;
  void boolean(const Key &key, bool &value) override;
  void choice(const Key &key, unsigned &value, const Words &words) override;
  void text(const Key &key, const TextForms &forms,
            llvm::function_ref<llvm::Error(llvm::StringRef)> parse) override;
  void timeStep(const Key &key, double &value) override;
  void ownShape(const Key &key, Shape &value) override;
  void perAxis(const Key &key, std::vector<int64_t> &values,
               Range range) override;
  void padding(const Key &key, Padding &padding) override;
  void padding(const Key &key, std::variant<Padding, SamePadding> &padding,
               size_t axes) override;
  void parameter(const Key &key, Parameter &value, const Shape &shape,
                 llvm::StringRef axes, const InitFn &uniform) override;
  Switch toggle(const Key &key, bool isOn) override;
  void switched(const Key &key, const Switch &onOff,
                std::optional<Parameter> &value, const Shape &shape,
                llvm::StringRef axes, const InitFn &uniform) override;
  void perNeuron(const Key &key, Parameter &value) override;
  void perNeuron(const Key &key, std::optional<Parameter> &value) override;
  void exactPerNeuron(const Key &key, Parameter &value) override;
  void perNeuron(const Key &key, std::vector<Parameter> &values,
                 size_t count) override;
  void listOfOne(const Key &key, Parameter &value) override;
  void initFn(const Key &key, InitFn &value) override;
  void surrogate(const Key &key, Surrogate &value) override;
  void ignored(const Key &key) override;
  void members(const Key &key, std::vector<NamedParameter> &values) override;
  void assignments(const Key &key,
                   std::vector<Neuron::Assignment> &values) override;
  void expression(const Key &key, Expr &value, Place &place) override;
  void
  parts(const Key &key, int64_t count, llvm::StringRef countIs,
        llvm::StringRef what,
        llvm::function_ref<void(LayerFields &, int64_t)> describePart) override;
  void layer(const Key &key, std::vector<Layer> &layer) override;
  void layers(Composition &composition) override;

  /// A parameter under a name of the user's.
  void parameter(llvm::StringRef key, const Parameter &value);

private:
  /// A parameter's value; the tensor of one without a name is named after
  /// \p name.
  void value(const Parameter &given, llvm::StringRef name,
             bool isExact = false);
  void init(llvm::StringRef key, const InitFn &init);
  void list(llvm::StringRef key, llvm::ArrayRef<Parameter> values);

  llvm::json::OStream &json;
  TensorNames &tensors;
  /// The layer's path: tensors without a name are named after it.
  std::string path;
  bool saysShape = false;
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

#endif // SNNC_COMPILER_SPEC_FIELDWRITER_H
