// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing .npy, version 1.0, '<f4' or '|u1', C order.

#define _POSIX_C_SOURCE 200809L // lstat, open, fdopen, getpid

#include "npy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// 32 axes of 20 digits and a separator, and the rest of the dictionary.
enum { MAX_HEADER = 1024 };

/// What is written: an array and its element type.
struct array {
  const void *data;
  size_t bytes;     ///< Of an element.
  const char *code; ///< What NumPy calls the type: "<f4".
  size_t count;     ///< Elements: set by check_array.
  size_t rank;
  const size_t *shape;
};

/// Magic, version, length and dictionary, padded so that the data start at a
/// multiple of 64 bytes. Gives the bytes.
static size_t format_header(unsigned char *bytes, const struct array *array) {
  char extents[768], text[896];
  snni_format_shape(extents, sizeof extents, array->rank, array->shape);
  size_t used =
      (size_t)snprintf(text, sizeof text,
                       "{'descr': '%s', 'fortran_order': False, 'shape': %s, }",
                       array->code, extents);
  size_t total = (10 + used + 1 + 63) / 64 * 64;
  size_t length = total - 10;
  memset(bytes, ' ', total);
  memcpy(bytes, "\x93NUMPY\x01\x00", 8);
  bytes[8] = (unsigned char)(length & 0xff);
  bytes[9] = (unsigned char)(length >> 8);
  memcpy(bytes + 10, text, used);
  bytes[total - 1] = '\n';
  return total;
}

static bool write_array(FILE *file, const struct array *array) {
  unsigned char header[MAX_HEADER];
  size_t bytes = format_header(header, array);
  return fwrite(header, 1, bytes, file) == bytes &&
         fwrite(array->data, array->bytes, array->count, file) == array->count;
}

/// A new file beside `path`, opened for writing; *temporary is its name, to be
/// freed. Null on failure, with errno set.
static FILE *open_temporary(const char *path, char **temporary) {
  size_t size = strlen(path) + 32;
  *temporary = malloc(size);
  if (!*temporary)
    return NULL;
  // open, not mkstemp: the mode has to follow the user's umask.
  int descriptor = -1;
  for (unsigned attempt = 0; attempt < 100 && descriptor < 0; ++attempt) {
    snprintf(*temporary, size, "%s.%ld-%u.tmp", path, (long)getpid(), attempt);
    descriptor = open(*temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0 && errno != EEXIST)
      break;
  }
  FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
  if (!file && descriptor >= 0) {
    int number = errno;
    close(descriptor);
    unlink(*temporary);
    errno = number;
  }
  return file;
}

/// Whether to write into what is there: a pipe, a device, a link.
static bool is_special(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/// Counts the elements, or says why this cannot be written.
static snn_error check_array(const char *path, struct array *array,
                             snn_message *message) {
  if (!path || (array->rank && !array->shape))
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected a path and a shape, found a null pointer");
  if (array->rank > SNN_NPY_MAX_RANK)
    return snni_fail(message, SNN_ERROR_SHAPE,
                     "%s: expected at most %d axes, found %zu", path,
                     SNN_NPY_MAX_RANK, array->rank);
  size_t bytes = array->bytes;
  array->count = 1;
  for (size_t i = 0; i < array->rank; ++i)
    if (!snni_multiply(bytes, array->shape[i], &bytes) ||
        !snni_multiply(array->count, array->shape[i], &array->count))
      return snni_fail(message, SNN_ERROR_OVERFLOW,
                       "%s: the shape overflows 64 bits", path);
  if (bytes && !array->data)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "%s: expected data, found a null pointer", path);
  return SNN_OK;
}

/// Closes `file` and, if all was `written`, puts `temporary` (may be null) in
/// the place of `path`. Gives 0 or an errno.
static int finish(FILE *file, bool written, const char *temporary,
                  const char *path) {
  int number = written ? 0 : errno;
  // fclose flushes: it is part of the writing, and fails on a full disk.
  if (fclose(file) != 0 && number == 0)
    number = errno;
  if (number == 0 && temporary && rename(temporary, path) != 0)
    number = errno;
  if (number != 0 && temporary)
    unlink(temporary);
  return number;
}

static snn_error write_output(const struct array *array, snn_message *message) {
  if (write_array(stdout, array) && fflush(stdout) == 0)
    return SNN_OK;
  return snni_fail_errno(message, "standard output", "write", errno);
}

static snn_error write_npy(const char *path, struct array array,
                           snn_message *message) {
  snn_error error = check_array(path, &array, message);
  if (error != SNN_OK)
    return error;
  if (strcmp(path, "-") == 0)
    return write_output(&array, message);
  char *temporary = NULL;
  FILE *file =
      is_special(path) ? fopen(path, "wb") : open_temporary(path, &temporary);
  int number = file ? 0 : errno;
  if (file)
    number = finish(file, write_array(file, &array), temporary, path);
  free(temporary);
  return number == 0 ? SNN_OK : snni_fail_errno(message, path, "write", number);
}

snn_error snn_npy_write(const char *path, const float *data, size_t rank,
                        const size_t *shape, snn_message *message) {
  struct array array = {data, sizeof *data, "<f4", 0, rank, shape};
  return write_npy(path, array, message);
}

snn_error snn_npy_write_u8(const char *path, const uint8_t *data, size_t rank,
                           const size_t *shape, snn_message *message) {
  struct array array = {data, sizeof *data, "|u1", 0, rank, shape};
  return write_npy(path, array, message);
}
