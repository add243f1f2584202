// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an output gives out over a run.

#include "compiler/Reference/Collector.h"
#include "compiler/Reference/Math.h"

namespace snnc {

using mlir::snn::Reduce;

static float combine(Reduce reduce, float before, float value) {
  switch (reduce) {
  case Reduce::Sum:
  case Reduce::Mean:
    return before + value;
  case Reduce::Max:
    return elementary::maximum(before, value);
  case Reduce::None:
  case Reduce::Last:
    break;
  }
  return value;
}

void Collector::add(const Array &value) {
  ++count;
  if (reduce == Reduce::None) {
    result.data.insert(result.data.end(), value.data.begin(), value.data.end());
    return;
  }
  for (size_t k = 0; k < value.size(); ++k) {
    result[k] = count == 1 ? value[k] : combine(reduce, result[k], value[k]);
    if (reduce == Reduce::Mean && count == steps)
      result[k] = result[k] / float(steps);
  }
}

} // namespace snnc
