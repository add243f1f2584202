// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Json.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Safetensors.h"
#include "snnc/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include <tuple>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

static constexpr uint64_t maxHeaderBytes = 100'000'000;

static llvm::Error problem(const Twine &message) {
  return llvm::createStringError(message);
}

static llvm::Error problem(StringRef tensor, const Twine &message) {
  return problem("tensor '" + tensor + "' " + message);
}

/// Bits of one element; 0 for a dtype that the format got since.
static unsigned bitsOf(StringRef dtype) {
  return llvm::StringSwitch<unsigned>(dtype)
      .Case("F4", 4)
      .Cases({"F6_E2M3", "F6_E3M2"}, 6)
      .Cases({"BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0"}, 8)
      .Cases({"I16", "U16", "F16", "BF16"}, 16)
      .Cases({"I32", "U32", "F32"}, 32)
      .Cases({"I64", "U64", "F64", "C64"}, 64)
      .Default(0);
}

/// A list of integers, none negative.
static std::optional<Shape> integers(const JsonValue *value) {
  const auto *array = value ? value->getIf<JsonValue::Array>() : nullptr;
  if (!array)
    return std::nullopt;
  Shape list;
  for (const JsonValue &item : *array) {
    const int64_t *number = item.getIf<int64_t>();
    if (!number || *number < 0)
      return std::nullopt;
    list.push_back(*number);
  }
  return list;
}

/// The dtype and shape must say as many bytes as the range has.
static llvm::Error checkBytes(const SafetensorsEntry &entry) {
  unsigned bits = bitsOf(entry.dtype);
  std::optional<int64_t> count = countElements(entry.shape);
  if (!count || *count > maxElements / 16)
    return problem(entry.name,
                   "has a shape that overflows, " + toString(entry.shape));
  uint64_t bytes = (static_cast<uint64_t>(*count) * bits + 7) / 8;
  if (bits && bytes != entry.end - entry.begin)
    return problem(entry.name, "is " + entry.dtype + " of shape " +
                                   toString(entry.shape) + ", which takes " +
                                   Twine(bytes) +
                                   " bytes, but its offsets say " +
                                   Twine(entry.end - entry.begin));
  return llvm::Error::success();
}

static llvm::Expected<SafetensorsEntry> readEntry(const JsonMember &member,
                                                  uint64_t dataBytes) {
  SafetensorsEntry entry;
  entry.name = member.key;
  const auto *fields = member.value.getIf<JsonValue::Object>();
  if (!fields)
    return problem(entry.name, "is described by " + describe(member.value) +
                                   ", expected an object");
  auto field = [&](StringRef key) -> const JsonValue * {
    auto found = llvm::find_if(
        *fields, [&](const JsonMember &each) { return each.key == key; });
    return found == fields->end() ? nullptr : &found->value;
  };
  const JsonValue *dtype = field("dtype");
  std::optional<Shape> shape = integers(field("shape"));
  std::optional<Shape> offsets = integers(field("data_offsets"));
  if (!dtype || !dtype->getIf<std::string>())
    return problem(entry.name, "has no dtype");
  if (!shape)
    return problem(entry.name, "has no shape, a list of sizes");
  if (!offsets || offsets->size() != 2)
    return problem(entry.name, "has no data_offsets, a begin and an end");
  entry.dtype = *dtype->getIf<std::string>();
  entry.shape = std::move(*shape);
  entry.begin = offsets->front();
  entry.end = offsets->back();
  if (entry.begin > entry.end || entry.end > dataBytes)
    return problem(entry.name, "has bytes " + Twine(entry.begin) + " to " +
                                   Twine(entry.end) + ", but the file has " +
                                   Twine(dataBytes) + " bytes of data");
  if (llvm::Error error = checkBytes(entry))
    return error;
  return entry;
}

/// Sorted by place, each tensor must begin where the one before it ended.
static llvm::Error checkLayout(llvm::ArrayRef<SafetensorsEntry> entries,
                               uint64_t dataBytes) {
  uint64_t end = 0;
  const SafetensorsEntry *before = nullptr;
  for (const SafetensorsEntry &entry : entries) {
    if (entry.begin < end)
      return problem(entry.name, "overlaps with tensor '" + before->name + "'");
    if (entry.begin > end)
      return problem(entry.name, "begins at byte " + Twine(entry.begin) +
                                     ", which leaves a hole behind byte " +
                                     Twine(end));
    end = entry.end;
    before = &entry;
  }
  if (end != dataBytes)
    return problem("the file has " + Twine(dataBytes) +
                   " bytes of data, but its tensors end at byte " + Twine(end));
  return llvm::Error::success();
}

static llvm::Expected<JsonValue> parseHeader(StringRef text) {
  Diagnostics diagnostics;
  std::optional<JsonValue> header =
      parseJson(text, "", /*comments=*/false, diagnostics);
  if (diagnostics.hasErrors()) {
    const Diagnostic &first = diagnostics.all().front();
    return problem("the header is wrong at its line " +
                   Twine(first.place.line) + ", column " +
                   Twine(first.place.column) + ": " + first.message);
  }
  if (!header->getIf<JsonValue::Object>())
    return problem("the header is " + describe(*header) +
                   ", expected an object");
  return std::move(*header);
}

static llvm::Expected<StringRef> findHeader(StringRef file) {
  if (file.size() < 8)
    return problem("the file has " + Twine(file.size()) +
                   " bytes, too few for the header's length");
  uint64_t bytes = llvm::support::endian::read64le(file.data());
  if (bytes > maxHeaderBytes)
    return problem("the header would have " + Twine(bytes) +
                   " bytes, more than the format allows (" +
                   Twine(maxHeaderBytes) + ")");
  if (bytes > file.size() - 8)
    return problem("the header should have " + Twine(bytes) +
                   " bytes, but the file ends after " + Twine(file.size() - 8));
  return file.substr(8, bytes);
}

llvm::Expected<std::vector<SafetensorsEntry>>
snnc::readSafetensorsHeader(StringRef file, uint64_t &dataStart) {
  llvm::Expected<StringRef> text = findHeader(file);
  if (!text)
    return text.takeError();
  llvm::Expected<JsonValue> header = parseHeader(*text);
  if (!header)
    return header.takeError();
  dataStart = 8 + text->size();
  uint64_t dataBytes = file.size() - dataStart;
  std::vector<SafetensorsEntry> entries;
  for (const JsonMember &member : *header->getIf<JsonValue::Object>()) {
    if (member.key == "__metadata__")
      continue;
    llvm::Expected<SafetensorsEntry> entry = readEntry(member, dataBytes);
    if (!entry)
      return entry.takeError();
    entries.push_back(std::move(*entry));
  }
  llvm::sort(entries, [](const auto &a, const auto &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  if (llvm::Error error = checkLayout(entries, dataBytes))
    return error;
  return entries;
}
