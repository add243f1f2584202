// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which inputs and outputs may be arrays of bytes or bits.

#ifndef SNN_DIALECT_ELEMENTS_H
#define SNN_DIALECT_ELEMENTS_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// Why the application's array of \p port cannot hold the elements that it
/// says, to stand behind the port's name; empty where it can. Bits hold 0 and 1
/// alone, and what an output is beside spikes is a float.
StringRef faultOfElement(PortAttr port, bool isOutput);

} // namespace mlir::snn

#endif // SNN_DIALECT_ELEMENTS_H
