// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the description of a layer class is made of. Each class is described
// once, by a function that names its keys to a LayerFields, one after another;
// the reader, the writer and the schema of specs are three of them.

#ifndef SNNC_COMPILER_SPEC_LAYERFIELDS_H
#define SNNC_COMPILER_SPEC_LAYERFIELDS_H

#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/ObjectReader.h"
#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace snnc {

/// A key of a layer. One that need not be there has the value as its default
/// that the field has before.
struct Key {
  llvm::StringRef name;
  /// Half a sentence of what it means, for the schema and the docs.
  llvm::StringRef doc;
  bool isRequired = false;
  /// Whether a writer may leave it out, since its value says nothing.
  bool isLeftOut = false;

  Key leftOutIf(bool saysNothing) const {
    return {name, doc, isRequired, saysNothing};
  }
};

inline Key required(llvm::StringRef name, llvm::StringRef doc) {
  return {name, doc, true};
}
inline Key optional(llvm::StringRef name, llvm::StringRef doc) {
  return {name, doc, false};
}

/// The numbers that a key may have.
struct Limits {
  /// "a number of at least 0".
  llvm::StringRef what = "a number";
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  /// Whether `least` itself is too little.
  bool isAbove = false;

  bool hold(double number) const {
    return (isAbove ? number > least : number >= least) && number <= most;
  }
};
constexpr Limits atLeast0 = {"a number of at least 0", 0};
constexpr Limits above0 = {"a positive number", 0,
                           std::numeric_limits<double>::infinity(), true};
constexpr Limits from0To1 = {"a number from 0 to 1", 0, 1};

/// The words that a key may have.
struct Words {
  llvm::ArrayRef<llvm::StringRef> names;
  /// Whether upper and lower case are the same.
  bool isAnyCase = false;
};

/// A switch as Equinox has them ("use_bias", on by default).
struct Switch {
  llvm::StringRef key;
  bool isOn = true;
  /// Whether it is a key of the same object as what it switches.
  bool isInObject = true;
};

/// A member of an object in which the user gives the names.
struct NamedParameter {
  std::string name;
  Parameter value;
  Place place;
};

/// Reports what is wrong with a layer that has been read, at the places of its
/// keys.
class LayerCheck {
public:
  LayerCheck(ObjectReader &object, unsigned errorsBefore)
      : object(object), errorsBefore(errorsBefore) {}

  const Report &report() const { return object.report(); }
  Place place() const { return object.place(); }
  /// Whether nothing is wrong so far.
  bool isSound() const {
    return report().diagnostics.errorCount() == errorsBefore;
  }
  /// The value of a key, or null.
  const JsonValue *find(llvm::StringRef key) { return object.find(key); }
  /// "expected WHAT for 'KEY', found ...", where the key is given.
  void expected(llvm::StringRef key, const llvm::Twine &what);
  /// A problem of the key's value.
  void error(llvm::StringRef key, const llvm::Twine &message);
  /// A problem of a parameter.
  void error(const Parameter &parameter, const llvm::Twine &message);
  /// A problem of the layer.
  void error(const llvm::Twine &message);

private:
  ObjectReader &object;
  unsigned errorsBefore;
};

/// Takes the fields of one layer. A field is read into, written from, or only
/// looked at as a default; what depends on it is said after it.
class LayerFields {
public:
  virtual ~LayerFields();

