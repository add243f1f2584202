// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A `$ref` has no keywords beside it, which draft 7 does not read: it stands in
// an `allOf`.

#include "compiler/Spec/FieldSchema.h"
#include "compiler/Spec/Keywords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

//===----------------------------------------------------------------------===//
// Schemas
//===----------------------------------------------------------------------===//

Object snnc::schemaRef(StringRef name) {
  return Object{{"$ref", ("#/definitions/" + name).str()}};
}

Object snnc::schemaOf(llvm::ArrayRef<StringRef> words) {
  Array names;
  for (StringRef word : words)
    names.push_back(word);
  return Object{{"enum", std::move(names)}};
}

Object snnc::schemaOf(Range range) {
  constexpr Range all;
  Object schema{{"type", "integer"}};
  if (range.least != all.least)
    schema["minimum"] = range.least;
  if (range.most != all.most)
    schema["maximum"] = range.most;
  return schema;
}

static Object schemaOf(const Limits &limits) {
  Object schema{{"type", "number"}};
  if (std::isfinite(limits.least))
    schema[limits.isAbove ? "exclusiveMinimum" : "minimum"] = limits.least;
  if (std::isfinite(limits.most))
    schema["maximum"] = limits.most;
  return schema;
}

static Object typed(StringRef type) { return Object{{"type", type}}; }

template <typename... Schemas> static Object anyOf(Schemas... schemas) {
  return Object{{"anyOf", Array({Value(std::move(schemas))...})}};
}

/// A list of `count`, all of them as `items` says.
static Object listOf(Object items, size_t count) {
  return Object{{"type", "array"},
                {"items", std::move(items)},
                {"minItems", static_cast<int64_t>(count)},
                {"maxItems", static_cast<int64_t>(count)}};
}

/// An f32 in the fewest decimals that say it.
static Value decimals(float value) {
  for (int digits = 1;; ++digits) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format("%.*g", digits, value);
    double read = 0;
    if (digits == 9 || (!StringRef(text).getAsDouble(read) &&
                        static_cast<float>(read) == value))
      return llvm::cantFail(llvm::json::parse(text));
  }
}

/// A default that is one number.
static Value numberOf(const Parameter &parameter) {
  const float *number = parameter.number();
  return number ? decimals(*number) : Value(nullptr);
}

//===----------------------------------------------------------------------===//
// Properties
//===----------------------------------------------------------------------===//

bool FieldSchema::has(StringRef key) const {
  return llvm::is_contained(names, key);
}

void FieldSchema::property(const Key &key, Object schema, Value byDefault) {
  names.push_back(key.name.str());
  if (key.isRequired)
    required.push_back(key.name.str());
  else if (byDefault.kind() != Value::Null)
    schema["default"] = std::move(byDefault);
  if (schema.get("$ref")) {
    Object ref{{"$ref", std::move(*schema.get("$ref"))}};
    schema.erase("$ref");
    schema["allOf"] = Array({std::move(ref)});
  }
  schema["description"] = key.doc;
  json.attribute(key.name, std::move(schema));
}

//===----------------------------------------------------------------------===//
// Numbers and words
//===----------------------------------------------------------------------===//

void FieldSchema::integer(const Key &key, int64_t &value, Range range) {
  property(key, schemaOf(range), value);
}

void FieldSchema::integer(const Key &key, std::optional<int64_t> &,
                          Range range) {
  property(key, anyOf(schemaOf(range), typed("null")));
}

void FieldSchema::features(const Key &key, int64_t &) {
  property(key, anyOf(schemaOf(positive), Object{{"const", "scalar"}}));
}

void FieldSchema::number(const Key &key, float &value, const Limits &limits) {
  property(key, ::schemaOf(limits), decimals(value));
}

void FieldSchema::number(const Key &key, double &value, const Limits &limits) {
  property(key, ::schemaOf(limits), value);
}

void FieldSchema::boolean(const Key &key, bool &value) {
  property(key, typed("boolean"), value);
}

/// Words in other cases are strings to a schema.
void FieldSchema::choice(const Key &key, unsigned &value, const Words &words) {
  Object schema = schemaOf(words.names);
  if (words.isAnyCase)
    schema = anyOf(std::move(schema), typed("string"));
  property(key, std::move(schema), words.names[value]);
}

void FieldSchema::text(const Key &key, const TextForms &forms,
                       llvm::function_ref<llvm::Error(StringRef)>) {
  Array known;
  for (const std::string &form : forms.known)
    known.push_back(form);
  Object schema{{"enum", std::move(known)}};
  if (forms.hasOthers)
    schema = anyOf(std::move(schema), typed("string"));
  property(key, std::move(schema),
           forms.text.empty() ? Value(nullptr) : Value(forms.text));
}

void FieldSchema::timeStep(const Key &key, double &) {
  property(key, schemaRef("timeStep"));
}

void FieldSchema::ignored(const Key &key) { property(key, {}); }

void FieldSchema::surrogate(const Key &key, Surrogate &value) {
  property(key, schemaRef("surrogate"),
           Object{{"type", keyword(surrogateNames, value.type)},
                  {"beta", decimals(value.beta)}});
}

//===----------------------------------------------------------------------===//
// Shapes and windows
//===----------------------------------------------------------------------===//

void FieldSchema::ownShape(const Key &key, Shape &) {
  property(key, schemaRef("shape"));
}

void FieldSchema::perAxis(const Key &key, std::vector<int64_t> &values,
                          Range range) {
  property(key, anyOf(schemaOf(range), listOf(schemaOf(range), values.size())),
           values.front());
}

static Array amounts(size_t axes) {
  Object pair = listOf(schemaOf(notNegative32), 2);
  return Array{schemaOf(notNegative32),
               listOf(anyOf(schemaOf(notNegative32), std::move(pair)), axes)};
}

