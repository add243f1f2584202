// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What shape errors say about the places that values come from.

#ifndef SNN_SHAPE_RULES_H
#define SNN_SHAPE_RULES_H

#include "mlir/IR/Value.h"
#include <string>

namespace mlir {
namespace snn {

/// "layer 'lif'" or "input 'x'": where `value` comes from, through delays.
std::string describeOrigin(Value value);

} // namespace snn
} // namespace mlir

#endif // SNN_SHAPE_RULES_H
