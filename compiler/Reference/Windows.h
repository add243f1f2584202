// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of convolutions and pools lie.

#ifndef SNNC_REFERENCE_WINDOWS_H
#define SNNC_REFERENCE_WINDOWS_H

#include "dialect/SNNDialect.h"
#include "llvm/ADT/ArrayRef.h"

#include <algorithm>
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
          llvm::ArrayRef<int64_t> spread,
          std::optional<mlir::snn::PadMode> mode = std::nullopt)
      : kernel(kernel), stride(stride), padding(padding), dilation(dilation),
        spread(spread), mode(mode) {}

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
      if (mode)
        at = padded(at, spread[axis] * space[axis]);
      if (at < 0 || at % spread[axis] != 0 || at / spread[axis] >= space[axis])
        return std::nullopt;
      place += at / spread[axis] * pitch;
      pitch *= space[axis];
    }
    return place;
  }

private:
  /// N8: the element of `size` that stands at `at`, which may be outside.
  int64_t padded(int64_t at, int64_t size) const {
    auto modulo = [](int64_t a, int64_t b) { return (a % b + b) % b; };
    switch (*mode) {
    case mlir::snn::PadMode::Replicate:
      return std::clamp<int64_t>(at, 0, size - 1);
    case mlir::snn::PadMode::Circular:
      return modulo(at, size);
    case mlir::snn::PadMode::Reflect: {
      int64_t period = std::max<int64_t>(2 * (size - 1), 1);
      at = modulo(at, period);
      return std::min(at, period - at);
    }
    }
    return at;
  }

  llvm::ArrayRef<int64_t> kernel, stride, padding, dilation, spread;
  std::optional<mlir::snn::PadMode> mode;
};

} // namespace snnc

#endif // SNNC_REFERENCE_WINDOWS_H
