// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights from a file into the order in which a model reads them.

#include "safetensors.h"

#include <snn/params.h>
#include <snn/state.h>

#include <stdlib.h>
#include <string.h>

static snn_error check_model(const snn_model *model, const void *given,
                             void **packed, snn_message *message) {
  if (packed)
    *packed = NULL;
  if (!given || !packed)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected parameters and a place, found a null pointer");
  snn_error error = snn_model_check(model, message);
  if (error != SNN_OK)
    return error;
  if (!model->pack)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "%s: the model has its weights; compile it with "
                     "--weights=runtime to give others",
                     model->name);
  return SNN_OK;
}

snn_error snn_params_pack(const snn_model *model, const float *const *params,
                          void **packed, snn_message *message) {
  snn_error error = check_model(model, params, packed, message);
  if (error != SNN_OK)
    return error;
  for (size_t i = 0; i < model->num_params; ++i)
    if (!params[i])
      return snni_fail(message, SNN_ERROR_ARGUMENT,
                       "parameter '%s': expected data, found a null pointer",
                       model->params[i].name);
  size_t align = model->state_align < 64 ? 64 : model->state_align;
  size_t bytes = model->param_bytes / align * align + align;
  void *made = bytes > model->param_bytes ? aligned_alloc(align, bytes) : NULL;
  if (!made)
    return snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory",
                     model->name);
  int32_t fault = model->pack(params, made);
  if (fault) {
    free(made);
    return snni_fail(message, SNN_ERROR_FORMAT,
                     "parameter '%s' holds NaN or an infinity, expected finite "
                     "numbers",
                     model->params[fault - 1].name);
  }
  *packed = made;
  return SNN_OK;
}

void snn_params_free(void *packed) { free(packed); }

/// Sizes without those of 1 at the end.
static size_t significant(const size_t *shape, size_t rank) {
  while (rank > 0 && shape[rank - 1] == 1)
    --rank;
  return rank;
}

static snn_error find_param(const struct snni_safetensors *file,
                            const snn_array *param, const float **data,
                            snn_message *message) {
  struct snni_tensor tensor;
  snn_error error = snni_safetensors_find(file, param->name, &tensor, message);
  if (error != SNN_OK)
    return error;
  size_t rank = significant(param->shape, param->rank);
  if (significant(tensor.shape, tensor.rank) != rank ||
      memcmp(tensor.shape, param->shape, rank * sizeof *param->shape) != 0) {
    char expected[200], found[200];
    snni_format_shape(expected, sizeof expected, param->rank, param->shape);
    snni_format_shape(found, sizeof found, tensor.rank, tensor.shape);
    return snni_fail(message, SNN_ERROR_SHAPE,
                     "%s: tensor '%s': expected the shape %s, found %s",
                     file->path, param->name, expected, found);
  }
  if (!tensor.is_f32)
    return snni_fail(message, SNN_ERROR_DTYPE,
                     "%s: tensor '%s': expected F32, found %s", file->path,
                     param->name, tensor.dtype);
  *data = tensor.data;
  return SNN_OK;
}

snn_error snn_params_load(const snn_model *model, const char *path,
                          void **packed, snn_message *message) {
  snn_error error = check_model(model, path, packed, message);
  if (error != SNN_OK)
    return error;
  struct snni_safetensors file;
  error = snni_safetensors_read(path, &file, message);
  if (error != SNN_OK)
    return error;
  const float **params = calloc(model->num_params + 1, sizeof *params);
  if (!params)
    error = snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory", path);
  for (size_t i = 0; i < model->num_params && error == SNN_OK; ++i)
    error = find_param(&file, &model->params[i], &params[i], message);
  if (error == SNN_OK)
    error = snn_params_pack(model, params, packed, message);
  free(params);
  snni_safetensors_free(&file);
  return error;
}
