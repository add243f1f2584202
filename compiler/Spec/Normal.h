// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The polynomials behind a normal value: what both Random.cpp and compiled code
// (compiler/Conversion/RandomBits.cpp) evaluate. JAX's values come from XLA,
// which rounds after the same polynomials; hence they are these and no better
// ones. Highest power first.

#ifndef SNNC_COMPILER_SPEC_NORMAL_H
#define SNNC_COMPILER_SPEC_NORMAL_H

namespace snnc {
namespace normal {

/// The inverse of erf at u, divided by u: Giles's approximation ("Approximating
/// the erfinv function", 2010), with w = -log(1 - u u). In w - 2.5 for w < 5,
/// else in sqrt(w) - 3.
constexpr float erfInvCentre[] = {
    2.81022636e-08f,  3.43273939e-07f, -3.5233877e-06f,
    -4.39150654e-06f, 0.00021858087f,  -0.00125372503f,
    -0.00417768164f,  0.246640727f,    1.50140941f};
constexpr float erfInvTail[] = {
    -0.000200214257f, 0.000100950558f, 0.00134934322f,
    -0.00367342844f,  0.00573950773f,  -0.0076224613f,
    0.00943887047f,   1.00167406f,     2.83297682f};

/// log(1 + x) = x - x^2 / 2 + x^3 p(x) / q(x) for |x| below sqrt(2) - 1, the
/// rational function that is known from Cephes.
constexpr float log1pBound = 0x1.a8279ap-2f;
constexpr float log1pAbove[] = {4.527e-05f,     0x1.fe818ap-2f, 0x1.a509f4p+2f,
                                0x1.de9738p+4f, 0x1.e798ecp+5f, 0x1.c8e75ap+5f,
                                0x1.40a202p+4f};
constexpr float log1pBelow[] = {1.0f,           0x1.e2035ap+3f, 0x1.4c30b6p+6f,
                                0x1.bb865ap+7f, 0x1.351946p+8f, 0x1.b0db14p+7f,
                                0x1.e0f304p+5f};

/// log(m 2^e) elsewhere: with x = m - 1, m within [sqrt(1/2), sqrt(2)), it is
/// x - x^2 / 2 + x^3 ((c(x) x^3 + b(x)) x^3 + a(x)) + e ln 2, with ln 2 in two
/// parts.
constexpr float logC[] = {0x1.204376p-4f, -0x1.d7a37p-4f, 0x1.de4a34p-4f};
constexpr float logB[] = {-0x1.fcba9ep-4f, 0x1.23d37ep-3f, -0x1.555ca0p-3f};
constexpr float logA[] = {0x1.999d58p-3f, -0x1.fffff8p-3f, 0x1.555554p-2f};
constexpr float ln2High = 0x1.63p-1f;
constexpr float ln2Low = -0x1.bd0106p-13f;

} // namespace normal
} // namespace snnc

#endif // SNNC_COMPILER_SPEC_NORMAL_H
