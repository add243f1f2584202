// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/ReadParameter.h"
#include <cmath>

using namespace snnc;

/// A bare name stands for an object with this `fn` and nothing else.
static JsonValue asObject(const JsonValue &name) {
  JsonValue::Object members;
  members.push_back({"fn", name.line, name.column, name});
  JsonValue object = name;
  object.value = members;
  return object;
}

static InitFn readUniform(ObjectReader &object, const InitFn &byDefault) {
  float low = object.number("low", byDefault.first);
  float high = object.number("high", byDefault.second);
  if (low <= high && std::isfinite(high - low))
    return InitFn::uniform(low, high);
  const JsonValue *value = object.find("high");
  const Report &report = object.report();
  report.expected(value ? *value : object.value(), "high",
                  "a number that is not below 'low' nor infinitely far off");
  return {};
}

static InitFn readNormal(ObjectReader &object) {
  float mean = object.number("mean", 0.0f);
  float deviation = object.number("std", 1.0f);
  if (!(deviation >= 0.0f))
    object.report().expected(*object.find("std"), "std",
                             "a number of at least 0");
  return InitFn::normal(mean, deviation);
}

InitFn snnc::readInitFn(const Report &report, const JsonValue &value,
                        const InitFn &uniform) {
  bool isName = value.getIf<std::string>();
  const JsonValue init = isName ? asObject(value) : value;
  ObjectReader object(report, init, "an initial value");
  InitFn result;
  switch (static_cast<InitFn::Kind>(
      object.choice("fn", initFnNames, std::nullopt))) {
  case InitFn::Kind::Zeros:
    break;
  case InitFn::Kind::Ones:
    result = InitFn::ones();
    break;
  case InitFn::Kind::Constant:
    if (const JsonValue *number = object.require("value"))
      result =
          InitFn::constant(readNumber(report, *number, "value").value_or(0.0f));
    break;
  case InitFn::Kind::Uniform:
    result = readUniform(object, uniform);
    break;
  case InitFn::Kind::Normal:
    result = readNormal(object);
    break;
  }
  object.finish();
  return result;
}
