// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs and outputs of any element type from and to floats: steps are rows,
// one after the other, each of which begins a byte.

#ifndef SNN_ROWS_H
#define SNN_ROWS_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes of `rows` steps of an input or output. Errors: SNN_ERROR_ARGUMENT,
/// SNN_ERROR_OVERFLOW.
snn_error snn_rows_bytes(const snn_array *array, size_t rows, size_t *bytes);

/// Makes `rows` steps of `array`, snn_rows_bytes of them, from row-major
/// floats: a copy for SNN_F32; of SNN_BITS, what is not zero is 1 and bits
/// behind a row's last are 0. Errors: SNN_ERROR_ARGUMENT, SNN_ERROR_OVERFLOW,
/// and SNN_ERROR_DTYPE with a message for SNN_U8 where a value is no whole
/// number from 0 to 255.
snn_error snn_rows_pack(const snn_array *array, const float *values,
                        size_t rows, void *data, snn_message *message);

/// The inverse. Errors: SNN_ERROR_ARGUMENT, SNN_ERROR_OVERFLOW.
snn_error snn_rows_unpack(const snn_array *array, const void *data, size_t rows,
                          float *values);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_ROWS_H
