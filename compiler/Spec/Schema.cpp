// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Schema.h"
#include "compiler/Spec/FieldSchema.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::OStream;

static Object typed(StringRef type) { return Object{{"type", type}}; }

static Object listOf(Object items) {
  return Object{{"type", "array"}, {"items", std::move(items)}};
}

static Object oneOrList(Object schema) {
  Object list = listOf(schema);
  return Object{{"anyOf", Array({std::move(schema), std::move(list)})}};
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

/// The rest of an object whose properties `fields` has written.
static void writeRest(OStream &json, const FieldSchema &fields) {
  json.attribute("additionalProperties", false);
  json.attribute("required", fields.required);
  if (!fields.conditions.empty())
    json.attribute("allOf", fields.conditions);
}

/// An object whose properties `describe` names.
template <typename Describe>
static void writeObject(OStream &json, Describe describe) {
  json.attribute("type", "object");
  FieldSchema fields(json);
  json.attributeObject("properties", [&] { describe(fields); });
  writeRest(json, fields);
}

template <typename Describe>
static void define(OStream &json, StringRef name, Describe describe) {
  json.attributeObject(name, [&] { writeObject(json, describe); });
}

//===----------------------------------------------------------------------===//
// What layers are made of
//===----------------------------------------------------------------------===//

static void defineParameter(OStream &json) {
  json.attributeObject("parameter", [&] {
    json.attribute("description",
                   "a number; numbers in lists of lists; the name of a tensor "
                   "in a file of `weights`; a tensor of another file; values "
                   "that are drawn");
    json.attribute(
        "anyOf", Array({typed("number"), schemaRef("numbers"), typed("string"),
                        schemaRef("tensorOfFile"), schemaRef("drawn")}));
  });
  json.attribute("numbers",
                 listOf(Object{{"anyOf", Array({typed("number"),
                                                schemaRef("numbers")})}}));
  define(json, "tensorOfFile", [](FieldSchema &fields) {
    fields.property(required("file", "a .safetensors file, relative to the "
                                     "spec"),
                    typed("string"));
    fields.property(required("tensor", "its name there"), typed("string"));
  });
  define(json, "drawn", [](FieldSchema &fields) {
    fields.property(required("init", "how values start"), schemaRef("initFn"));
  });
}

static void defineInitFn(OStream &json) {
  define(json, "initFnObject", [](FieldSchema &fields) {
    fields.property(required("fn", "the function"), schemaOf(initFnNames));
    fields.property(optional("value", "of `constant`"), typed("number"));
    fields.property(optional("low", "of `uniform`"), typed("number"));
    fields.property(optional("high", "of `uniform`, not reached"),
                    typed("number"));
    fields.property(optional("mean", "of `normal`"), typed("number"));
    fields.property(optional("std", "of `normal`, the standard deviation"),
                    Object{{"type", "number"}, {"minimum", 0}});
  });
  // `constant` needs its value.
  llvm::ArrayRef<StringRef> names = initFnNames;
  std::vector<StringRef> alone;
  for (StringRef name : names)
    if (name != keyword(initFnNames, InitFn::Kind::Constant))
      alone.push_back(name);
  json.attribute(
      "initFn",
      Object{{"anyOf", Array({schemaOf(alone), schemaRef("initFnObject")})}});
}

static void defineValues(OStream &json) {
  json.attribute("shape",
                 Object{{"description", "sizes, outermost first; or one size"},
                        {"anyOf", Array({schemaOf(positive),
                                         Object{{"type", "array"},
                                                {"items", schemaOf(positive)},
                                                {"minItems", 1}}})}});
  json.attribute(
      "timeStep",
      Object{
          {"anyOf",
           Array({Object{{"type", "number"}, {"exclusiveMinimum", 0}},
                  Object{{"const", "steps"}},
                  Object{{"type", "string"}, {"pattern", "^[0-9.eE+-]+$"}}})}});
  define(json, "surrogate", [](FieldSchema &fields) {
    fields.property(required("type", "the function"), schemaOf(surrogateNames));
    fields.property(optional("beta", "how steep it is; 10, 1 or 0.5 unless "
                                     "given"),
                    Object{{"type", "number"}, {"exclusiveMinimum", 0}});
  });
}

static void defineGraph(OStream &json) {
  define(json, "graph", [](FieldSchema &fields) {
    fields.property(required("num_layers", "the number of layers"),
                    schemaOf(positive));
    fields.property(required("input_layer_ids", "the inputs of each layer"),
                    listOf(listOf(typed("integer"))));
    Object finals = listOf(typed("integer"));
    finals["minItems"] = 1;
    fields.property(optional("final_layer_ids", "the layers whose outputs are "
                                                "wanted; unless given, the "
                                                "last"),
                    std::move(finals));
    fields.property(required("input_connectivity", "the layers that each layer "
                                                   "hears"),
                    listOf(listOf(typed("integer"))));
  });
  define(json, "delayedSource", [](FieldSchema &fields) {
    fields.property(required("layer", "its name"), typed("string"));
    fields.property(optional("delay", "in steps"), schemaOf(notNegative32));
  });
  json.attribute(
      "source",
      Object{{"anyOf", Array({typed("string"), schemaRef("delayedSource")})}});
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// What all layers have; a class may say its shape itself.
static void describeCommon(FieldSchema &fields) {
  fields.property(
      optional("name", "unique in its list; its index unless "
                       "given"),
      Object{{"type", "string"},
             {"pattern", "^([A-Za-z_][A-Za-z0-9_]*|[0-9]+)"
                         "(\\.([A-Za-z_][A-Za-z0-9_]*|[0-9]+))*$"}});
  fields.property(optional("from", "its sources: names of layers and inputs"),
                  oneOrList(schemaRef("source")));
  if (!fields.has("shape"))
    fields.property(
        optional("shape", "of its output, checked; needed only in "
                          "a cycle that leaves it open"),
        Object{{"anyOf", Array({schemaRef("shape"), typed("null")})}});
  fields.property(optional("merge", "how several sources are joined"),
                  schemaOf(mergeNames), keyword(mergeNames, Merge::Concat));
  Object starts{{"type", "object"},
                {"additionalProperties", schemaRef("parameter")}};
  fields.property(optional("init_state", "where states start, by their names"),
                  Object{{"anyOf", Array({std::move(starts), typed("null")})}});
}

static void defineType(OStream &json, const LayerType &type) {
  json.attributeObject(type.name, [&] {
    json.attribute("title", (type.origin + "." + type.name).str());
    json.attribute("description", type.doc);
    writeObject(json, [&](FieldSchema &fields) {
      fields.property(required("type", type.doc), Object{{"const", type.name}});
      LayerClass layer = type.make();
      type.describe(fields, layer);
      describeCommon(fields);
    });
  });
}

/// Not `oneOf`: then an error would be that none of all types fits.
static void defineLayer(OStream &json) {
  Array names, choices;
  for (const LayerType &type : layerTypes()) {
    names.push_back(type.name);
    Object isType{
        {"required", Array({"type"})},
        {"properties", Object{{"type", Object{{"const", type.name}}}}}};
    choices.push_back(
        Object{{"if", std::move(isType)}, {"then", schemaRef(type.name)}});
  }
  json.attributeObject("layer", [&] {
    json.attribute("type", "object");
    json.attribute("required", Array({"type"}));
    json.attribute("properties",
                   Object{{"type", Object{{"enum", std::move(names)}}}});
    json.attribute("allOf", std::move(choices));
  });
  Object layers = listOf(schemaRef("layer"));
  layers["minItems"] = 1;
  json.attribute("layers", std::move(layers));
}

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

static Object nameInC() {
  return Object{{"type", "string"}, {"pattern", "^[A-Za-z_][A-Za-z0-9_]*$"}};
}

static void definePorts(OStream &json) {
  define(json, "input", [](FieldSchema &fields) {
    fields.property(required("name", "a name in C"), nameInC());
    fields.property(required("shape", "of one step"), schemaRef("shape"));
    fields.property(optional("spikes", "promises only 0 and 1"),
                    typed("boolean"), false);
    fields.property(optional("dtype", "what the program's array holds"),
                    schemaOf(elementNames),
                    keyword(elementNames, Element::F32));
  });
  define(json, "output", [](FieldSchema &fields) {
    fields.property(optional("name", "a name in C; its layer's unless given"),
                    nameInC());
    fields.property(optional("reduce", "over the steps behind burn-in"),
                    schemaOf(reduceNames), keyword(reduceNames, Reduce::None));
    fields.property(optional("dtype", "what the program's array holds"),
                    schemaOf(elementNames),
                    keyword(elementNames, Element::F32));
    fields.property(optional("layer", "whose output it is, where there is no "
                                      "`graph`"),
                    typed("string"));
  });
}

/// What replaces a part of the preset has no default.
static void describePart(FieldSchema &fields, StringRef key, TextForms forms) {
  forms.text.clear();
  fields.text(optional(key, "in place of what the preset says"), forms,
              nullptr);
}

static void defineConvention(OStream &json) {
  define(json, "convention", [](FieldSchema &fields) {
    fields.text(optional("name", "the preset"), formsOf(Preset::Spec), nullptr);
    fields.property(optional("dt", "the time step"), schemaRef("timeStep"));
    describePart(fields, "integrator", formsOf(Integrator::Euler));
    describePart(fields, "gain", formsOf(Gain::Resistance));
    describePart(fields, "compare", formsOf(Compare::Greater));
    describePart(fields, "reset", formsOf(Reset::Value, ResetTime::Same));
    describePart(fields, "cuba", formsOf(CubaOrder::New));
    for (StringRef key : {"nirtorch_bias", "late", "clamp", "round_delays"})
      fields.property(optional(key, "see docs/NIR.md"), typed("boolean"));
  });
}

static void describeModel(FieldSchema &fields) {
  fields.property(required("format", "of the file"), Object{{"const", "snnc"}});
  fields.property(required("version", "of the format"), Object{{"const", 1}});
  fields.property(optional("name", "a name in C, the prefix of all symbols; "
                                   "the file's stem unless given"),
                  nameInC());
  Object inputs = listOf(schemaRef("input"));
  inputs["minItems"] = 1;
  fields.property(required("inputs", "the external inputs"), std::move(inputs));
  fields.property(required("layers", "in the order in which they run"),
                  schemaRef("layers"));
  fields.property(optional("graph", "which layers hear which, by number"),
                  schemaRef("graph"));
  fields.property(optional("forward", "which edges carry a delay of one step"),
                  schemaOf(forwardNames),
                  keyword(forwardNames, Forward::Default));
  fields.property(optional("outputs", "names and reductions of what comes out; "
                                      "the last layer's unless given"),
                  listOf(schemaRef("output")));
  fields.property(optional("weights", "a .safetensors file, or a list of them, "
                                      "relative to the spec"),
                  oneOrList(typed("string")));
  fields.property(
      optional("convention", "how the NIR file that the model "
                             "comes from was read"),
      Object{{"anyOf", Array({schemaRef("convention"), typed("null")})}});
  Object texts{{"type", "object"}, {"additionalProperties", typed("string")}};
  fields.property(optional("metadata", "what else the author says of the "
                                       "model"),
                  Object{{"anyOf", Array({std::move(texts), typed("null")})}});
}

void snnc::printSchema(llvm::raw_ostream &os) {
  OStream json(os, 2);
  json.object([&] {
    json.attribute("$schema", "http://json-schema.org/draft-07/schema#");
    json.attribute("title", "snnc model, version 1");
    writeObject(json, describeModel);
    json.attributeObject("definitions", [&] {
      definePorts(json);
      defineLayer(json);
      for (const LayerType &type : layerTypes())
        defineType(json, type);
      defineParameter(json);
      defineInitFn(json);
      defineValues(json);
      defineGraph(json);
      defineConvention(json);
    });
  });
  os << '\n';
}
