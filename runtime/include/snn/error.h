// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Error codes of the runtime, and its version.
//
// Every function that can fail gives a code. Those that read something which a
// user wrote also take a `snn_message`, owned by the caller and possibly null,
// and write into it one line that names the place, what was expected and what
// was found. Nothing is printed and nothing global changes.

#ifndef SNN_ERROR_H
#define SNN_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Version of the runtime; the same as the compiler's.
#define SNN_VERSION "0.1.0"

typedef enum snn_error {
  SNN_OK = 0,
  SNN_ERROR_ARGUMENT,  ///< A null pointer, or a value that makes no sense.
  SNN_ERROR_MEMORY,    ///< The system has not that much memory.
  SNN_ERROR_OVERFLOW,  ///< A size does not fit into size_t.
  SNN_ERROR_IO,        ///< A file cannot be opened, read or written.
  SNN_ERROR_FORMAT,    ///< The bytes of a file are not what they should be.
  SNN_ERROR_DTYPE,     ///< A well-formed array of an element type not taken.
  SNN_ERROR_SHAPE,     ///< An array of the wrong rank or extents.
  SNN_ERROR_NOT_FOUND, ///< No such name.
  SNN_ERROR_LOAD,      ///< A shared object cannot be loaded.
  SNN_ERROR_ABI,       ///< A model of another ABI version, or a broken one.
  SNN_ERROR_CANCELLED, ///< A progress callback asked to stop.
  SNN_ERROR_CPU        ///< Code for another processor than this one.
} snn_error;

/// One line of text, without a newline, cut to fit.
typedef struct snn_message {
  char text[512];
} snn_message;

/// A short description of `error` in English, never null, never to be freed.
const char *snn_error_string(snn_error error);

/// SNN_VERSION of the library that is linked.
const char *snn_version(void);

/// SNN_ABI_VERSION of the library that is linked.
uint32_t snn_abi_version(void);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_ERROR_H
