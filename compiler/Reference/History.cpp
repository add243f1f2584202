// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a value was in the steps before.

#include "compiler/Reference/History.h"

using namespace snnc;

Array History::get(size_t count) const {
  Array values{before.shape, {}};
  values.shape.insert(values.shape.begin(), count);
  values.data.reserve(count * before.size());
  for (size_t steps = count; steps > 0; --steps) {
    const std::vector<float> &data = ago(steps).data;
    values.data.insert(values.data.end(), data.begin(), data.end());
  }
  return values;
}

void History::set(size_t count, const std::vector<float> &data) {
  if (past.size() < count)
    past.resize(count, before);
  auto from = data.begin();
  for (size_t steps = count; steps > 0; --steps) {
    past[steps - 1].data.assign(from, from + before.size());
    from += before.size();
  }
}
