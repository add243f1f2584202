// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run: the compiled code on arrays and states.

#include "compiler/Tools/Progress.h"
#include "compiler/Tools/RunArrays.h"
#include "llvm/ADT/STLExtras.h"
#include <snn/batch.h>
#include <snn/state.h>

using namespace snnc;
using Clock = std::chrono::steady_clock;

static llvm::Error runJob(const snn_model &model, const snn_batch &job) {
  snn_message message = {};
  snn_error error = snn_run_batch(&model, &job, &message);
  return error ? runtimeError(error, message) : llvm::Error::success();
}

/// Moves pointers to the arrays of `arrays` on by some steps. `Byte` is const
/// where they are inputs.
template <typename Byte, typename T>
static llvm::Error advance(std::vector<T *> &pointers, const snn_array *arrays,
                           size_t steps) {
  for (auto [index, pointer] : llvm::enumerate(pointers)) {
    auto bytes = bytesOfStep(arrays[index]);
    if (!bytes)
      return bytes.takeError();
    pointer = static_cast<Byte *>(pointer) + steps * *bytes;
  }
  return llvm::Error::success();
}

/// One sample, some steps at a time, so that one who waits sees how far it is.
/// The bits are those of one run (docs/Semantics.md, G6).
static llvm::Error runInPieces(const snn_model &model, snn_batch job,
                               std::vector<const void *> inputs,
                               std::vector<void *> outputs) {
  Progress progress("steps", job.steps);
  const size_t steps = job.steps, burnin = job.burnin;
  size_t piece = 1024, done = 0;
  while (done < steps) {
    Clock::time_point start = Clock::now();
    job.steps = std::min(piece, steps - done);
    job.burnin = std::min(job.steps, burnin - std::min(burnin, done));
    job.inputs = inputs.data();
    job.outputs = outputs.data();
    if (llvm::Error problem = runJob(model, job))
      return problem;
    done += job.steps;
    progress.set(done);
    if (llvm::Error problem =
            advance<const char>(inputs, model.inputs, job.steps))
      return problem;
    if (llvm::Error problem =
            advance<char>(outputs, model.outputs, job.steps - job.burnin))
      return problem;
    if (Clock::now() - start < std::chrono::milliseconds(100))
      piece *= 2;
  }
  return llvm::Error::success();
}

/// A sum over steps is one of the steps of one call.
static bool isReduced(const snn_array &output) {
  return output.reduce != SNN_REDUCE_NONE;
}

llvm::Error snnc::runCompiled(const snn_model &model, const InputArrays &inputs,
                              const RunPlan &plan,
                              llvm::ArrayRef<void *> states,
                              llvm::ArrayRef<FloatBuffer> outputs) {
  PackedOutputs given;
  if (llvm::Error problem = given.allocate(model, inputs.batch, inputs.steps,
                                           plan.burnin, outputs))
    return problem;
  snn_batch job = {};
  job.batch = inputs.batch;
  job.steps = inputs.steps;
  job.burnin = plan.burnin;
  job.inputs = inputs.given.pointers.data();
  job.outputs = given.pointers.data();
  job.states = states.empty() ? nullptr : states.data();
  job.key[0] = plan.key[0];
  job.key[1] = plan.key[1];
  job.threads = plan.threads;
  bool canStop = inputs.batch == 1 && !states.empty() &&
                 llvm::none_of(llvm::ArrayRef(model.outputs, model.num_outputs),
                               isReduced);
  if (canStop && Progress::isWatched()) {
    if (llvm::Error problem =
            runInPieces(model, job, inputs.given.pointers, given.pointers))
      return problem;
    return given.unpack(model, outputs);
  }
  Progress progress("samples", inputs.batch);
  job.progress = Progress::report;
  job.context = &progress;
  if (llvm::Error problem = runJob(model, job))
    return problem;
  return given.unpack(model, outputs);
}
