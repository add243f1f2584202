// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Square blocks of numbers in registers, turned.

#ifndef SNNC_CONVERSION_TRANSPOSE_H
#define SNNC_CONVERSION_TRANSPOSE_H

#include "compiler/Conversion/Emitter.h"

namespace snnc {

/// The columns of as many rows as these have lanes, a power of two.
Emitter::Values transpose(Emitter &, Emitter::Values rows);

} // namespace snnc

#endif // SNNC_CONVERSION_TRANSPOSE_H
