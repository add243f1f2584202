// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/FloatBuffer.h"

#include "llvm/Support/MathExtras.h"
#include <snn/batch.h>
#include <snn/state.h>

using namespace snnc;

llvm::Error snnc::runtimeError(snn_error error, const snn_message &message) {
  return llvm::createStringError(message.text[0] ? message.text
                                                 : snn_error_string(error));
}

llvm::Expected<FloatBuffer> FloatBuffer::create(const char *name,
                                                size_t count) {
  // A vector that crosses lines takes twice the time. What calloc gives is no
  // memory before it is used; aligned_alloc would have to be cleared.
  constexpr size_t line = 64, floats = line / sizeof(float);
  FloatBuffer buffer;
  buffer.count = count;
  bool overflow = false;
  size_t room = llvm::SaturatingAdd(count, floats, &overflow);
  if (void *all = overflow ? nullptr : std::calloc(room, sizeof(float))) {
    auto place = llvm::alignTo(reinterpret_cast<uintptr_t>(all), line);
    buffer.memory = {reinterpret_cast<float *>(place), Free{all}};
    return std::move(buffer);
  }
  return llvm::createStringError(
      llvm::Twine("'") + name +
      "' needs more memory than there is: " + llvm::Twine(count) + " floats");
}

llvm::Expected<FloatBuffer> FloatBuffer::forSteps(const snn_array &array,
                                                  size_t batch, size_t steps) {
  size_t count = 0;
  if (snn_error error = snn_array_count(&array, &count))
    return runtimeError(error);
  bool overflow = false;
  count = llvm::SaturatingMultiply(count, batch, &overflow);
  if (!overflow)
    count = llvm::SaturatingMultiply(count, steps, &overflow);
  if (overflow)
    return runtimeError(SNN_ERROR_OVERFLOW);
  return create(array.name, count);
}

llvm::Expected<std::vector<FloatBuffer>>
FloatBuffer::forOutputs(const snn_model &model, size_t batch, size_t steps,
                        size_t burnin) {
  std::vector<FloatBuffer> outputs;
  for (size_t index = 0; index < model.num_outputs; ++index) {
    size_t count = 0;
    if (snn_error error =
            snn_output_count(&model, index, batch, steps, burnin, &count))
      return runtimeError(error);
    auto output = create(model.outputs[index].name, count);
    if (!output)
      return output.takeError();
    outputs.push_back(std::move(*output));
  }
  return outputs;
}
