// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of a model: making one, copying it, and reading and writing its
// arrays by name. A state is a block of `state_bytes` bytes; the runtime's own
// allocations are one way to get one, the struct of the generated header
// another.

#ifndef SNN_STATE_H
#define SNN_STATE_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether this runtime can use `model`: SNN_OK, SNN_ERROR_ABI with a message
/// that gives both versions or names the field that makes no sense, or
/// SNN_ERROR_CPU with what this processor lacks (snn_check_cpu).
snn_error snn_model_check(const snn_model *model, snn_message *message);

/// Allocates a state of `model`, aligned and zeroed but not initialised.
/// Null if there is no memory. Free it with snn_state_free.
void *snn_state_alloc(const snn_model *model);

/// Frees what snn_state_alloc or snn_state_create gave; null is ignored.
void snn_state_free(void *state);

/// Allocates a state and initialises it from `key` (null: {0, 0}).
/// Errors: SNN_ERROR_ARGUMENT, SNN_ERROR_MEMORY, and those of snn_model_check;
/// then *state is null.
snn_error snn_state_create(const snn_model *model, const uint32_t key[2],
                           void **state);

/// The same for a model that is given its weights, from what snn_params_load
/// gave: SNN_ERROR_ARGUMENT if that is null. Others take no heed of it.
snn_error snn_state_create_given(const snn_model *model, const uint32_t key[2],
                                 const void *packed, void **state);

/// snn_state_create `count` times, all from the same key, into
/// states[0..count-1]. On an error none is left allocated.
snn_error snn_states_create(const snn_model *model, size_t count,
                            const uint32_t key[2], void **states);

/// Frees states[0..count-1].
void snn_states_free(size_t count, void **states);

/// Copies what a state carries from step to step (no scratch): a snapshot, or
/// its restoration. Both are states of `model` and do not overlap.
void snn_state_copy(const snn_model *model, void *to, const void *from);

/// The state array called `name`, for example "lif.v"; null if there is none.
const snn_array *snn_state_find(const snn_model *model, const char *name);

/// Elements of `array`: the product of its shape, times the slots of a queue.
/// Error: SNN_ERROR_OVERFLOW.
snn_error snn_array_count(const snn_array *array, size_t *count);

/// Reads a state array of `state` into `values`, row-major f32 of
/// snn_array_count elements, [slots, shape...] for a queue, the oldest first; a
/// bit becomes 0.0f or 1.0f. `array` is one of the model's `states`.
snn_error snn_state_read(const snn_array *array, const void *state,
                         float *values);

/// The inverse of snn_state_read; a nonzero value (NaN too) sets a bit.
/// Padding keeps its bytes.
snn_error snn_state_write(const snn_array *array, void *state,
                          const float *values);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_STATE_H
