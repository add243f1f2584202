// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading a JSON object key by key. What was never asked for is an unknown key.

#ifndef SNNC_COMPILER_SPEC_OBJECTREADER_H
#define SNNC_COMPILER_SPEC_OBJECTREADER_H

#include "compiler/Spec/Json.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace snnc {

/// Reports problems at the places of one file's values.
struct Report {
  std::string file;
  Diagnostics &diagnostics;

  Place at(const JsonValue &value) const {
    return {file, value.line, value.column};
  }
  Diagnostic &error(const JsonValue &value, const llvm::Twine &message) const {
    return diagnostics.error(at(value), message);
  }
  /// "expected <what> for '<key>', found <value>".
  Diagnostic &expected(const JsonValue &value, llvm::StringRef key,
                       const llvm::Twine &what) const;
};

/// The integers that a key may have.
struct Range {
  int64_t least = std::numeric_limits<int64_t>::min();
  int64_t most = std::numeric_limits<int64_t>::max();
};
constexpr Range positive = {1};
/// Of things of which two can be multiplied.
constexpr Range positive32 = {1, std::numeric_limits<int32_t>::max()};
constexpr Range notNegative32 = {0, std::numeric_limits<int32_t>::max()};

/// The largest number of f32 elements whose bytes an int64_t still counts.
constexpr int64_t maxElements = std::numeric_limits<int64_t>::max() / 4;

/// The product of the sizes; nullopt above `maxElements`. No size is negative.
std::optional<int64_t> countElements(const Shape &shape);

/// "[20, 30]".
std::string toString(const Shape &shape);

/// Reads values of the right type. A wrong or missing value is reported and
/// read as 0, "" or the default: readers go on, so that every problem is found,
/// and the model is dropped in the end.
std::optional<int64_t> readInteger(const Report &report, const JsonValue &value,
                                   llvm::StringRef key, Range range);
/// A number of f32's range; the first rounds it.
std::optional<float> readNumber(const Report &report, const JsonValue &value,
                                llvm::StringRef key);
std::optional<double> readExactNumber(const Report &report,
                                      const JsonValue &value,
                                      llvm::StringRef key);
std::optional<std::string>
readString(const Report &report, const JsonValue &value, llvm::StringRef key);
const JsonValue::Array *readArray(const Report &report, const JsonValue &value,
                                  llvm::StringRef key);
/// A list of positive sizes, at least one, or one size.
std::optional<Shape> readShape(const Report &report, const JsonValue &value,
                               llvm::StringRef key);

/// Reads an object key by key. Ask for every key that the object may have, then
/// call `finish`, which reports the others.
class ObjectReader {
public:
  /// Reports a value that is no object, and reads it as an empty one; then
  /// nothing is reported as missing. `what` names it in messages: "a layer".
  ObjectReader(const Report &report, const JsonValue &value,
               llvm::StringRef what);

  /// The key's value, or null.
  const JsonValue *find(llvm::StringRef key);
  /// As `find`, but null counts as absent (Python's None).
  const JsonValue *findNotNull(llvm::StringRef key);
  /// As `find`, but an absent key is an error.
  const JsonValue *require(llvm::StringRef key);

  int64_t integer(llvm::StringRef key, Range range);
  int64_t integer(llvm::StringRef key, Range range, int64_t byDefault);
  float number(llvm::StringRef key, float byDefault);
  bool boolean(llvm::StringRef key, bool byDefault);
  std::string string(llvm::StringRef key);
  /// The index of the key's value in `names`; an absent key is `byDefault`.
  unsigned choice(llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> names,
                  std::optional<unsigned> byDefault, bool isAnyCase = false);

  /// Reports the keys that were not asked for, each with the nearest that was.
  void finish();

  const Report &report() const { return reporter; }
  const JsonValue &value() const { return source; }
  Place place() const { return reporter.at(source); }

private:
  const Report &reporter;
  const JsonValue &source;
  std::string what;
  const JsonValue::Object *members;
  llvm::SmallVector<llvm::StringRef, 16> known;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_OBJECTREADER_H
