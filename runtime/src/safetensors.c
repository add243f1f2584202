// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header is read anew for each tensor: models have few, and nothing has to be
// kept. What is no key of a tensor's description is skipped.

#include "safetensors.h"

#include "json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tensors are read as they are, as little-endian numbers"
#endif

/// What the header says of a tensor.
struct entry {
  struct snni_tensor *tensor;
  size_t range[2], ranges; ///< Numbers of the range that are there.
  bool has_dtype, has_shape;
};

static void read_field(struct snni_json *p, struct entry *entry) {
  char key[16];
  struct snni_tensor *tensor = entry->tensor;
  (void)snni_json_string(p, NULL, key, sizeof key);
  snni_json_expect(p, ':');
  if (strcmp(key, "dtype") == 0) {
    tensor->is_f32 =
        snni_json_string(p, "F32", tensor->dtype, sizeof tensor->dtype);
    entry->has_dtype = true;
  } else if (strcmp(key, "shape") == 0) {
    tensor->rank = snni_json_sizes(p, tensor->shape, SNNI_MAX_RANK);
    entry->has_shape = true;
  } else if (strcmp(key, "data_offsets") == 0) {
    entry->ranges = snni_json_sizes(p, entry->range, 2);
  } else {
    snni_json_skip(p);
  }
}

static void read_entry(struct snni_json *p, struct entry *entry) {
  snni_json_expect(p, '{');
  if (snni_json_accept(p, '}'))
    return;
  do
    read_field(p, entry);
  while (!p->failed && snni_json_accept(p, ','));
  snni_json_expect(p, '}');
}

/// Goes through the header; whether a tensor of `name`, if not null, is there.
static bool read_header(struct snni_json *p, const char *name,
                        struct entry *entry) {
  bool found = false;
  snni_json_expect(p, '{');
  if (snni_json_accept(p, '}'))
    return snni_json_peek(p) == 0 && p->at == p->end ? found
                                                     : !(p->failed = true);
  do {
    bool is_wanted = snni_json_string(p, name, NULL, 0) && !found;
    snni_json_expect(p, ':');
    if (is_wanted)
      read_entry(p, entry);
    else
      snni_json_skip(p);
    found |= is_wanted;
  } while (!p->failed && snni_json_accept(p, ','));
  snni_json_expect(p, '}');
  snni_json_space(p);
  p->failed |= p->at != p->end;
  return found && !p->failed;
}

static struct snni_json start(const struct snni_safetensors *file) {
  const unsigned char *begin = file->bytes + 8;
  return (struct snni_json){begin, begin + file->header, false};
}

/// Reads all of a file, as long as it is.
static snn_error read_bytes(FILE *stream, struct snni_safetensors *file,
                            snn_message *message) {
  size_t capacity = 0;
  for (;;) {
    if (file->size == capacity) {
      size_t wanted = capacity ? capacity * 2 : 1u << 16;
      unsigned char *grown =
          wanted > capacity ? realloc(file->bytes, wanted) : NULL;
      if (!grown)
        return snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory",
                         file->path);
      file->bytes = grown;
      capacity = wanted;
    }
    size_t count =
        fread(file->bytes + file->size, 1, capacity - file->size, stream);
    file->size += count;
    if (count == 0)
      break;
  }
  return ferror(stream) ? snni_fail_errno(message, file->path, "read", errno)
                        : SNN_OK;
}

static snn_error check_header(struct snni_safetensors *file,
                              snn_message *message) {
  uint64_t length = 0;
  if (file->size >= 8)
    memcpy(&length, file->bytes, sizeof length);
  if (file->size < 8 || length > file->size - 8)
    return snni_fail(message, SNN_ERROR_FORMAT,
                     "%s: expected a .safetensors file, found something else "
                     "or only a part of one",
                     file->path);
  file->header = (size_t)length;
  struct snni_json parser = start(file);
  (void)read_header(&parser, NULL, NULL);
  if (parser.failed)
    return snni_fail(message, SNN_ERROR_FORMAT,
                     "%s: the header is no JSON object of tensors, near its "
                     "byte %zu",
                     file->path, (size_t)(parser.at - file->bytes - 8));
  // Numbers lie behind a header of any length: they are moved to where floats
  // may be.
  size_t first = 8 + file->header, begin = (first + 3) / 4 * 4;
  if (begin == first)
    return SNN_OK;
  unsigned char *grown = realloc(file->bytes, file->size + 3);
  if (!grown)
    return snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory",
                     file->path);
  memmove(grown + begin, grown + first, file->size - first);
  file->bytes = grown;
  file->size += begin - first;
  return SNN_OK;
}

snn_error snni_safetensors_read(const char *path, struct snni_safetensors *file,
                                snn_message *message) {
  *file = (struct snni_safetensors){path, NULL, 0, 0};
  FILE *stream = fopen(path, "rb");
  if (!stream)
    return snni_fail_errno(message, path, "open", errno);
  snn_error error = read_bytes(stream, file, message);
  fclose(stream);
  if (error == SNN_OK)
    error = check_header(file, message);
  if (error != SNN_OK)
    snni_safetensors_free(file);
  return error;
}

void snni_safetensors_free(struct snni_safetensors *file) {
  free(file->bytes);
  file->bytes = NULL;
}

/// Whether the range of an F32 tensor lies in the file and has its bytes.
static bool is_sound(const struct entry *entry, size_t size) {
  const struct snni_tensor *tensor = entry->tensor;
  size_t bytes = sizeof(float);
  for (size_t axis = 0; axis < tensor->rank; ++axis)
    if (!snni_multiply(bytes, tensor->shape[axis], &bytes))
      return false;
  return entry->range[0] <= entry->range[1] && entry->range[1] <= size &&
         entry->range[0] % sizeof(float) == 0 &&
         entry->range[1] - entry->range[0] == bytes;
}

snn_error snni_safetensors_find(const struct snni_safetensors *file,
                                const char *name, struct snni_tensor *tensor,
                                snn_message *message) {
  *tensor = (struct snni_tensor){0};
  struct entry entry = {tensor, {0, 0}, 0, false, false};
  struct snni_json parser = start(file);
  bool found = read_header(&parser, name, &entry);
  if (!found && !parser.failed)
    return snni_fail(message, SNN_ERROR_NOT_FOUND, "%s: no tensor '%s'",
                     file->path, name);
  size_t begin = (8 + file->header + 3) / 4 * 4;
  if (parser.failed || !entry.has_dtype || !entry.has_shape ||
      entry.ranges != 2 ||
      (tensor->is_f32 && !is_sound(&entry, file->size - begin)))
    return snni_fail(message, SNN_ERROR_FORMAT,
                     "%s: tensor '%s': expected a dtype, a shape and "
                     "data_offsets that fit together and into the file",
                     file->path, name);
  if (tensor->is_f32)
    tensor->data = (const float *)(file->bytes + begin + entry.range[0]);
  return SNN_OK;
}
