// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Many independent samples over several threads.

#ifndef SNN_BATCH_H
#define SNN_BATCH_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A batch of runs. Zero what is not needed:
/// `snn_batch job = {.batch = 32, .steps = 100, ...}`.
typedef struct snn_batch {
  size_t batch;  ///< Samples.
  size_t steps;  ///< Steps of each sample.
  size_t burnin; ///< Leading steps whose outputs are dropped.
  /// One pointer an input of the model: [batch, steps, shape...], of floats or
  /// what else its descriptor says.
  const void *const *inputs;
  /// One pointer an output: [batch, steps - burnin, shape...], or
  /// [batch, shape...] where the output is reduced.
  void *const *outputs;
  /// Of a model that is given its weights, what snn_params_load gave
  /// (params.h). The next batch may have others.
  const void *weights;
  /// `batch` pointers to states, all different, advanced in place. Null: every
  /// sample starts from init_state(key) and its state is dropped afterwards.
  void *const *states;
  uint32_t key[2];  ///< Used if `states` is null; the same for all samples.
  unsigned threads; ///< At most so many; 0: one a processor.
  /// Samples that a thread runs side by side, so that they share each weight
  /// that is loaded; 0: up to 16, as long as their states take 8 MiB at most. A
  /// thread allocates `group` * state_bytes, and nothing while it runs.
  size_t group;
  /// Called for every sample that is done, on any of the threads but never on
  /// two at a time. Nonzero stops the batch. May be null.
  int (*progress)(void *context, size_t done, size_t total);
  void *context; ///< First argument of `progress`.
} snn_batch;

/// Runs `batch`, on the calling thread and up to `threads` - 1 more. The result
/// does not depend on the number of threads. Fewer threads than asked for are
/// used if the system gives no more.
///
/// Errors: SNN_ERROR_ABI, SNN_ERROR_CPU, SNN_ERROR_ARGUMENT (a null array),
/// SNN_ERROR_OVERFLOW (an array would not fit into memory), SNN_ERROR_MEMORY,
/// SNN_ERROR_CANCELLED.
/// After the last two, outputs and states of some samples have been written.
snn_error snn_run_batch(const snn_model *model, const snn_batch *batch,
                        snn_message *message);

/// Elements of output `index` of the model for `batch` samples of `steps`
/// steps: what the caller must have allocated. Errors: SNN_ERROR_ARGUMENT,
/// SNN_ERROR_OVERFLOW (also if the bytes do not fit).
snn_error snn_output_count(const snn_model *model, size_t index, size_t batch,
                           size_t steps, size_t burnin, size_t *count);

/// The same in bytes: of floats, bytes or bits.
snn_error snn_output_bytes(const snn_model *model, size_t index, size_t batch,
                           size_t steps, size_t burnin, size_t *bytes);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_BATCH_H
