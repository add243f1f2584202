// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _POSIX_C_SOURCE 200809L // strerror_r

#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *snn_error_string(snn_error error) {
  switch (error) {
  case SNN_OK:
    return "no error";
  case SNN_ERROR_ARGUMENT:
    return "invalid argument";
  case SNN_ERROR_MEMORY:
    return "out of memory";
  case SNN_ERROR_OVERFLOW:
    return "size overflow";
  case SNN_ERROR_IO:
    return "input or output failed";
  case SNN_ERROR_FORMAT:
    return "malformed file";
  case SNN_ERROR_DTYPE:
    return "unsupported element type";
  case SNN_ERROR_SHAPE:
    return "wrong shape";
  case SNN_ERROR_NOT_FOUND:
    return "not found";
  case SNN_ERROR_LOAD:
    return "cannot load shared object";
  case SNN_ERROR_ABI:
    return "incompatible model";
  case SNN_ERROR_CANCELLED:
    return "cancelled";
  case SNN_ERROR_CPU:
    return "this processor cannot run the model's code";
  }
  return "unknown error";
}

const char *snn_version(void) { return SNN_VERSION; }

uint32_t snn_abi_version(void) { return SNN_ABI_VERSION; }

snn_error snni_fail(snn_message *message, snn_error error, const char *format,
                    ...) {
  if (message == NULL)
    return error;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message->text, sizeof message->text, format, arguments);
  va_end(arguments);
  return error;
}

snn_error snni_fail_errno(snn_message *message, const char *path,
                          const char *verb, int number) {
  char why[128];
  if (strerror_r(number, why, sizeof why) != 0)
    snprintf(why, sizeof why, "error %d", number);
  return snni_fail(message, SNN_ERROR_IO, "%s: cannot %s: %s", path, verb, why);
}

void snni_format_shape(char *text, size_t size, size_t rank,
                       const size_t *shape) {
  size_t used = (size_t)snprintf(text, size, "(");
  for (size_t i = 0; i < rank && used < size; ++i)
    used += (size_t)snprintf(text + used, size - used, "%s%zu", i ? ", " : "",
                             shape[i]);
  if (used < size)
    snprintf(text + used, size - used, rank == 1 ? ",)" : ")");
}
