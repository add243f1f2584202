// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header is read anew for each tensor: models have few, and nothing has to be
// kept. What is no key of a tensor's description is skipped.

#include "safetensors.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tensors are read as they are, as little-endian numbers"
#endif

/// What is left of the header. Once `failed`, everything fails.
struct parser {
  const unsigned char *at, *end;
  bool failed;
};

static void skip_space(struct parser *p) {
  while (p->at < p->end && memchr(" \t\r\n", *p->at, 4))
    ++p->at;
}

/// The next character that is no space, or 0.
static int peek(struct parser *p) {
  skip_space(p);
  return !p->failed && p->at < p->end ? *p->at : 0;
}

static bool accept(struct parser *p, char c) {
  if (peek(p) != (unsigned char)c)
    return false;
  ++p->at;
  return true;
}

static void expect(struct parser *p, char c) {
  if (!accept(p, c))
    p->failed = true;
}

static int hex_digit(int c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Four digits behind \u; -1 where there are none.
static long read_unit(struct parser *p) {
  long unit = 0;
  for (int i = 0; i < 4; ++i) {
    int digit = p->at < p->end ? hex_digit(*p->at++) : -1;
    if (digit < 0)
      return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

/// The next character of a string as UTF-8, up to 4 bytes; 0 at its end.
static size_t read_character(struct parser *p, char bytes[4]) {
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  if (p->at >= p->end || *p->at < 0x20) {
    p->failed = true;
    return 0;
  }
  int c = *p->at++;
  if (c == '"')
    return 0;
  bytes[0] = (char)c;
  if (c != '\\')
    return 1;
  c = p->at < p->end ? *p->at++ : 0;
  const char *known = c ? strchr(escapes, c) : NULL;
  if (known) {
    bytes[0] = meanings[known - escapes];
    return 1;
  }
  long code = c == 'u' ? read_unit(p) : -1;
  if (code >= 0xd800 && code < 0xdc00 && p->end - p->at >= 2 &&
      p->at[0] == '\\' && p->at[1] == 'u') {
    p->at += 2;
    long low = read_unit(p);
    code = low >= 0xdc00 && low < 0xe000
               ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
               : -1;
  }
  if (code < 0) {
    p->failed = true;
    return 0;
  }
  size_t count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  static const int marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (size_t i = count; i-- > 1; code >>= 6)
    bytes[i] = (char)(0x80 | (code & 0x3f));
  bytes[0] = (char)(marks[count] | code);
  return count;
}

/// Reads a string, of which `size` - 1 bytes are kept; whether it is `name`.
static bool read_string(struct parser *p, const char *name, char *kept,
                        size_t size) {
  expect(p, '"');
  bool same = name != NULL;
  size_t length = 0, count;
  char bytes[4];
  while (!p->failed && (count = read_character(p, bytes)) > 0)
    for (size_t i = 0; i < count; ++i, ++length) {
      // A name that ends has 0 there, which no string may have within.
      same = same && name[length] == bytes[i] && bytes[i] != 0;
      if (length + 1 < size)
        kept[length] = bytes[i];
    }
  if (size)
    kept[length < size ? length : size - 1] = 0;
  return !p->failed && same && name[length] == 0;
}

static size_t read_size(struct parser *p) {
  size_t number = 0;
  int c = peek(p);
  if (c < '0' || c > '9')
    p->failed = true;
  for (; !p->failed && p->at < p->end && *p->at >= '0' && *p->at <= '9';
       ++p->at) {
    size_t digit = (size_t)(*p->at - '0');
    if (!snni_multiply(number, 10, &number) || number > SIZE_MAX - digit)
      p->failed = true;
    number += digit;
  }
  return number;
}

/// Numbers of a list; those beyond `most` are an error.
static size_t read_sizes(struct parser *p, size_t *sizes, size_t most) {
  size_t count = 0;
  expect(p, '[');
  if (accept(p, ']'))
    return 0;
  do {
    size_t size = read_size(p);
    if (count == most)
      p->failed = true;
    else
      sizes[count++] = size;
  } while (!p->failed && accept(p, ','));
  expect(p, ']');
  return count;
}

/// Skips any value; lists and objects by their brackets, which need not match.
static void skip_value(struct parser *p) {
  size_t depth = 0;
  do {
    int c = peek(p);
    if (c == 0)
      p->failed = true;
    else if (c == '"')
      (void)read_string(p, NULL, NULL, 0);
    else {
      ++p->at;
      depth += c == '[' || c == '{';
      if (c == ']' || c == '}') {
        p->failed = depth == 0;
        --depth;
      } else if (depth == 0) // A number or a word.
        while (p->at < p->end && !memchr(",]} \t\r\n", *p->at, 7))
          ++p->at;
    }
  } while (!p->failed && depth > 0);
}

/// What the header says of a tensor.
struct entry {
  struct snni_tensor *tensor;
  size_t range[2], ranges; ///< Numbers of the range that are there.
  bool has_dtype, has_shape;
};

static void read_field(struct parser *p, struct entry *entry) {
  char key[16];
  struct snni_tensor *tensor = entry->tensor;
  (void)read_string(p, NULL, key, sizeof key);
  expect(p, ':');
  if (strcmp(key, "dtype") == 0) {
    tensor->is_f32 = read_string(p, "F32", tensor->dtype, sizeof tensor->dtype);
    entry->has_dtype = true;
  } else if (strcmp(key, "shape") == 0) {
    tensor->rank = read_sizes(p, tensor->shape, SNNI_MAX_RANK);
    entry->has_shape = true;
  } else if (strcmp(key, "data_offsets") == 0) {
    entry->ranges = read_sizes(p, entry->range, 2);
  } else {
    skip_value(p);
  }
}

static void read_entry(struct parser *p, struct entry *entry) {
  expect(p, '{');
  if (accept(p, '}'))
    return;
  do
    read_field(p, entry);
  while (!p->failed && accept(p, ','));
  expect(p, '}');
}

/// Goes through the header; whether a tensor of `name`, if not null, is there.
static bool read_header(struct parser *p, const char *name,
                        struct entry *entry) {
  bool found = false;
  expect(p, '{');
  if (accept(p, '}'))
    return peek(p) == 0 && p->at == p->end ? found : !(p->failed = true);
  do {
    bool is_wanted = read_string(p, name, NULL, 0) && !found;
    expect(p, ':');
    if (is_wanted)
      read_entry(p, entry);
    else
      skip_value(p);
    found |= is_wanted;
  } while (!p->failed && accept(p, ','));
  expect(p, '}');
  skip_space(p);
  p->failed |= p->at != p->end;
  return found && !p->failed;
}

static struct parser start(const struct snni_safetensors *file) {
  const unsigned char *begin = file->bytes + 8;
  return (struct parser){begin, begin + file->header, false};
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
  struct parser parser = start(file);
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
  struct parser parser = start(file);
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
