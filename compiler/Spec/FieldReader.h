// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the fields of a layer from its JSON object. Wrong ones are reported
// on the way and keep their defaults (see ObjectReader.h).

#ifndef SNNC_COMPILER_SPEC_FIELDREADER_H
#define SNNC_COMPILER_SPEC_FIELDREADER_H

#include "compiler/Spec/LayerFields.h"
#include "compiler/Spec/ReadParameter.h"

namespace snnc {

class FieldReader final : public LayerFields {
public:
  /// Of a layer whose path is \p path: `block.conv`.
  FieldReader(ObjectReader &object, ParameterReader &parameters,
              std::string path)
      : object(object), parameters(parameters), path(std::move(path)),
        errorsBefore(object.report().diagnostics.errorCount()) {}

  /// The common key `shape`, where given.
  std::optional<Shape> shape;

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
  void parameter(const Key &key, Parameter &value, const Shape &expected,
                 llvm::StringRef axes, const InitFn &uniform) override;
  Switch toggle(const Key &key, bool isOn) override;
  void switched(const Key &key, const Switch &onOff,
                std::optional<Parameter> &value, const Shape &expected,
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
  void check(llvm::function_ref<void(LayerCheck &)> check) override;

private:
  /// The value of a key; null where it is absent, which is an error if it is
  /// required.
  const JsonValue *find(const Key &key) {
    return key.isRequired ? object.require(key.name) : object.find(key.name);
  }
  /// The same, but null (Python's None) counts as absent where it may be.
  const JsonValue *findNotNull(const Key &key) {
    return key.isRequired ? object.require(key.name)
                          : object.findNotNull(key.name);
  }
  const Report &report() const { return object.report(); }

  void checkLimits(const JsonValue &found, const Key &key, double value,
                   const Limits &limits);
  Parameter fitToNeurons(Parameter parameter, llvm::StringRef key);

  ObjectReader &object;
  ParameterReader &parameters;
  std::string path;
  unsigned errorsBefore;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_FIELDREADER_H
