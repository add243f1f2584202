// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arrays in NumPy's .npy format, versions 1.0 to 3.0, as f32.
// Format:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

#ifndef SNN_NPY_H
#define SNN_NPY_H

#include <snn/error.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// NumPy's own limit up to version 1.
#define SNN_NPY_MAX_RANK 32

/// An array in memory, row-major.
typedef struct snn_npy {
  float *data;  ///< `count` elements; not null after a successful read.
  size_t count; ///< The product of the shape; 1 for rank 0.
  size_t rank;
  size_t shape[SNN_NPY_MAX_RANK];
} snn_npy;

/// Reads the array in the file at `path`, or all of the standard input for "-".
/// Little-endian f2, f4, f8, i1 to i8,
/// u1 to u8 and bool are taken and become the nearest f32; Fortran order is
/// turned into C order. Free it with snn_npy_free.
///
/// Errors, with a message that begins with the path: SNN_ERROR_IO,
/// SNN_ERROR_FORMAT (wrong magic or version, broken header, too few or too many
/// bytes of data), SNN_ERROR_DTYPE (other element types, big-endian),
/// SNN_ERROR_OVERFLOW (the shape's bytes do not fit into size_t),
/// SNN_ERROR_SHAPE (more than SNN_NPY_MAX_RANK axes), SNN_ERROR_MEMORY.
/// Then *array is zeroed. Memory is taken as data arrive, so a header that
/// promises more than the file holds costs nothing.
snn_error snn_npy_read(const char *path, snn_npy *array, snn_message *message);

/// Frees the data and zeroes the struct; a zeroed one is ignored.
void snn_npy_free(snn_npy *array);

/// Writes [shape...] row-major f32 as a version 1.0 file. A regular file
/// appears at `path` whole or not at all (written beside it, then renamed); "-"
/// is the standard output.
///
/// Errors, with a message: SNN_ERROR_IO, SNN_ERROR_OVERFLOW,
/// SNN_ERROR_SHAPE (more than SNN_NPY_MAX_RANK axes), SNN_ERROR_MEMORY.
snn_error snn_npy_write(const char *path, const float *data, size_t rank,
                        const size_t *shape, snn_message *message);

/// The same for bytes, which NumPy reads as u1.
snn_error snn_npy_write_u8(const char *path, const uint8_t *data, size_t rank,
                           const size_t *shape, snn_message *message);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_NPY_H
