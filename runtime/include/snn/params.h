// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights of a model that was compiled with `--weights=runtime`: read from a
// file, packed, and given to its functions behind the inputs.

#ifndef SNN_PARAMS_H
#define SNN_PARAMS_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads every parameter of `model` from a .safetensors file, by its name, and
/// packs them into new memory, which snn_params_free frees. Any number of runs,
/// on any number of threads, may use it; other tensors of the file are left
/// alone. A shape may have more or fewer sizes of 1 at its end.
///
/// Errors, with a message that names the file and the tensor:
/// SNN_ERROR_ARGUMENT (a model that has its weights), SNN_ERROR_IO,
/// SNN_ERROR_FORMAT (no safetensors, or a broken one; NaN or infinity among the
/// weights), SNN_ERROR_NOT_FOUND (no tensor of the name), SNN_ERROR_SHAPE,
/// SNN_ERROR_DTYPE (other than F32), SNN_ERROR_MEMORY, and those of
/// snn_model_check. Then *packed is null.
snn_error snn_params_load(const snn_model *model, const char *path,
                          void **packed, snn_message *message);

/// The same from memory: one row-major array for each of the model's `params`,
/// in their order.
snn_error snn_params_pack(const snn_model *model, const float *const *params,
                          void **packed, snn_message *message);

/// Frees packed weights; null is ignored.
void snn_params_free(void *packed);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_PARAMS_H
