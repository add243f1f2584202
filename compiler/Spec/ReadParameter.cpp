// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadParameter.h"
#include "llvm/ADT/STLExtras.h"
#include <memory>
#include <unistd.h>
#include <utility>

using namespace snnc;
using llvm::StringRef;

std::optional<Parameter> ParameterReader::read(const JsonValue &value,
                                               StringRef key,
                                               const InitFn &uniform) {
  std::optional<Parameter> parameter = readExact(value, key, uniform);
  if (parameter)
    parameter = asSingle(std::move(*parameter));
  return parameter;
}

std::optional<Parameter> ParameterReader::readExact(const JsonValue &value,
                                                    StringRef key,
                                                    const InitFn &uniform) {
  if (const std::string *name = value.getIf<std::string>()) {
    if (std::optional<Tensor> tensor = files.read(value, *name))
      return Parameter{std::move(*tensor), report.at(value), *name};
    return std::nullopt;
  }
  if (value.getIf<JsonValue::Array>()) {
    if (std::optional<Tensor> tensor = readInline(value, key))
      return Parameter{std::move(*tensor), report.at(value)};
    return std::nullopt;
  }
  if (value.getIf<JsonValue::Object>())
    return readObject(value, uniform);
  if (!value.getIf<int64_t>() && !value.getIf<double>()) {
    report.expected(value, key,
                    "a number, a list of numbers, the name of a "
                    "tensor, or an object with 'file' and "
                    "'tensor' or with 'init'");
    return std::nullopt;
  }
  if (std::optional<double> number = readExactNumber(report, value, key))
    return Parameter{*number, report.at(value)};
  return std::nullopt;
}

std::optional<Parameter> ParameterReader::readObject(const JsonValue &value,
                                                     const InitFn &uniform) {
  ObjectReader object(report, value, "a parameter");
  if (const JsonValue *init = object.find("init")) {
    object.finish();
    InitFn read = readInitFn(report, *init, uniform);
    if (read.isDrawn())
      return Parameter(read, report.at(value));
    return Parameter(read.value(), report.at(value));
  }
  std::string file = object.string("file");
  std::string name = object.string("tensor");
  object.finish();
  if (file.empty() || name.empty())
    return std::nullopt;
  if (std::optional<Tensor> tensor = files.read(value, file, name))
    return Parameter{std::move(*tensor), report.at(value), name};
  return std::nullopt;
}

namespace {

/// Reads nested lists of numbers, all of one shape.
class InlineReader {
public:
  InlineReader(const Report &report, StringRef key)
      : report(report), key(key) {}

  Shape shape;
  std::vector<double> data;

  /// The first element at each depth says the shape.
  void measure(const JsonValue &value) {
    const JsonValue *at = &value;
    while (const auto *list = at->getIf<JsonValue::Array>()) {
      shape.push_back(list->size());
      if (list->empty())
        return;
      at = &list->front();
    }
  }

  bool readAll(const JsonValue &value, size_t depth = 0) {
    if (depth == shape.size())
      return readOne(value);
    const auto *list = value.getIf<JsonValue::Array>();
    size_t size = shape[depth];
    if (list && list->size() == size)
      return llvm::all_of(*list, [&](const JsonValue &item) {
        return readAll(item, depth + 1);
      });
    report.error(value, "the lists of '" + key + "' have no common shape: " +
                            "expected a list of " + std::to_string(size) +
                            ", found " + describe(value));
    return false;
  }

private:
  bool readOne(const JsonValue &value) {
    std::optional<double> number = readExactNumber(report, value, key);
    data.push_back(number.value_or(0.0));
    return number.has_value();
  }

  const Report &report;
  StringRef key;
};

} // namespace

std::optional<Tensor> ParameterReader::readInline(const JsonValue &value,
                                                  StringRef key) {
  InlineReader reader(report, key);
  reader.measure(value);
  if (!reader.readAll(value))
    return std::nullopt;
  return Tensor::ofDoubles(std::move(reader.shape), std::move(reader.data));
}

/// What all parameters may take: the compiler holds them packed, as a constant
/// and as a section of the object, beside what else there is.
static int64_t maxParameterBytes() {
  return int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / 4;
}

