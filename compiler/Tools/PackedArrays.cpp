// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/PackedArrays.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <snn/batch.h>
#include <snn/rows.h>
#include <snn/state.h>

using namespace snnc;

/// Zeros; a model writes and reads bytes in them.
static llvm::Expected<FloatBuffer> makeBytes(const char *name, size_t bytes) {
  return FloatBuffer::create(name, llvm::divideCeil(bytes, sizeof(float)));
}

llvm::Expected<size_t> snnc::bytesOfStep(const snn_array &array) {
  size_t bytes = 0;
  if (snn_error error = snn_rows_bytes(&array, 1, &bytes))
    return runtimeError(error);
  return bytes;
}

llvm::Error PackedInputs::pack(const snn_model &model, size_t rows,
                               llvm::ArrayRef<const float *> floats) {
  pointers.assign(floats.begin(), floats.end());
  for (auto [index, values] : llvm::enumerate(floats)) {
    const snn_array &input = model.inputs[index];
    if (input.dtype == SNN_F32)
      continue;
    size_t bytes = 0;
    snn_message message = {};
    if (snn_error error = snn_rows_bytes(&input, rows, &bytes))
      return runtimeError(error);
    auto buffer = makeBytes(input.name, bytes);
    if (!buffer)
      return buffer.takeError();
    if (snn_error error =
            snn_rows_pack(&input, values, rows, buffer->data(), &message))
      return runtimeError(error, message);
    pointers[index] = buffer->data();
    made.push_back(std::move(*buffer));
  }
  return llvm::Error::success();
}

llvm::Error PackedOutputs::allocate(const snn_model &model, size_t batch,
                                    size_t steps, size_t burnin,
                                    llvm::ArrayRef<FloatBuffer> floats) {
  pointers.clear();
  made.clear();
  for (auto [index, values] : llvm::enumerate(floats)) {
    const snn_array &output = model.outputs[index];
    pointers.push_back(values.data());
    if (output.dtype == SNN_F32)
      continue;
    size_t bytes = 0;
    if (snn_error error =
            snn_output_bytes(&model, index, batch, steps, burnin, &bytes))
      return runtimeError(error);
    auto buffer = makeBytes(output.name, bytes);
    if (!buffer)
      return buffer.takeError();
    pointers.back() = buffer->data();
    made.push_back(std::move(*buffer));
  }
  return llvm::Error::success();
}

llvm::Error PackedOutputs::unpack(const snn_model &model,
                                  llvm::ArrayRef<FloatBuffer> floats) const {
  for (auto [index, values] : llvm::enumerate(floats)) {
    const snn_array &output = model.outputs[index];
    size_t count = 0;
    if (snn_error error = snn_array_count(&output, &count))
      return runtimeError(error);
    if (output.dtype == SNN_F32 || count == 0)
      continue;
    if (snn_error error = snn_rows_unpack(&output, pointers[index],
                                          values.size() / count, values.data()))
      return runtimeError(error);
  }
  return llvm::Error::success();
}
