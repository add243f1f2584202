// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A transposed convolution's padding.

#include "snnc/WindowLayers.h"
#include <algorithm>

using namespace snnc;

namespace {
/// What a transposed convolution takes from the two ends of an axis of its
/// result, and adds to the far end.
struct Ends {
  int64_t before, behind, added;
};
} // namespace

/// Equinox's "SAME": `stride` times the input's size is left.
static Ends sameEnds(int64_t reach, int64_t stride, int64_t added, bool lower) {
  int64_t rest = reach - stride + added + 1, sum = std::max<int64_t>(rest, 0);
  int64_t before = (sum + (lower ? 1 : 0)) / 2;
  return {before, sum - before, rest < 0 ? -rest : 0};
}

Padding ConvTranspose2d::getTransposedPadding() const {
  const auto *given = std::get_if<Padding>(&padding);
  const auto *same = std::get_if<SamePadding>(&padding);
  Padding transposed;
  for (size_t axis = 0; axis < kernelSize.size(); ++axis) {
    // How far a kernel reaches beyond its first element.
    int64_t reach = dilation[axis] * (kernelSize[axis] - 1);
    Ends ends = {0, 0, outputPadding[axis]};
    if (same)
      ends = sameEnds(reach, stride[axis], outputPadding[axis], same->lower);
    else
      ends = {(*given)[axis][0], (*given)[axis][1], outputPadding[axis]};
    transposed.push_back(
        {reach - ends.before, reach - ends.behind + ends.added});
  }
  return transposed;
}
