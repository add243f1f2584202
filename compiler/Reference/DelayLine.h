// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer that gives its input of some steps before (docs/Semantics.md, M6).

#ifndef SNNC_REFERENCE_DELAYLINE_H
#define SNNC_REFERENCE_DELAYLINE_H

#include "compiler/Reference/History.h"
#include "dialect/SNNDialect.h"

namespace snnc {

class DelayLine {
public:
  /// Of a layer whose type is known.
  explicit DelayLine(mlir::snn::DelayLineOp op);

  void initState();
  Array step(const Array &x);

  /// A layer that delays nothing has no state.
  bool hasState() const { return longest > 0; }
  /// [longest, shape...], the oldest first.
  Array getState() const { return past.get(longest); }
  void setState(const std::vector<float> &data) { past.set(longest, data); }

private:
  std::vector<int64_t> shape;
  std::vector<size_t> steps; ///< of each element, row-major
  size_t longest = 0;
  History past; ///< of the input
};

} // namespace snnc

#endif // SNNC_REFERENCE_DELAYLINE_H
