// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places in memory for values that live from one step of a block to another.

#ifndef SNNC_TRANSFORMS_SCRATCHALLOCATOR_H
#define SNNC_TRANSFORMS_SCRATCHALLOCATOR_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <cstdint>

namespace snnc {

/// Scratch memory in which values with disjoint lifetimes share bytes: first
/// fit over the blocks that are alive.
class ScratchAllocator {
public:
  int64_t allocate(int64_t bytes, size_t begin, size_t end) {
    llvm::erase_if(alive,
                   [&](const Block &block) { return block.end < begin; });
    int64_t offset = 0;
    auto place = alive.begin();
    for (; place != alive.end() && place->offset < offset + bytes; ++place)
      offset = place->offset + place->bytes;
    alive.insert(place, {offset, bytes, end});
    total = std::max(total, offset + bytes);
    return offset;
  }
  int64_t getTotal() const { return total; }

private:
  struct Block {
    int64_t offset, bytes;
    size_t end;
  };
  llvm::SmallVector<Block> alive; // sorted by offset
  int64_t total = 0;
};

} // namespace snnc

#endif // SNNC_TRANSFORMS_SCRATCHALLOCATOR_H
