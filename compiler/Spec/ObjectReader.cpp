// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

Diagnostic &Report::expected(const JsonValue &value, StringRef key,
                             const Twine &what) const {
  return error(value, "expected " + what + " for '" + key + "', found " +
                          describe(value));
}

std::optional<int64_t> snnc::countElements(const Shape &shape) {
  int64_t count = 1;
  if (llvm::is_contained(shape, 0))
    return 0;
  for (int64_t size : shape)
    if (llvm::MulOverflow(count, size, count) || count > maxElements)
      return std::nullopt;
  return count;
}

std::string snnc::toString(const Shape &shape) {
  return "[" +
         llvm::join(
             llvm::map_range(shape,
                             [](int64_t size) { return std::to_string(size); }),
             ", ") +
         "]";
}

static std::string describe(Range range) {
  constexpr Range all;
  if (range.least == all.least && range.most == all.most)
    return "an integer";
  if (range.least == 1 && range.most == all.most)
    return "a positive integer";
  if (range.most == all.most)
    return "an integer of at least " + std::to_string(range.least);
  if (range.least == all.least)
    return "an integer of at most " + std::to_string(range.most);
  return "an integer from " + std::to_string(range.least) + " to " +
         std::to_string(range.most);
}

std::optional<int64_t> snnc::readInteger(const Report &report,
                                         const JsonValue &value, StringRef key,
                                         Range range) {
  const int64_t *number = value.getIf<int64_t>();
  if (number && *number >= range.least && *number <= range.most)
    return *number;
  report.expected(value, key, ::describe(range));
  return std::nullopt;
}

std::optional<double> snnc::readExactNumber(const Report &report,
                                            const JsonValue &value,
                                            StringRef key) {
  std::optional<double> number;
  if (const int64_t *integer = value.getIf<int64_t>())
    number = static_cast<double>(*integer);
  else if (const double *real = value.getIf<double>())
    number = *real;
  if (!number)
    report.expected(value, key, "a number");
  else if (!std::isfinite(static_cast<float>(*number)))
    report.expected(value, key, "a number that fits into 32 bits");
  else
    return number;
  return std::nullopt;
}

std::optional<float> snnc::readNumber(const Report &report,
                                      const JsonValue &value, StringRef key) {
  std::optional<double> number = readExactNumber(report, value, key);
  return number ? std::optional(static_cast<float>(*number)) : std::nullopt;
}

std::optional<std::string>
snnc::readString(const Report &report, const JsonValue &value, StringRef key) {
  if (const std::string *string = value.getIf<std::string>())
    return *string;
  report.expected(value, key, "a string");
  return std::nullopt;
}

const JsonValue::Array *snnc::readArray(const Report &report,
                                        const JsonValue &value, StringRef key) {
  const auto *array = value.getIf<JsonValue::Array>();
  if (!array)
    report.expected(value, key, "a list");
  return array;
}

std::optional<Shape> snnc::readShape(const Report &report,
                                     const JsonValue &value, StringRef key) {
  const auto *array = value.getIf<JsonValue::Array>();
  if (array ? array->empty() : !value.getIf<int64_t>()) {
    report.expected(value, key, "a list of at least one size");
    return std::nullopt;
  }
  Shape shape;
  unsigned count = array ? array->size() : 1;
  for (const JsonValue &item :
       llvm::ArrayRef(array ? array->data() : &value, count))
    if (std::optional<int64_t> size = readInteger(report, item, key, positive))
      shape.push_back(*size);
  if (shape.size() != count)
    return std::nullopt;
  if (countElements(shape))
    return shape;
  report.error(value, "the shape " + toString(shape) + " of '" + key +
                          "' has more elements than 64 bits can address");
  return std::nullopt;
}

ObjectReader::ObjectReader(const Report &report, const JsonValue &value,
                           StringRef what)
    : reporter(report), source(value), what(what),
      members(value.getIf<JsonValue::Object>()) {
  if (!members)
    report.error(value, "expected " + what + " as an object, found " +
                            snnc::describe(value));
}

const JsonValue *ObjectReader::find(StringRef key) {
  known.push_back(key);
  if (members)
    for (const JsonMember &member : *members)
      if (member.key == key)
        return &member.value;
  return nullptr;
}

const JsonValue *ObjectReader::findNotNull(StringRef key) {
  const JsonValue *value = find(key);
  return value && !value->isNull() ? value : nullptr;
}

const JsonValue *ObjectReader::require(StringRef key) {
  const JsonValue *value = find(key);
  if (!value && members)
    reporter.error(source, what + " needs the key '" + key + "'");
  return value;
}

int64_t ObjectReader::integer(StringRef key, Range range) {
  const JsonValue *value = require(key);
  return value ? readInteger(reporter, *value, key, range).value_or(0) : 0;
}

int64_t ObjectReader::integer(StringRef key, Range range, int64_t byDefault) {
  const JsonValue *value = find(key);
  return value ? readInteger(reporter, *value, key, range).value_or(byDefault)
               : byDefault;
}

float ObjectReader::number(StringRef key, float byDefault) {
  const JsonValue *value = find(key);
  return value ? readNumber(reporter, *value, key).value_or(byDefault)
               : byDefault;
}

bool ObjectReader::boolean(StringRef key, bool byDefault) {
  const JsonValue *value = find(key);
  if (!value)
    return byDefault;
  if (const bool *boolean = value->getIf<bool>())
    return *boolean;
  reporter.expected(*value, key, "true or false");
  return byDefault;
}

std::string ObjectReader::string(StringRef key) {
  const JsonValue *value = require(key);
  return value ? readString(reporter, *value, key).value_or("") : "";
}

unsigned ObjectReader::choice(StringRef key, llvm::ArrayRef<StringRef> names,
                              std::optional<unsigned> byDefault,
                              bool isAnyCase) {
  const JsonValue *value = byDefault ? find(key) : require(key);
  if (!value)
    return byDefault.value_or(0);
  const std::string *name = value->getIf<std::string>();
  const StringRef *found = llvm::find_if(names, [&](StringRef each) {
    return name && (isAnyCase ? each.equals_insensitive(*name) : each == *name);
  });
  if (found != names.end())
    return found - names.begin();
  std::string list = "\"" + llvm::join(names, "\", \"") + "\"";
  Diagnostic &error = reporter.expected(
      *value, key, names.size() == 1 ? list : "one of " + list);
  if (name && names.size() > 1)
    error.note(reporter.at(*value),
               "the nearest of these is \"" + nearestName(*name, names) + "\"");
  return byDefault.value_or(0);
}

void ObjectReader::finish() {
  if (!members)
    return;
  for (const JsonMember &member : *members)
    if (!llvm::is_contained(known, member.key))
      reporter.diagnostics.error({reporter.file, member.line, member.column},
                                 "unknown key '" + member.key + "' in " + what +
                                     "; the nearest known key is '" +
                                     nearestName(member.key, known) + "'");
}
