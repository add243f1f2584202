// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers: those of `jax.random` (JAX 0.10, with partitionable
// threefry2x32). docs/Semantics.md, R1 to R4, has the rules.

#ifndef SNNC_RANDOM_H
#define SNNC_RANDOM_H

#include "snnc/Parameter.h"
#include <array>
#include <cstdint>
#include <vector>

namespace snnc {

/// What numbers are drawn from; the two words of a raw JAX key.
using Key = std::array<uint32_t, 2>;

/// The key that `jax.random.PRNGKey(seed)` makes.
inline Key keyOfSeed(uint32_t seed) { return {0, seed}; }

/// `jax.random.split(key, n)[index]`, which is the same for every n > index.
Key split(Key key, uint32_t index);

/// The key at the end of a path: `split` for each of its indices.
Key split(Key key, const std::vector<uint32_t> &path);

/// 32 random bits: element `index` of `jax.random.bits(key, shape)`, counted in
/// row-major order.
uint32_t randomBits(Key key, uint64_t index);

/// The value that `bits` become: uniform in [first, second), as
/// `jax.random.uniform` has it; or `first` + `second` times the value of
/// `jax.random.normal`. What is not drawn does not depend on the bits.
float drawnValue(const InitFn &init, uint32_t bits);

/// An array of drawn values. `shape` has as many elements as memory holds.
Tensor draw(const InitFn &init, Key key, Shape shape);

} // namespace snnc

#endif // SNNC_RANDOM_H
