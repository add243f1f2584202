// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading conventions and their parts.

#ifndef SNNC_COMPILER_SPEC_READCONVENTION_H
#define SNNC_COMPILER_SPEC_READCONVENTION_H

#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/ObjectReader.h"
#include "snnc/Model.h"
#include <optional>
#include <string>
#include <utility>

namespace snnc {

/// Reads the string at `key`, where there is one, into `parts`.
template <typename... Parts>
void readPart(ObjectReader &object, llvm::StringRef key, Parts &...parts) {
  const JsonValue *value = object.find(key);
  std::optional<std::string> text;
  if (value)
    text = readString(object.report(), *value, key);
  if (!text)
    return;
  if (llvm::Error problem = parse(*text, parts...))
    object.report().error(
        *value, "'" + key + "': " + llvm::toString(std::move(problem)));
}

/// Reads the key `dt`, which must be there.
void readStep(ObjectReader &object, double &dt);

/// Reads what `describe` says as an object.
Convention readConvention(const Report &report, const JsonValue &value);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READCONVENTION_H
