// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of a .safetensors file: eight bytes of length, a JSON object that
// describes the tensors, their data.
// Format: https://github.com/huggingface/safetensors#format

#ifndef SNN_SRC_SAFETENSORS_H
#define SNN_SRC_SAFETENSORS_H

#include "internal.h"

enum { SNNI_MAX_RANK = 16, SNNI_DTYPE_SIZE = 16 };

/// A file in memory.
struct snni_safetensors {
  const char *path;
  unsigned char *bytes; ///< All of it.
  size_t size, header;  ///< Bytes; of the header, from byte 8 on.
};

/// A tensor of the file.
struct snni_tensor {
  size_t rank, shape[SNNI_MAX_RANK];
  char dtype[SNNI_DTYPE_SIZE];
  bool is_f32;
  const float *data; ///< Aligned; as many as the shape says if `is_f32`.
};

/// Reads a file, whose header must be well formed. `path` has to outlive it.
snn_error snni_safetensors_read(const char *path, struct snni_safetensors *file,
                                snn_message *message);
void snni_safetensors_free(struct snni_safetensors *file);

/// The tensor of that name. Errors: SNN_ERROR_NOT_FOUND, SNN_ERROR_FORMAT
/// (a range outside of the file, or of another size than the shape's).
snn_error snni_safetensors_find(const struct snni_safetensors *file,
                                const char *name, struct snni_tensor *tensor,
                                snn_message *message);

#endif // SNN_SRC_SAFETENSORS_H