void FieldSchema::padding(const Key &key, Padding &padding) {
  property(key, Object{{"anyOf", amounts(padding.size())}}, 0);
}

void FieldSchema::padding(const Key &key, std::variant<Padding, SamePadding> &,
                          size_t axes) {
  Array forms = amounts(axes);
  forms.push_back(schemaOf({"SAME", "SAME_LOWER", "VALID"}));
  forms.push_back(
      Object{{"pattern", "^([sS][aA][mM][eE](_[lL][oO][wW][eE][rR])?|"
                         "[vV][aA][lL][iI][dD])$"},
             {"type", "string"}});
  property(key, Object{{"anyOf", std::move(forms)}}, 0);
}

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

void FieldSchema::parameterOrNull(const Key &key, StringRef definition,
                                  Value byDefault) {
  if (key.isRequired)
    property(key, schemaRef(definition));
  else
    property(key, anyOf(schemaRef(definition), typed("null")),
             std::move(byDefault));
}

void FieldSchema::parameter(const Key &key, Parameter &value, const Shape &,
                            StringRef, const InitFn &) {
  property(key, schemaRef("parameter"), numberOf(value));
}

Switch FieldSchema::toggle(const Key &key, bool) {
  property(key, typed("boolean"), true);
  return {key.name, true};
}

void FieldSchema::switched(const Key &key, const Switch &onOff,
                           std::optional<Parameter> &, const Shape &, StringRef,
                           const InitFn &) {
  parameterOrNull(optional(key.name, key.doc), "parameter", nullptr);
  if (!onOff.isInObject)
    return;
  Object off{{"required", Array({onOff.key})},
             {"properties", Object{{onOff.key, Object{{"const", false}}}}}};
  Object condition{
      {"if", std::move(off)},
      {"then", Object{{"properties", Object{{key.name, typed("null")}}}}}};
  if (key.isRequired)
    condition["else"] = Object{{"required", Array({key.name})}};
  conditions.emplace_back(std::move(condition));
}

void FieldSchema::perNeuron(const Key &key, Parameter &value) {
  parameterOrNull(key, "parameter", numberOf(value));
}

void FieldSchema::perNeuron(const Key &key, std::optional<Parameter> &) {
  parameterOrNull(key, "parameter", nullptr);
}

void FieldSchema::exactPerNeuron(const Key &key, Parameter &value) {
  parameterOrNull(key, "parameter", numberOf(value));
}

void FieldSchema::perNeuron(const Key &key, std::vector<Parameter> &values,
                            size_t count) {
  // One tensor may hold all of them; of a longer list the rest is not read.
  Object list{{"type", "array"},
              {"items", schemaRef("parameter")},
              {"minItems", static_cast<int64_t>(count)}};
  Array forms{std::move(list), typed("string"), schemaRef("tensorOfFile"),
              schemaRef("drawn")};
  if (!key.isRequired)
    forms.push_back(typed("null"));
  Array defaults;
  for (const Parameter &each : values)
    defaults.push_back(numberOf(each));
  property(key, Object{{"anyOf", std::move(forms)}}, std::move(defaults));
}

void FieldSchema::listOfOne(const Key &key, Parameter &value) {
  parameterOrNull(key, "parameter", numberOf(value));
}

void FieldSchema::initFn(const Key &key, InitFn &value) {
  property(key, anyOf(schemaRef("initFn"), typed("null")),
           keyword(initFnNames, value.kind));
}

void FieldSchema::members(const Key &key, std::vector<NamedParameter> &) {
  Object members{{"type", "object"},
                 {"additionalProperties", schemaRef("parameter")}};
  property(key, anyOf(std::move(members), typed("null")));
}

void FieldSchema::assignments(const Key &key,
                              std::vector<Neuron::Assignment> &) {
  Object list{{"type", "array"}, {"items", typed("string")}};
  property(key, anyOf(std::move(list), typed("null")));
}

void FieldSchema::expression(const Key &key, Expr &, Place &) {
  property(key, typed("string"));
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

void FieldSchema::parts(
    const Key &key, int64_t, StringRef, StringRef,
    llvm::function_ref<void(LayerFields &, int64_t)> describePart) {
  names.push_back(key.name.str());
  required.push_back(key.name.str());
  json.attributeObject(key.name, [&] {
    json.attribute("description", key.doc);
    json.attribute("type", "array");
    json.attributeObject("items", [&] {
      json.attribute("type", "object");
      json.attribute("additionalProperties", false);
      FieldSchema part(json);
      json.attributeObject("properties", [&] { describePart(part, 0); });
      json.attribute("required", part.required);
    });
  });
}

void FieldSchema::layer(const Key &key, std::vector<Layer> &) {
  property(key, schemaRef("layer"));
}

void FieldSchema::layers(Composition &composition) {
  property(snnc::required("layers", "the layers inside, as the model's"),
           schemaRef("layers"));
  if (composition.type == Composition::Type::SequentialLocalFeedback) {
    Object edges{{"type", "object"},
                 {"propertyNames", Object{{"pattern", "^[0-9]+$"}}},
                 {"additionalProperties", typed("integer")}};
    property(optional("feedback_layers",
                      "for the index of a layer that of the layer that reads "
                      "it; unless given, every CompoundLayer reads itself"),
             anyOf(std::move(edges), typed("null")));
  }
  if (composition.type != Composition::Type::StatefulModel)
    return;
  property(optional("graph", "which layers hear which, by number"),
           schemaRef("graph"));
  property(
      optional("inputs", "names of its inputs, for `from`"),
      Object{{"type", "array"}, {"items", typed("string")}, {"minItems", 1}});
  property(optional("output", "the layer whose output is the model's; unless "
                              "given, the last"),
           typed("string"));
}
