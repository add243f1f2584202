// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading .npy: six bytes of magic, two of version, the header's length (two
// bytes in version 1, four in 2 and 3), the header, the data.

#include "npy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// NumPy's headers have some hundred characters. More than this is a lie, and
/// is not worth the memory to find out.
static const size_t max_header = 1u << 20;

struct reader {
  const char *path;
  FILE *file;
  snn_message *message;
};

/// The file ended, or could not be read, `found` bytes into `what`.
static snn_error fail_short(struct reader *r, const char *what, size_t expected,
                            size_t found) {
  if (ferror(r->file))
    return snni_fail_errno(r->message, r->path, "read", errno);
  return snni_fail(r->message, SNN_ERROR_FORMAT,
                   "%s: truncated: expected %zu bytes of %s, found %zu",
                   r->path, expected, what, found);
}

static snn_error read_exactly(struct reader *r, const char *what, void *to,
                              size_t bytes) {
  size_t found = fread(to, 1, bytes, r->file);
  return found == bytes ? SNN_OK : fail_short(r, what, bytes, found);
}

/// Magic, version and the length of the header.
static snn_error read_preamble(struct reader *r, size_t *header_bytes) {
  static const unsigned char magic[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  unsigned char bytes[8], length[4] = {0};
  size_t found = fread(bytes, 1, sizeof bytes, r->file);
  if (ferror(r->file))
    return fail_short(r, "magic", sizeof bytes, found);
  if (memcmp(bytes, magic, found < 6 ? found : 6) != 0)
    return snni_fail(r->message, SNN_ERROR_FORMAT,
                     "%s: expected an .npy file, which starts with \"\\x93NUMPY"
                     "\", found something else",
                     r->path);
  if (found < sizeof bytes)
    return fail_short(r, "magic and version", sizeof bytes, found);
  unsigned major = bytes[6], minor = bytes[7];
  if (major < 1 || major > 3 || minor != 0)
    return snni_fail(r->message, SNN_ERROR_FORMAT,
                     "%s: expected .npy version 1.0, 2.0 or 3.0, found %u.%u",
                     r->path, major, minor);
  snn_error error =
      read_exactly(r, "header length", length, major == 1 ? 2 : 4);
  *header_bytes = (size_t)length[0] | (size_t)length[1] << 8 |
                  (size_t)length[2] << 16 | (size_t)length[3] << 24;
  return error;
}

static snn_error read_header(struct reader *r, struct snni_npy_header *header) {
  size_t bytes = 0;
  snn_error error = read_preamble(r, &bytes);
  if (error != SNN_OK)
    return error;
  if (bytes > max_header)
    return snni_fail(r->message, SNN_ERROR_FORMAT,
                     "%s: expected a header of at most %zu bytes, found %zu",
                     r->path, max_header, bytes);
  char *text = malloc(bytes + 1);
  if (!text)
    return snni_fail(r->message, SNN_ERROR_MEMORY, "%s: out of memory",
                     r->path);
  error = read_exactly(r, "header", text, bytes);
  if (error == SNN_OK)
    error = snni_npy_parse_header(r->path, text, bytes, header, r->message);
  free(text);
  return error;
}

/// Makes room for `count` floats or more in *data, which has `capacity`.
static bool grow(float **data, size_t *capacity, size_t count, size_t limit) {
  if (count <= *capacity)
    return true;
  size_t wanted = *capacity > limit / 2 ? limit : *capacity * 2;
  if (wanted < count)
    wanted = count;
  float *grown = realloc(*data, wanted * sizeof **data);
  if (!grown)
    return false;
  *data = grown;
  *capacity = wanted;
  return true;
}

enum { CHUNK_BYTES = 1 << 14 };

/// The data, converted chunk by chunk.
static snn_error read_data(struct reader *r,
                           const struct snni_npy_header *header, float **data) {
  unsigned char chunk[CHUNK_BYTES];
  size_t item = header->dtype->bytes, done = 0, capacity = 0;
  while (done < header->count) {
    size_t wanted = header->count - done;
    if (wanted > CHUNK_BYTES / item)
      wanted = CHUNK_BYTES / item;
    size_t bytes = fread(chunk, 1, wanted * item, r->file);
    if (bytes < wanted * item)
      return fail_short(r, "data", header->count * item, done * item + bytes);
    if (!grow(data, &capacity, done + wanted, header->count))
      return snni_fail(r->message, SNN_ERROR_MEMORY, "%s: out of memory",
                       r->path);
    header->dtype->convert(chunk, *data + done, wanted);
    done += wanted;
  }
  if (fgetc(r->file) != EOF)
    return snni_fail(r->message, SNN_ERROR_FORMAT,
                     "%s: expected %zu bytes of data, found more", r->path,
                     header->count * item);
  if (ferror(r->file))
    return fail_short(r, "data", header->count * item, header->count * item);
  if (!*data && !(*data = malloc(sizeof **data)))
    return snni_fail(r->message, SNN_ERROR_MEMORY, "%s: out of memory",
                     r->path);
  return SNN_OK;
}

/// Column-major to row-major.
static snn_error reorder(struct reader *r, snn_npy *array) {
  float *sorted = malloc(array->count * sizeof *sorted);
  if (!sorted)
    return snni_fail(r->message, SNN_ERROR_MEMORY, "%s: out of memory",
                     r->path);
  size_t index[SNN_NPY_MAX_RANK] = {0};
  for (size_t from = 0; from < array->count; ++from) {
    size_t to = 0;
    for (size_t i = 0; i < array->rank; ++i)
      to = to * array->shape[i] + index[i];
    sorted[to] = array->data[from];
    for (size_t i = 0; i < array->rank && ++index[i] == array->shape[i]; ++i)
      index[i] = 0; // The first axis runs fastest.
  }
  free(array->data);
  array->data = sorted;
  return SNN_OK;
}

static snn_error read_array(struct reader *r, snn_npy *array) {
  struct snni_npy_header header;
  snn_error error = read_header(r, &header);
  if (error != SNN_OK)
    return error;
  array->rank = header.rank;
  array->count = header.count;
  memcpy(array->shape, header.shape, sizeof array->shape);
  error = read_data(r, &header, &array->data);
  if (error == SNN_OK && header.fortran_order && array->rank > 1 &&
      array->count > 0)
    error = reorder(r, array);
  return error;
}

snn_error snn_npy_read(const char *path, snn_npy *array, snn_message *message) {
  if (array)
    *array = (snn_npy){0};
  if (!path || !array)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected a path and an array, found a null pointer");
  bool is_input = strcmp(path, "-") == 0;
  struct reader reader = {is_input ? "standard input" : path,
                          is_input ? stdin : fopen(path, "rb"), message};
  if (!reader.file)
    return snni_fail_errno(message, path, "open", errno);
  snn_error error = read_array(&reader, array);
  if (!is_input)
    fclose(reader.file);
  if (error != SNN_OK)
    snn_npy_free(array);
  return error;
}

void snn_npy_free(snn_npy *array) {
  if (!array)
    return;
  free(array->data);
  *array = (snn_npy){0};
}
