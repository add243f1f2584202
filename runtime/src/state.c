// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// States as blocks of memory.

#include "internal.h"

#include <snn/state.h>

#include <stdlib.h>
#include <string.h>

/// Two states never share a cache line, so threads do not disturb each other.
static const size_t min_alignment = 64;

void *snn_state_alloc(const snn_model *model) {
  size_t alignment = model->state_align;
  if (alignment < min_alignment)
    alignment = min_alignment;
  size_t bytes = model->state_bytes ? model->state_bytes : 1;
  if (bytes > SIZE_MAX - (alignment - 1))
    return NULL;
  bytes = (bytes + alignment - 1) & ~(alignment - 1);
  void *state = aligned_alloc(alignment, bytes);
  if (state)
    memset(state, 0, bytes);
  return state;
}

void snn_state_free(void *state) { free(state); }

snn_error snn_state_create(const snn_model *model, const uint32_t key[2],
                           void **state) {
  return snn_state_create_given(model, key, NULL, state);
}

snn_error snn_state_create_given(const snn_model *model, const uint32_t key[2],
                                 const void *packed, void **state) {
  static const uint32_t zero_key[2] = {0, 0};
  if (!state)
    return SNN_ERROR_ARGUMENT;
  *state = NULL;
  snn_error error = snn_model_check(model, NULL);
  if (error != SNN_OK)
    return error;
  if (model->pack && !packed)
    return SNN_ERROR_ARGUMENT;
  *state = snn_state_alloc(model);
  if (!*state)
    return SNN_ERROR_MEMORY;
  key = key ? key : zero_key;
  if (model->pack)
    model->init_given(*state, key, packed);
  else
    model->init_state(*state, key);
  return SNN_OK;
}

snn_error snn_states_create(const snn_model *model, size_t count,
                            const uint32_t key[2], void **states) {
  if (count && !states)
    return SNN_ERROR_ARGUMENT;
  for (size_t i = 0; i < count; ++i) {
    snn_error error = snn_state_create(model, key, &states[i]);
    if (error != SNN_OK) {
      snn_states_free(i, states);
      return error;
    }
  }
  return SNN_OK;
}

void snn_states_free(size_t count, void **states) {
  for (size_t i = 0; i < count; ++i) {
    snn_state_free(states[i]);
    states[i] = NULL;
  }
}

void snn_state_copy(const snn_model *model, void *to, const void *from) {
  memcpy(to, from, model->carried_bytes);
}
