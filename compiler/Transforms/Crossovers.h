// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of a layer's inputs that are not zero from which on it is faster to
// multiply all of them than to visit those: all of these numbers.

#ifndef SNNC_TRANSFORMS_CROSSOVERS_H
#define SNNC_TRANSFORMS_CROSSOVERS_H

#include <cstdint>

namespace mlir::snn {
class ConvOp;
} // namespace mlir::snn

namespace snnc {

/// Of a linear operation. bench/calibrate.py: 0.35 on an AMD EPYC (Zen 3, AVX2)
/// and 0.4 to 0.55 on an Intel Xeon (Ice Lake, AVX-512).
inline constexpr double kLinearCrossover = 0.4;

/// Of a convolution of 3 x 3 with 64 outputs by rows, to which that of others
/// is in proportion.
inline constexpr double kConvCrossover = 0.138;

/// That of a convolution, where it is `ofRows` for that one. Registers hold
/// `lanes` floats.
double crossoverOf(mlir::snn::ConvolveOp conv, double ofRows, int64_t lanes);

} // namespace snnc

#endif // SNNC_TRANSFORMS_CROSSOVERS_H
