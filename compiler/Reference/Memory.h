// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of memory, as loops over buffers see them, and the tensors in it.

#ifndef SNNC_REFERENCE_MEMORY_H
#define SNNC_REFERENCE_MEMORY_H

#include "compiler/Reference/Array.h"
#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace snnc {

/// A memref: elements of a type within bytes that somebody else owns.
struct MemoryView {
  llvm::MutableArrayRef<uint8_t> bytes;
  mlir::Type element;
  int64_t offset = 0; ///< Of the first element, in bytes.
  llvm::SmallVector<int64_t> sizes, strides;

  /// Where the element at `indices` begins in `bytes`; nothing where it lies
  /// outside of the view, or of the bytes.
  std::optional<int64_t> locate(llvm::ArrayRef<int64_t> indices) const;

  /// An element: a number of the type, a bit pattern for integers.
  std::optional<double> load(llvm::ArrayRef<int64_t> indices) const;
  bool store(llvm::ArrayRef<int64_t> indices, double value) const;
};

/// Reads a tensor of `shape`, [C, S...], from block `block` of a buffer
/// [sample, block, position, pitch] (docs/ABI.md), of the first sample. Nothing
/// where it lies outside.
std::optional<Array> loadBlock(const MemoryView &buffer, int64_t block,
                               llvm::ArrayRef<int64_t> shape);
/// Writes one; padding bits of spikes become 0. False where it lies outside.
bool storeBlock(const MemoryView &buffer, int64_t block, const Array &values);

} // namespace snnc

#endif // SNNC_REFERENCE_MEMORY_H
