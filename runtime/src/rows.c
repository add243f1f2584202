// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arrays of the application between what the model takes and row-major f32.

#include "internal.h"

#include <snn/rows.h>
#include <snn/state.h>

#include <string.h>

/// Elements of a row, and its bytes.
static snn_error get_row(const snn_array *array, size_t *count, size_t *bytes) {
  snn_error error = snn_array_count(array, count);
  if (error != SNN_OK)
    return error;
  if (array->dtype == SNN_BITS)
    *bytes = *count / 8 + (*count % 8 != 0);
  else if (array->dtype == SNN_U8)
    *bytes = *count;
  else if (array->dtype != SNN_F32)
    return SNN_ERROR_ARGUMENT;
  else if (!snni_multiply(*count, sizeof(float), bytes))
    return SNN_ERROR_OVERFLOW;
  return SNN_OK;
}

snn_error snn_rows_bytes(const snn_array *array, size_t rows, size_t *bytes) {
  if (!array || !bytes)
    return SNN_ERROR_ARGUMENT;
  size_t count, row;
  snn_error error = get_row(array, &count, &row);
  if (error != SNN_OK)
    return error;
  return snni_multiply(row, rows, bytes) ? SNN_OK : SNN_ERROR_OVERFLOW;
}

static snn_error pack_u8(const snn_array *array, const float *values,
                         size_t count, uint8_t *bytes, snn_message *message) {
  for (size_t i = 0; i < count; ++i) {
    // Compared first: what is outside, or no number, does not convert.
    if (!(values[i] >= 0.0f && values[i] <= 255.0f) ||
        (float)(uint8_t)values[i] != values[i])
      return snni_fail(message, SNN_ERROR_DTYPE,
                       "'%s' takes bytes: expected a whole number from 0 to "
                       "255 at element %zu, found %g",
                       array->name, i, (double)values[i]);
    bytes[i] = (uint8_t)values[i];
  }
  return SNN_OK;
}

snn_error snn_rows_pack(const snn_array *array, const float *values,
                        size_t rows, void *data, snn_message *message) {
  size_t count, row, bytes;
  snn_error error = snn_rows_bytes(array, rows, &bytes);
  if (error != SNN_OK || bytes == 0)
    return error;
  if (!values || !data)
    return SNN_ERROR_ARGUMENT;
  if (array->dtype == SNN_F32) {
    memcpy(data, values, bytes);
    return SNN_OK;
  }
  if (array->dtype == SNN_U8)
    return pack_u8(array, values, bytes, data, message);
  error = get_row(array, &count, &row);
  memset(data, 0, bytes);
  for (uint8_t *to = data; rows > 0; --rows, to += row, values += count)
    for (size_t k = 0; k < count; ++k)
      to[k / 8] |= (uint8_t)((values[k] != 0.0f) << k % 8);
  return error;
}

snn_error snn_rows_unpack(const snn_array *array, const void *data, size_t rows,
                          float *values) {
  size_t count, row, bytes;
  snn_error error = snn_rows_bytes(array, rows, &bytes);
  if (error != SNN_OK || bytes == 0)
    return error;
  if (!values || !data)
    return SNN_ERROR_ARGUMENT;
  const uint8_t *from = data;
  if (array->dtype == SNN_F32)
    memcpy(values, data, bytes);
  else if (array->dtype == SNN_U8)
    for (size_t i = 0; i < bytes; ++i)
      values[i] = from[i];
  else {
    error = get_row(array, &count, &row);
    for (; rows > 0; --rows, from += row, values += count)
      for (size_t k = 0; k < count; ++k)
        values[k] = (float)(from[k / 8] >> k % 8 & 1);
  }
  return error;
}
