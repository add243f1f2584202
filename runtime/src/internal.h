// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime's files share and do not export.

#ifndef SNN_SRC_INTERNAL_H
#define SNN_SRC_INTERNAL_H

#include <snn/abi.h>
#include <snn/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Writes a line into `message` (may be null) and gives `error` back, so that a
/// failing function is one `return`.
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
snn_error snni_fail(snn_message *message, snn_error error, const char *format,
                    ...);

/// The same for a failed system call: "<path>: cannot <verb>: <why>".
snn_error snni_fail_errno(snn_message *message, const char *path,
                          const char *verb, int number);

/// *product = a * b; false if it does not fit.
static inline bool snni_multiply(size_t a, size_t b, size_t *product) {
  if (b != 0 && a > SIZE_MAX / b)
    return false;
  *product = a * b;
  return true;
}

/// Prints "(3, 4)" (or "(3,)", "()") into `text`, cut to fit.
void snni_format_shape(char *text, size_t size, size_t rank,
                       const size_t *shape);

#endif // SNN_SRC_INTERNAL_H
