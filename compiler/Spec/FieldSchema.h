// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fields of a layer class as a JSON schema.

#ifndef SNNC_COMPILER_SPEC_FIELDSCHEMA_H
#define SNNC_COMPILER_SPEC_FIELDSCHEMA_H

#include "compiler/Spec/LayerFields.h"
#include "llvm/Support/JSON.h"

namespace snnc {

/// {"$ref": "#/definitions/NAME"}.
llvm::json::Object schemaRef(llvm::StringRef name);
/// A string among these.
llvm::json::Object schemaOf(llvm::ArrayRef<llvm::StringRef> words);
/// An integer.
llvm::json::Object schemaOf(Range range);

/// Writes the properties of a class into the JSON object that is open, in their
/// order, with the values that the layer has as defaults.
class FieldSchema final : public LayerFields {
public:
  explicit FieldSchema(llvm::json::OStream &json) : json(json) {}

  /// The keys that must be there.
  std::vector<std::string> required;
  /// What depends on switches: schemas that hold all together.
  std::vector<llvm::json::Value> conditions;

  /// A property with a default, unless that is null.
  void property(const Key &key, llvm::json::Object schema,
                llvm::json::Value byDefault);
  void property(const Key &key, llvm::json::Object schema) {
    property(key, std::move(schema), nullptr);
  }
  bool has(llvm::StringRef key) const;

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

private:
  /// A parameter, or null where it may be left out.
  void parameterOrNull(const Key &key, llvm::StringRef definition,
                       llvm::json::Value byDefault);

  llvm::json::OStream &json;
  std::vector<std::string> names;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_FIELDSCHEMA_H
