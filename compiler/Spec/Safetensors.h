// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and writing safetensors files: weights, and states of a run. The
// format: 8 bytes with the header's length (little endian), a JSON header with
// dtype, shape and byte range of each tensor, then the data without holes.

#ifndef SNNC_COMPILER_SPEC_SAFETENSORS_H
#define SNNC_COMPILER_SPEC_SAFETENSORS_H

#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class MemoryBuffer;
}

namespace snnc {

/// What a file's header says of one tensor. Bytes count from the data's start.
struct SafetensorsEntry {
  std::string name;
  /// "F32", "F64", "F16", "BF16", or one that can be listed but not read.
  std::string dtype;
  Shape shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

/// Parses and checks a whole file's header: lengths, dtypes against byte
/// ranges, no overlap, no hole, nothing behind. On success `dataStart` is the
/// offset of the data. Errors name the tensor, not the file.
llvm::Expected<std::vector<SafetensorsEntry>>
readSafetensorsHeader(llvm::StringRef file, uint64_t &dataStart);

/// An open, memory-mapped file whose header was found to be sound.
class SafetensorsFile {
public:
  /// Errors name the file and what is wrong with it; of a file of another
  /// format, a ForeignFileError.
  static llvm::Expected<std::shared_ptr<const SafetensorsFile>>
  open(llvm::StringRef path);

  llvm::StringRef path() const { return filePath; }
  /// In the order of the data.
  llvm::ArrayRef<SafetensorsEntry> entries() const { return tensors; }
  /// Null where the file has no such tensor.
  const SafetensorsEntry *find(llvm::StringRef name) const;

  /// The tensor as f32: converted from f64, whose values it keeps, from f16 or
  /// bf16, taken from the mapped file (which lives on with it) where it is f32
  /// and aligned. Any other dtype
  /// is an error, and so are a NaN, an infinity and a value beyond f32's range
  /// if all must be finite.
  llvm::Expected<Tensor> read(const SafetensorsEntry &entry,
                              bool mustBeFinite = true) const;

private:
  std::string filePath;
  std::shared_ptr<llvm::MemoryBuffer> buffer;
  uint64_t dataStart = 0;
  std::vector<SafetensorsEntry> tensors;
  llvm::StringMap<unsigned> index;
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// Writes a file as a whole or not at all, of f32, and of f64 where a tensor
/// has values that are more exact. Names must be distinct.
llvm::Error writeSafetensors(llvm::StringRef path,
                             llvm::ArrayRef<NamedTensor> tensors);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_SAFETENSORS_H
