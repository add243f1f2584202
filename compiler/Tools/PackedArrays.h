// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a model takes and gives, where that is bytes or bits, beside the floats
// that everything else here works on.

#ifndef SNNC_COMPILER_TOOLS_PACKEDARRAYS_H
#define SNNC_COMPILER_TOOLS_PACKEDARRAYS_H

#include "compiler/Tools/FloatBuffer.h"

namespace snnc {

/// The inputs of a model, made from floats.
class PackedInputs {
public:
  /// \p floats: an array of so many rows for each input. Errors: an input of
  /// bytes with what is no whole number from 0 to 255; memory.
  llvm::Error pack(const snn_model &model, size_t rows,
                   llvm::ArrayRef<const float *> floats);

  /// One for each input: the floats themselves, or what was made from them.
  std::vector<const void *> pointers;

private:
  std::vector<FloatBuffer> made;
};

/// The outputs of a model, made into floats.
class PackedOutputs {
public:
  /// \p floats: an array for each output of the run.
  llvm::Error allocate(const snn_model &model, size_t batch, size_t steps,
                       size_t burnin, llvm::ArrayRef<FloatBuffer> floats);
  /// After a run: sets the floats of outputs that are bytes or bits.
  llvm::Error unpack(const snn_model &model,
                     llvm::ArrayRef<FloatBuffer> floats) const;

  /// One for each output: the floats themselves, or memory of its own.
  std::vector<void *> pointers;

private:
  std::vector<FloatBuffer> made;
};

/// Bytes that one step of an input or output takes.
llvm::Expected<size_t> bytesOfStep(const snn_array &array);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_PACKEDARRAYS_H
