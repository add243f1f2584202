// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// State arrays between their stored layout (positions x channels, see abi.h)
// and row-major f32.

#include "internal.h"

#include <snn/state.h>

#include <string.h>

const snn_array *snn_state_find(const snn_model *model, const char *name) {
  if (!model || !name)
    return NULL;
  for (size_t i = 0; i < model->num_states; ++i)
    if (strcmp(model->states[i].name, name) == 0)
      return &model->states[i];
  return NULL;
}

snn_error snn_array_count(const snn_array *array, size_t *count) {
  if (!array || !count)
    return SNN_ERROR_ARGUMENT;
  size_t product = array->slots ? array->slots : 1;
  for (uint32_t i = 0; i < array->rank; ++i)
    if (!snni_multiply(product, array->shape[i], &product))
      return SNN_ERROR_OVERFLOW;
  *count = product;
  return SNN_OK;
}

/// The three extents of the stored layout.
struct extents {
  size_t slots, channels, positions;
};

static snn_error get_extents(const snn_array *array, struct extents *extents) {
  size_t count;
  snn_error error = snn_array_count(array, &count);
  if (error != SNN_OK)
    return error;
  extents->slots = array->slots ? array->slots : 1;
  extents->channels = array->rank ? array->shape[0] : 1;
  extents->positions = 1;
  if (count == 0) // Then the product of the rest may overflow.
    extents->slots = 0;
  else
    for (uint32_t i = 1; i < array->rank; ++i)
      extents->positions *= array->shape[i];
  return SNN_OK;
}

/// The block that holds slot q of the array, of the given number of slots. What
/// is no queue has its one block.
static size_t block_of(const snn_array *array, const void *state, size_t slots,
                       size_t q) {
  uint32_t head = 0;
  if (array->slots)
    memcpy(&head, (const unsigned char *)state + array->head, sizeof head);
  return (head % slots + q) % slots;
}

static float load(const snn_array *array, const unsigned char *base,
                  size_t element) {
  if (array->dtype == SNN_BITS)
    return (float)(base[element / 8] >> (element % 8) & 1);
  float value;
  memcpy(&value, base + element * sizeof value, sizeof value);
  return value;
}

static void store(const snn_array *array, unsigned char *base, size_t element,
                  float value) {
  if (array->dtype == SNN_BITS) {
    unsigned char bit = (unsigned char)(1u << (element % 8));
    if (value != 0.0f)
      base[element / 8] |= bit;
    else
      base[element / 8] &= (unsigned char)~bit;
    return;
  }
  memcpy(base + element * sizeof value, &value, sizeof value);
}

snn_error snn_state_read(const snn_array *array, const void *state,
                         float *values) {
  if (!array || !state || !values)
    return SNN_ERROR_ARGUMENT;
  struct extents e;
  snn_error error = get_extents(array, &e);
  if (error != SNN_OK)
    return error;
  const unsigned char *base = (const unsigned char *)state + array->offset;
  for (size_t q = 0; q < e.slots; ++q) {
    size_t first = block_of(array, state, e.slots, q) * e.positions;
    for (size_t c = 0; c < e.channels; ++c)
      for (size_t p = 0; p < e.positions; ++p)
        *values++ = load(array, base, (first + p) * array->pitch + c);
  }
  return SNN_OK;
}

snn_error snn_state_write(const snn_array *array, void *state,
                          const float *values) {
  if (!array || !state || !values)
    return SNN_ERROR_ARGUMENT;
  struct extents e;
  snn_error error = get_extents(array, &e);
  if (error != SNN_OK)
    return error;
  unsigned char *base = (unsigned char *)state + array->offset;
  for (size_t q = 0; q < e.slots; ++q) {
    size_t first = block_of(array, state, e.slots, q) * e.positions;
    for (size_t c = 0; c < e.channels; ++c)
      for (size_t p = 0; p < e.positions; ++p)
        store(array, base, (first + p) * array->pitch + c, *values++);
  }
  return SNN_OK;
}
