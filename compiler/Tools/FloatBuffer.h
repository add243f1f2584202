// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Large arrays, whose sizes a user chose: running out of memory is an error
// like any other.

#ifndef SNNC_COMPILER_TOOLS_FLOATBUFFER_H
#define SNNC_COMPILER_TOOLS_FLOATBUFFER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdlib>
#include <memory>
#include <snn/abi.h>
#include <snn/error.h>
#include <vector>

namespace snnc {

/// An error of the runtime: its message, or the code's description.
llvm::Error runtimeError(snn_error error, const snn_message &message = {});

class FloatBuffer {
public:
  /// [batch, steps, shape...] of a port, zeroed.
  static llvm::Expected<FloatBuffer> forSteps(const snn_array &array,
                                              size_t batch, size_t steps);
  /// What snn_run_batch writes, one for each output, zeroed.
  static llvm::Expected<std::vector<FloatBuffer>>
  forOutputs(const snn_model &model, size_t batch, size_t steps, size_t burnin);
  /// `count` zeros that begin a line of the cache. `name` is for the message.
  static llvm::Expected<FloatBuffer> create(const char *name, size_t count);

  float *data() const { return memory.get(); }
  llvm::MutableArrayRef<float> values() const { return {memory.get(), count}; }
  size_t size() const { return count; }
  /// The data for sharing beyond the buffer's life.
  std::shared_ptr<const float> share() && { return std::move(memory); }

private:
  struct Free {
    void *allocated;
    void operator()(float * /*data*/) const { std::free(allocated); }
  };
  std::unique_ptr<float, Free> memory;
  size_t count = 0;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_FLOATBUFFER_H
