// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields that hold no parameters. For those see ReadParameterFields.cpp, for
// layers ReadCompositions.cpp.

#include "compiler/Spec/FieldReader.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/ParseExpression.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Numbers and words
//===----------------------------------------------------------------------===//

void FieldReader::integer(const Key &key, int64_t &value, Range range) {
  const JsonValue *found = find(key);
  if (key.isRequired)
    value = 0;
  if (found)
    value = readInteger(report(), *found, key.name, range).value_or(value);
}

void FieldReader::integer(const Key &key, std::optional<int64_t> &value,
                          Range range) {
  if (const JsonValue *found = object.findNotNull(key.name))
    value = readInteger(report(), *found, key.name, range).value_or(0);
}

void FieldReader::features(const Key &key, int64_t &value) {
  const JsonValue *found = object.require(key.name);
  value = 0;
  if (!found)
    return;
  const int64_t *number = found->getIf<int64_t>();
  const std::string *name = found->getIf<std::string>();
  if (number && *number > 0)
    value = *number;
  else if (name && *name == "scalar")
    value = 1;
  else
    report().expected(*found, key.name, "a positive integer or \"scalar\"");
}

void FieldReader::checkLimits(const JsonValue &found, const Key &key,
                              double value, const Limits &limits) {
  if (!limits.hold(value))
    report().expected(found, key.name, limits.what);
}

void FieldReader::number(const Key &key, float &value, const Limits &limits) {
  const JsonValue *found = find(key);
  if (!found)
    return;
  value = readNumber(report(), *found, key.name).value_or(value);
  checkLimits(*found, key, value, limits);
}

void FieldReader::number(const Key &key, double &value, const Limits &limits) {
  const JsonValue *found = find(key);
  if (!found)
    return;
  value = readExactNumber(report(), *found, key.name).value_or(value);
  checkLimits(*found, key, value, limits);
}

void FieldReader::boolean(const Key &key, bool &value) {
  value = object.boolean(key.name, value);
}

void FieldReader::choice(const Key &key, unsigned &value, const Words &words) {
  value = object.choice(key.name, words.names,
                        key.isRequired ? std::nullopt : std::optional(value),
                        words.isAnyCase);
}

void FieldReader::text(const Key &key, const TextForms &,
                       llvm::function_ref<llvm::Error(StringRef)> parse) {
  const JsonValue *value = find(key);
  std::optional<std::string> text;
  if (value)
    text = readString(report(), *value, key.name);
  if (!text)
    return;
  if (llvm::Error problem = parse(*text))
    report().error(*value,
                   "'" + key.name + "': " + llvm::toString(std::move(problem)));
}

void FieldReader::timeStep(const Key &key, double &value) {
  const JsonValue *found = object.require(key.name);
  if (!found)
    return;
  if (const std::string *text = found->getIf<std::string>()) {
    if (llvm::Error problem = parseStep(*text, value))
      report().error(*found, "'" + key.name +
                                 "': " + llvm::toString(std::move(problem)));
    return;
  }
  value = readExactNumber(report(), *found, key.name).value_or(1.0);
  if (!(value > 0))
    report().expected(*found, key.name, "a positive number of seconds");
}

void FieldReader::ignored(const Key &key) { object.find(key.name); }

void FieldReader::surrogate(const Key &key, Surrogate &value) {
  static constexpr float betas[] = {10.0f, 1.0f, 0.5f};
  const JsonValue *found = find(key);
  if (!found)
    return;
  ObjectReader inner(report(), *found, "a spike function");
  unsigned type = inner.choice("type", surrogateNames, std::nullopt);
  value = {static_cast<Surrogate::Type>(type),
           inner.number("beta", betas[type])};
  if (!(value.beta > 0.0f))
    report().expected(*inner.find("beta"), "beta", "a positive number");
  inner.finish();
}

//===----------------------------------------------------------------------===//
// Shapes and windows
//===----------------------------------------------------------------------===//

void FieldReader::ownShape(const Key &key, Shape &value) {
  object.require(key.name);
  value = shape.value_or(Shape{0});
}

