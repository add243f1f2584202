// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of convolutions and pools lie.

#ifndef SNNC_REFERENCE_WINDOWS_H
#define SNNC_REFERENCE_WINDOWS_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace snnc {

/// Windows over the space [S...] of one channel. `padding` has a pair (before,
/// after) for each axis, of which the first matters here. The elements of the
/// space stand `spread` apart.
class Windows {
public:
  Windows(llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> stride,
          llvm::ArrayRef<int64_t> padding, llvm::ArrayRef<int64_t> dilation,
          llvm::ArrayRef<int64_t> spread)
      : kernel(kernel), stride(stride), padding(padding), dilation(dilation),
        spread(spread) {}

  /// Elements of a window.
  size_t numTaps() const {
    size_t count = 1;
    for (int64_t size : kernel)
      count *= size;
    return count;
  }

  /// The row-major place in `space` of element `tap` of the window at output
  /// `position`, both row-major; nothing if it lies in the padding.
  std::optional<size_t> locate(size_t position,
                               const std::vector<int64_t> &positions,
                               size_t tap,
                               const std::vector<int64_t> &space) const {
    size_t place = 0, pitch = 1;
    for (size_t axis = kernel.size(); axis-- > 0;) {
      int64_t out = position % positions[axis], k = tap % kernel[axis];
      position /= positions[axis];
      tap /= kernel[axis];
      int64_t at = out * stride[axis] + k * dilation[axis] - padding[2 * axis];
      if (at < 0 || at % spread[axis] != 0 || at / spread[axis] >= space[axis])
        return std::nullopt;
      place += at / spread[axis] * pitch;
      pitch *= space[axis];
    }
    return place;
  }

private:
  llvm::ArrayRef<int64_t> kernel, stride, padding, dilation, spread;
};

} // namespace snnc

#endif // SNNC_REFERENCE_WINDOWS_H
