// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Broadcast.h"
#include <algorithm>

using namespace snnc;

std::optional<Shape> snnc::commonShape(const Shape &a, const Shape &b) {
  const Shape &longer = a.size() < b.size() ? b : a;
  const Shape &shorter = a.size() < b.size() ? a : b;
  Shape common = longer;
  for (size_t axis = 1; axis <= shorter.size(); ++axis) {
    int64_t &size = common[common.size() - axis];
    int64_t other = shorter[shorter.size() - axis];
    if (size != other && size != 1 && other != 1)
      return std::nullopt;
    size = size == 1 ? other : size;
  }
  return common;
}

bool snnc::broadcasts(const Shape &from, const Shape &to) {
  return from.size() <= to.size() &&
         std::equal(from.rbegin(), from.rend(), to.rbegin(),
                    [](int64_t a, int64_t b) { return a == 1 || a == b; });
}

size_t snnc::broadcastIndex(const Shape &from, const Shape &to, size_t index) {
  size_t found = 0, stride = 1;
  for (size_t axis = 1; axis <= from.size() && axis <= to.size(); ++axis) {
    size_t size = to[to.size() - axis], place = index % size;
    size_t own = from[from.size() - axis];
    index /= size;
    found += place % own * stride;
    stride *= own;
  }
  return found;
}
