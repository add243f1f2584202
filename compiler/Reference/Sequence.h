// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The application's arrays as loops see them: [sample, row, unit], of floats,
// bytes or bits (docs/ABI.md).

#ifndef SNNC_REFERENCE_SEQUENCE_H
#define SNNC_REFERENCE_SEQUENCE_H

#include "compiler/Reference/Memory.h"
#include "dialect/Storage.h"

namespace snnc {

/// Element \p k of a row of the first sample; nothing where it lies outside.
std::optional<double> loadElement(const MemoryView &sequence,
                                  mlir::snn::Element element, int64_t row,
                                  int64_t k);
bool storeElement(const MemoryView &sequence, mlir::snn::Element element,
                  int64_t row, int64_t k, double value);

/// Memory of one sample's array: rows of some elements.
class Sequence {
public:
  /// What holds nothing yet is NaN, or else all of its bits are set.
  Sequence(mlir::MLIRContext *context, mlir::snn::Element element, int64_t rows,
           int64_t elements);

  /// Row-major, all rows.
  void set(llvm::ArrayRef<float> values);
  std::vector<float> get();
  MemoryView view();

private:
  mlir::MLIRContext *context;
  mlir::snn::Element element;
  int64_t rows, elements;
  std::vector<uint8_t> bytes;
};

} // namespace snnc

#endif // SNNC_REFERENCE_SEQUENCE_H
