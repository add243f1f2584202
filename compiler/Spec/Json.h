// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON as a tree in which every value knows its place.

#ifndef SNNC_COMPILER_SPEC_JSON_H
#define SNNC_COMPILER_SPEC_JSON_H

#include "snnc/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace snnc {

struct JsonMember;

/// One value. Integers that fit are int64_t; other numbers are double.
struct JsonValue {
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;

  unsigned line = 0;
  unsigned column = 0;
  /// Of a string: the text has it with escapes, so its characters do not stand
  /// where those of the value do.
  bool isEscaped = false;
  std::variant<std::nullptr_t, bool, int64_t, double, std::string, Array,
               Object>
      value = nullptr;

  template <typename T> const T *getIf() const {
    return std::get_if<T>(&value);
  }
  bool isNull() const { return getIf<std::nullptr_t>() != nullptr; }
};

/// A key with its place, and its value.
struct JsonMember {
  std::string key;
  unsigned line = 0;
  unsigned column = 0;
  JsonValue value;
};

/// Parses one JSON document, with or without // and /* */ comments. Broken text
/// and values nested more than 64 deep are reported at their place in `file`,
/// and nothing is returned. A key that an object says twice is reported, too,
/// but does not keep the tree from being returned.
std::optional<JsonValue> parseJson(llvm::StringRef text, llvm::StringRef file,
                                   bool comments, Diagnostics &diagnostics);

/// A value as a message names it: `"abc"`, `2.5`, `a list of 3`, `an object`.
std::string describe(const JsonValue &value);

/// \p text as JSON can hold it: that from a broken or binary file need not be
/// UTF-8.
std::string jsonText(llvm::StringRef text);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_JSON_H
