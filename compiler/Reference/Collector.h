// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an output gives out over a run.

#ifndef SNNC_REFERENCE_COLLECTOR_H
#define SNNC_REFERENCE_COLLECTOR_H

#include "compiler/Reference/Array.h"
#include "compiler/Reference/LongSum.h"
#include "dialect/Reduce.h"

namespace snnc {

/// Stacks or reduces the values of an output (docs/Semantics.md, G6).
class Collector {
public:
  Collector(mlir::snn::Reduce reduce, std::vector<int64_t> shape, size_t steps)
      : reduce(reduce), steps(steps), result(Array::zeros(shape)) {
    if (reduce == mlir::snn::Reduce::None)
      result = {stacked(shape, steps), {}};
  }

  /// Takes the value of the next step after burn-in.
  void add(const Array &value);

  /// The result after the last step: zeros if a reduced output saw none.
  const Array &get() const { return result; }

private:
  void addToSums(const Array &value);
  static std::vector<int64_t> stacked(std::vector<int64_t> shape,
                                      size_t count) {
    shape.insert(shape.begin(), count);
    return shape;
  }

  mlir::snn::Reduce reduce;
  size_t steps, count = 0;
  Array result;
  std::vector<LongSum> sums;
};

} // namespace snnc

#endif // SNNC_REFERENCE_COLLECTOR_H
