// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names in a spec that become names in C.

#ifndef SNNC_COMPILER_SPEC_READNAME_H
#define SNNC_COMPILER_SPEC_READNAME_H

#include "compiler/Spec/Names.h"
#include "compiler/Spec/ObjectReader.h"
#include <string>

namespace snnc {

/// The key `name` of a model, an input or an output.
std::string readCName(const Report &report, const JsonValue &value,
                      NameUse use);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READNAME_H
