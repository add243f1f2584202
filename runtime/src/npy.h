// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of the .npy reader: element types, header, data.

#ifndef SNN_SRC_NPY_H
#define SNN_SRC_NPY_H

#include "internal.h"

#include <snn/npy.h>

/// An element type that is read, and how `count` of them become f32.
struct snni_npy_dtype {
  const char *code; ///< Kind and bytes, as in the header: "f4".
  size_t bytes;
  void (*convert)(const unsigned char *from, float *to, size_t count);
};

/// The type with this code (`length` characters, no byte order), or null.
const struct snni_npy_dtype *snni_npy_find_dtype(const char *code,
                                                 size_t length);

/// What the header says.
struct snni_npy_header {
  const struct snni_npy_dtype *dtype;
  bool fortran_order;
  size_t rank;
  size_t shape[SNN_NPY_MAX_RANK];
  size_t count; ///< Checked: neither it nor its bytes overflow.
};

/// Parses the dictionary of the header, `length` characters that need no
/// terminator. `path` stands at the beginning of messages.
snn_error snni_npy_parse_header(const char *path, const char *text,
                                size_t length, struct snni_npy_header *header,
                                snn_message *message);

#endif // SNN_SRC_NPY_H
