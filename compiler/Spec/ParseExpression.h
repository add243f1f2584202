// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The expression language of a JSON `Neuron` (docs/ModelSpec.md, Neuron).

#ifndef SNNC_COMPILER_SPEC_PARSEEXPRESSION_H
#define SNNC_COMPILER_SPEC_PARSEEXPRESSION_H

#include "compiler/Spec/Json.h"
#include "compiler/Spec/ObjectReader.h"
#include "snnc/Neuron.h"
#include <optional>

namespace snnc {

/// Parses the string \p value. Problems are reported at their place in the
/// string (at its beginning, where it holds escapes); which names there are is
/// for `check` to say.
std::optional<Expr> parseExpression(const Report &report,
                                    const JsonValue &value);

/// Parses "name = expression".
std::optional<Neuron::Assignment> parseAssignment(const Report &report,
                                                  const JsonValue &value);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_PARSEEXPRESSION_H
