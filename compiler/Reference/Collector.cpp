// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an output gives out over a run.

#include "compiler/Reference/Collector.h"
#include "compiler/Reference/Math.h"

namespace snnc {

using mlir::snn::Reduce;

/// Every 16 steps and after the last, a sum is settled.
void Collector::addToSums(const Array &value) {
  sums.resize(value.size());
  for (size_t k = 0; k < value.size(); ++k) {
    sums[k].add(value[k]);
    if (count % 16 == 0 || count == steps)
      sums[k].settle();
    result[k] = sums[k].sum;
    if (reduce == Reduce::Mean && count == steps)
      result[k] = result[k] / float(steps);
  }
}

void Collector::add(const Array &value) {
  ++count;
  if (isSum(reduce))
    return addToSums(value);
  if (reduce == Reduce::None) {
    result.data.insert(result.data.end(), value.data.begin(), value.data.end());
    return;
  }
  for (size_t k = 0; k < value.size(); ++k)
    result[k] = reduce == Reduce::Max && count > 1
                    ? elementary::maximum(result[k], value[k])
                    : value[k];
}

} // namespace snnc