void FieldReader::perAxis(const Key &key, std::vector<int64_t> &values,
                          Range range) {
  const JsonValue *found = find(key);
  if (!found)
    return;
  const auto *list = found->getIf<JsonValue::Array>();
  if (list && list->size() != values.size())
    report().expected(*found, key.name,
                      "an integer or a list of " +
                          std::to_string(values.size()));
  else if (list)
    for (auto [target, item] : llvm::zip(values, *list))
      target = readInteger(report(), item, key.name, range).value_or(target);
  else if (auto all = readInteger(report(), *found, key.name, range))
    values.assign(values.size(), *all);
}

/// What amounts are in messages: "an integer, a list of 2, or 2 pairs".
static std::string amountForms(size_t axes) {
  std::string count = std::to_string(axes);
  return "an integer, a list of " + count + ", or " + count +
         (axes == 1 ? " pair" : " pairs");
}

/// A padding on both sides of each axis.
static Padding readAmounts(const Report &report, const JsonValue &value,
                           StringRef key, size_t axes) {
  Padding padding(axes);
  const auto *list = value.getIf<JsonValue::Array>();
  if (list && list->size() != axes) {
    report.expected(value, key, amountForms(axes));
    return padding;
  }
  for (auto [axis, sides] : llvm::enumerate(padding)) {
    const JsonValue &item = list ? (*list)[axis] : value;
    const auto *pair = item.getIf<JsonValue::Array>();
    if (pair && pair->size() != 2) {
      report.expected(item, key, "an integer or a pair");
      continue;
    }
    for (auto [side, amount] : llvm::enumerate(sides)) {
      const JsonValue &number = pair ? (*pair)[side] : item;
      std::optional<int64_t> read =
          readInteger(report, number, key, notNegative32);
      if (!read && !pair)
        return padding; // one wrong value, one message
      amount = read.value_or(0);
    }
  }
  return padding;
}

void FieldReader::padding(const Key &key, Padding &padding) {
  if (const JsonValue *found = find(key))
    padding = readAmounts(report(), *found, key.name, padding.size());
}

void FieldReader::padding(const Key &key,
                          std::variant<Padding, SamePadding> &padding,
                          size_t axes) {
  const JsonValue *found = find(key);
  if (!found)
    return;
  const std::string *rule = found->getIf<std::string>();
  padding = Padding(axes);
  StringRef name = rule ? StringRef(*rule) : "";
  if (!rule)
    padding = readAmounts(report(), *found, key.name, axes);
  else if (name.equals_insensitive("SAME") ||
           name.equals_insensitive("SAME_LOWER"))
    padding = SamePadding{name.equals_insensitive("SAME_LOWER")};
  else if (!name.equals_insensitive("VALID"))
    report().expected(*found, key.name,
                      "\"SAME\", \"SAME_LOWER\", \"VALID\", " +
                          amountForms(axes));
}

//===----------------------------------------------------------------------===//
// Equations
//===----------------------------------------------------------------------===//

void FieldReader::assignments(const Key &key,
                              std::vector<Neuron::Assignment> &values) {
  const JsonValue *found = findNotNull(key);
  const auto *list = found ? readArray(report(), *found, key.name) : nullptr;
  for (const JsonValue &each :
       list ? llvm::ArrayRef(*list) : llvm::ArrayRef<JsonValue>())
    if (auto assignment = parseAssignment(report(), each))
      values.push_back(std::move(*assignment));
}

void FieldReader::expression(const Key &key, Expr &value, Place &place) {
  const JsonValue *found = find(key);
  if (!found)
    return;
  place = report().at(*found);
  if (auto expression = parseExpression(report(), *found))
    value = *expression;
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

void FieldReader::check(llvm::function_ref<void(LayerCheck &)> check) {
  LayerCheck checked(object, errorsBefore);
  check(checked);
}

void FieldReader::parts(
    const Key &key, int64_t count, StringRef countIs, StringRef what,
    llvm::function_ref<void(LayerFields &, int64_t)> describePart) {
  const JsonValue *found = find(key);
  const auto *list = found ? readArray(report(), *found, key.name) : nullptr;
  if (!list)
    return;
  if (static_cast<int64_t>(list->size()) != count) {
    report().expected(*found, key.name,
                      "a list of " + countIs + " = " + std::to_string(count));
    return;
  }
  for (const auto &[index, item] : llvm::enumerate(*list)) {
    ObjectReader inner(report(), item, what);
    FieldReader part(inner, parameters, path);
    describePart(part, static_cast<int64_t>(index));
    inner.finish();
  }
}
