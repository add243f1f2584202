// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/LzfFilter.h"
#include "llvm/ADT/ArrayRef.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <hdf5.h>

using namespace snnc;

/// Under which the HDF Group has it on its list.
static constexpr H5Z_filter_t lzfFilter = 32000;

/// The most bytes that one byte stands for: a copy of 264 takes 3.
static constexpr size_t maxRatio = 88;

namespace {
/// Bytes that were read so far, and those to which they expand.
struct Expansion {
  llvm::ArrayRef<uint8_t> rest;
  uint8_t *output;
  size_t room;
  size_t size = 0;

  bool copyNext(size_t count) {
    if (count > rest.size() || count > room - size)
      return false;
    std::memcpy(output + size, rest.data(), count);
    rest = rest.drop_front(count);
    size += count;
    return true;
  }

  /// Of what was written, perhaps of what this writes: one byte after another.
  bool repeat(size_t distance, size_t count) {
    if (distance > size || count > room - size)
      return false;
    for (; count; --count, ++size)
      output[size] = output[size - distance];
    return true;
  }

  /// A byte below 32 says how many more follow; another has the number of bytes
  /// to repeat in its upper 3 bits and the upper part of their distance below.
  bool step() {
    unsigned control = take();
    if (control < 32)
      return copyNext(control + 1);
    size_t count = control >> 5;
    if (count == 7 && !rest.empty())
      count += take();
    if (rest.empty())
      return false;
    size_t distance = ((control & 31) << 8 | take()) + 1;
    return repeat(distance, count + 2);
  }

  uint8_t take() {
    uint8_t byte = rest.front();
    rest = rest.drop_front();
    return byte;
  }
};
} // namespace

/// HDF5's interface of a filter; 0 says that it failed. The third parameter in
/// the file is the size of a chunk.
static size_t expand(unsigned flags, size_t parameterCount,
                     const unsigned *parameters, size_t bytes,
                     size_t *bufferBytes, void **buffer) {
  if (!(flags & H5Z_FLAG_REVERSE) || parameterCount < 3)
    return 0;
  size_t room = std::min<size_t>(parameters[2], bytes * maxRatio);
  auto *output = static_cast<uint8_t *>(std::malloc(std::max<size_t>(room, 1)));
  if (!output)
    return 0;
  Expansion expansion{{static_cast<uint8_t *>(*buffer), bytes}, output, room};
  bool isSound = true;
  while (isSound && !expansion.rest.empty())
    isSound = expansion.step();
  if (!isSound || expansion.size != parameters[2]) {
    std::free(output);
    return 0;
  }
  std::free(*buffer);
  *buffer = output;
  *bufferBytes = room;
  return expansion.size;
}

void hdf5::registerLzf() {
  static const H5Z_class2_t filter = {
      H5Z_CLASS_T_VERS,      lzfFilter,
      /*encoder_present=*/0,
      /*decoder_present=*/1, "lzf",     nullptr, nullptr, expand};
  if (H5Zfilter_avail(lzfFilter) <= 0)
    H5Zregister(&filter);
}