/// A tensor's values exist already; a number can stand for any amount of them.
bool ParameterReader::fits(const JsonValue &value, StringRef key,
                           const Shape &shape) {
  std::optional<int64_t> count = countElements(shape);
  if (!count) {
    report.error(value, "the shape " + toString(shape) + " of '" + key +
                            "' has more elements than 64 bits can address");
    return false;
  }
  int64_t most = maxParameterBytes(), bytes = *count * sizeof(float);
  if (bytes <= most - broadcastBytes) {
    broadcastBytes += bytes;
    return true;
  }
  report.error(value, "'" + key + "' of shape " + toString(shape) + " takes " +
                          std::to_string(bytes) +
                          " bytes; expected parameters of at most " +
                          std::to_string(most) +
                          " bytes, a quarter of this machine's memory");
  return false;
}

std::optional<Parameter> ParameterReader::read(const JsonValue &value,
                                               StringRef key,
                                               const Shape &expected,
                                               StringRef axes,
                                               const InitFn &uniform) {
  std::optional<Parameter> parameter = read(value, key, uniform);
  if (!parameter)
    return std::nullopt;
  const Tensor *tensor = parameter->tensor();
  if (!tensor && !fits(value, key, expected))
    return std::nullopt;
  if (!tensor || tensor->shape == expected || llvm::is_contained(expected, 0))
    return parameter;
  std::string what = parameter->name.empty()
                         ? "'" + key.str() + "'"
                         : "the tensor '" + parameter->name + "'";
  report.error(value, what + " has the shape " + toString(tensor->shape) +
                          ", expected " + toString(expected) + " (" + axes +
                          ")");
  return std::nullopt;
}

std::vector<Parameter> ParameterReader::split(const Parameter &parameter,
                                              const JsonValue &value,
                                              StringRef key, size_t count) {
  const Tensor *tensor = parameter.tensor();
  if (!tensor)
    return std::vector<Parameter>(count, parameter);
  if (tensor->shape.empty() ||
      static_cast<uint64_t>(tensor->shape.front()) < count) {
    report.error(value, "'" + key + "' has the shape " +
                            toString(tensor->shape) + ", expected " +
                            std::to_string(count) + " as its first size");
    return {};
  }
  warnOfRest(value, key, count, tensor->shape.front());
  Tensor part{Shape(tensor->shape.begin() + 1, tensor->shape.end()), nullptr};
  int64_t stride = countElements(part.shape).value_or(0);
  std::vector<Parameter> parts;
  for (size_t i = 0; i < count; ++i) {
    part.data = {tensor->data, tensor->data.get() + i * stride};
    if (tensor->exact)
      part.exact = {tensor->exact, tensor->exact.get() + i * stride};
    std::string name = parameter.name;
    if (!name.empty())
      name += "." + std::to_string(i);
    parts.push_back({part, parameter.place, name});
  }
  return parts;
}

void ParameterReader::warnOfRest(const JsonValue &value, StringRef key,
                                 size_t count, size_t found) {
  if (found > count)
    report.diagnostics.warning(
        report.at(value),
        "'" + key + "' has " + std::to_string(found) + " values, and " +
            (count == 1 ? "only the first is"
                        : "only the first " + std::to_string(count) + " are") +
            " read, here as in SNNAX; the rest changes nothing");
}

std::vector<Parameter> ParameterReader::readList(const JsonValue &value,
                                                 StringRef key, size_t count) {
  std::vector<Parameter> list;
  const auto *items = value.getIf<JsonValue::Array>();
  if (items && items->size() >= count) {
    warnOfRest(value, key, count, items->size());
    for (const auto &[index, item] : llvm::enumerate(*items))
      // What is not read is checked all the same.
      if (std::optional<Parameter> parameter = read(item, key);
          parameter && index < count)
        list.push_back(std::move(*parameter));
    return list;
  }
  if (items || value.getIf<int64_t>() || value.getIf<double>())
    report.expected(value, key, "a list of " + std::to_string(count));
  else if (std::optional<Parameter> parameter = read(value, key))
    return split(*parameter, value, key, count);
  return list;
}
