// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_SPEC_ROUNDEDEXP_H
#define SNNC_COMPILER_SPEC_ROUNDEDEXP_H

namespace snnc {

/// e^x in double precision, as near as rounding allows and with the same bits
/// on every machine: no libm decides a constant.
double roundedExp(double x);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_ROUNDEDEXP_H
