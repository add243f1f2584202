// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How parameters of different shapes go together: as in NumPy, axes agree from
// the last one on, or are 1.

#ifndef SNNC_COMPILER_SPEC_BROADCAST_H
#define SNNC_COMPILER_SPEC_BROADCAST_H

#include "snnc/Parameter.h"
#include <optional>

namespace snnc {

/// The smallest shape that both broadcast to; nothing where there is none.
std::optional<Shape> commonShape(const Shape &a, const Shape &b);

/// Whether a parameter of \p from can be read at every element of \p to.
bool broadcasts(const Shape &from, const Shape &to);

/// Where element \p index of \p to is read in a parameter of \p from, which
/// broadcasts to it.
size_t broadcastIndex(const Shape &from, const Shape &to, size_t index);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_BROADCAST_H
