// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of memory, and the tensors in it.

#include "compiler/Reference/Memory.h"

#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace mlir;

namespace snnc {

std::optional<int64_t> MemoryView::locate(ArrayRef<int64_t> indices) const {
  int64_t size = element.getIntOrFloatBitWidth() / 8, place = offset;
  for (auto [index, count, stride] : llvm::zip_equal(indices, sizes, strides)) {
    if (index < 0 || index >= count)
      return std::nullopt;
    place += index * stride * size;
  }
  if (place < 0 || place + size > int64_t(bytes.size()))
    return std::nullopt;
  return place;
}

std::optional<double> MemoryView::load(ArrayRef<int64_t> indices) const {
  std::optional<int64_t> place = locate(indices);
  if (!place)
    return std::nullopt;
  const uint8_t *at = bytes.data() + *place;
  if (element.isF32()) {
    float value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  uint32_t bits = 0;
  std::memcpy(&bits, at, element.getIntOrFloatBitWidth() / 8);
  return bits;
}

bool MemoryView::store(ArrayRef<int64_t> indices, double value) const {
  std::optional<int64_t> place = locate(indices);
  if (!place)
    return false;
  uint8_t *at = bytes.data() + *place;
  if (element.isF32()) {
    float number = value;
    std::memcpy(at, &number, sizeof number);
    return true;
  }
  auto bits = uint32_t(value);
  std::memcpy(at, &bits, element.getIntOrFloatBitWidth() / 8);
  return true;
}

/// Channels and positions of a tensor [C, S...].
static std::pair<int64_t, int64_t> layoutOf(ArrayRef<int64_t> shape) {
  int64_t positions = 1;
  for (int64_t size : shape.drop_front(std::min<size_t>(1, shape.size())))
    positions *= size;
  return {shape.empty() ? 1 : shape.front(), positions};
}

std::optional<Array> loadBlock(const MemoryView &buffer, int64_t block,
                               ArrayRef<int64_t> shape) {
  auto [channels, positions] = layoutOf(shape);
  Array array = Array::zeros(shape.vec());
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t p = 0; p < positions; ++p) {
      bool isBit = !buffer.element.isF32();
      auto value = buffer.load({0, block, p, isBit ? c / 8 : c});
      if (!value)
        return std::nullopt;
      array[c * positions + p] =
          isBit ? float(int(*value) >> c % 8 & 1) : float(*value);
    }
  return array;
}

bool storeBlock(const MemoryView &buffer, int64_t block, const Array &values) {
  auto [channels, positions] = layoutOf(values.shape);
  bool isBit = !buffer.element.isF32();
  if (isBit)
    for (int64_t p = 0; p < positions; ++p)
      for (int64_t byte = 0; byte < buffer.sizes.back(); ++byte)
        if (!buffer.store({0, block, p, byte}, 0))
          return false;
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t p = 0; p < positions; ++p) {
      float value = values[c * positions + p];
      if (!isBit) {
        if (!buffer.store({0, block, p, c}, value))
          return false;
        continue;
      }
      auto before = buffer.load({0, block, p, c / 8});
      int bit = (value != 0.0f) << c % 8;
      if (!before || !buffer.store({0, block, p, c / 8}, int(*before) | bit))
        return false;
    }
  return true;
}

} // namespace snnc