  virtual void integer(const Key &key, int64_t &value, Range range) = 0;
  virtual void integer(const Key &key, std::optional<int64_t> &value,
                       Range range) = 0;
  /// A number of features; Equinox's "scalar" is a vector of one here.
  virtual void features(const Key &key, int64_t &value) = 0;
  /// Rounded to f32, or not.
  virtual void number(const Key &key, float &value, const Limits &limits) = 0;
  virtual void number(const Key &key, double &value, const Limits &limits) = 0;
  virtual void boolean(const Key &key, bool &value) = 0;
  /// The index of a word.
  virtual void choice(const Key &key, unsigned &value, const Words &words) = 0;
  /// One that `parse` takes.
  virtual void text(const Key &key, const TextForms &forms,
                    llvm::function_ref<llvm::Error(llvm::StringRef)> parse) = 0;
  /// A positive number of seconds, or "steps" for 1.
  virtual void timeStep(const Key &key, double &value) = 0;
  /// The key `shape` of all layers, which says more than a check here.
  virtual void ownShape(const Key &key, Shape &value) = 0;
  /// One integer for all axes, or a list with one for each; there are as many
  /// as `values` has.
  virtual void perAxis(const Key &key, std::vector<int64_t> &values,
                       Range range) = 0;
  /// An integer, or a list with an integer or a pair for each axis.
  virtual void padding(const Key &key, Padding &padding) = 0;
  /// The same, or "SAME", "SAME_LOWER", "VALID".
  virtual void padding(const Key &key,
                       std::variant<Padding, SamePadding> &padding,
                       size_t axes) = 0;
  /// A parameter of a known shape, which `axes` names ("out, in"); one with a 0
  /// is not compared. `uniform` is the range of uniform values where the model
  /// gives none.
  virtual void parameter(const Key &key, Parameter &value, const Shape &shape,
                         llvm::StringRef axes, const InitFn &uniform) = 0;
  void parameter(const Key &key, Parameter &value, const Shape &shape,
                 llvm::StringRef axes) {
    parameter(key, value, shape, axes, InitFn::uniform());
  }
  /// A switch; `isOn` is how it stands in the layer.
  virtual Switch toggle(const Key &key, bool isOn) = 0;
  /// A parameter with a switch. One that is off forbids the parameter; one that
  /// is on needs it if it is required.
  virtual void switched(const Key &key, const Switch &onOff,
                        std::optional<Parameter> &value, const Shape &shape,
                        llvm::StringRef axes, const InitFn &uniform) = 0;
  void switched(const Key &key, const Switch &onOff,
                std::optional<Parameter> &value, const Shape &shape,
                llvm::StringRef axes) {
    switched(key, onOff, value, shape, axes, InitFn::uniform());
  }
  /// A number, or a tensor that broadcasts to the layer's shape.
  virtual void perNeuron(const Key &key, Parameter &value) = 0;
  virtual void perNeuron(const Key &key, std::optional<Parameter> &value) = 0;
  /// The same, not rounded to f32, and not drawn.
  virtual void exactPerNeuron(const Key &key, Parameter &value) = 0;
  /// `count` of those, rounded.
  virtual void perNeuron(const Key &key, std::vector<Parameter> &values,
                         size_t count) = 0;
  /// A list of one, as SNNAX has it, or that parameter alone.
  virtual void listOfOne(const Key &key, Parameter &value) = 0;
  virtual void initFn(const Key &key, InitFn &value) = 0;
  virtual void surrogate(const Key &key, Surrogate &value) = 0;
  /// What may be there and changes nothing.
  virtual void ignored(const Key &key) = 0;
  /// An object of parameters as `perNeuron` has them.
  virtual void members(const Key &key, std::vector<NamedParameter> &values) = 0;
  virtual void assignments(const Key &key,
                           std::vector<Neuron::Assignment> &values) = 0;
  virtual void expression(const Key &key, Expr &value, Place &place) = 0;
  /// A list of `count` objects, `what` each ("a layer of an MLP"), whose fields
  /// `describePart` names.
  virtual void
  parts(const Key &key, int64_t count, llvm::StringRef countIs,
        llvm::StringRef what,
        llvm::function_ref<void(LayerFields &, int64_t)> describePart) = 0;
  /// A layer inside of this one.
  virtual void layer(const Key &key, std::vector<Layer> &layer) = 0;
  /// The layers of a composition and what they hear, as its type has them.
  virtual void layers(Composition &composition) = 0;

  /// Calls `check` if the layer has just been read.
  virtual void check(llvm::function_ref<void(LayerCheck &)> check);

  /// An enumeration whose values `words` names in their order.
  template <typename Enum>
  void word(const Key &key, Enum &value, const Words &words) {
    auto index = static_cast<unsigned>(value);
    choice(key, index, words);
    value = static_cast<Enum>(index);
  }
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LAYERFIELDS_H
