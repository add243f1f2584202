// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading layers: what all layers have; FieldReader.h has the arguments of a
// class.

#ifndef SNNC_COMPILER_SPEC_READLAYER_H
#define SNNC_COMPILER_SPEC_READLAYER_H

#include "compiler/Spec/LayerScope.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/ReadParameter.h"
#include "snnc/Model.h"
#include <string>

namespace snnc {

/// Reads a layer whose name is `name` unless it says another, and whose path
/// begins with `prefix`. `from` becomes its key `from`, or null.
Layer readLayer(const JsonValue &value, const Report &report,
                ParameterReader &parameters, const std::string &prefix,
                const std::string &name, const JsonValue *&from);

/// Reads the key `layers`, a list of at least one.
void readLayers(ObjectReader &object, ParameterReader &parameters,
                LayerScope &scope);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READLAYER_H
