// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "json.h"

#include <string.h>

void snni_json_space(struct snni_json *p) {
  while (p->at < p->end && memchr(" \t\r\n", *p->at, 4))
    ++p->at;
}

int snni_json_peek(struct snni_json *p) {
  snni_json_space(p);
  return !p->failed && p->at < p->end ? *p->at : 0;
}

bool snni_json_accept(struct snni_json *p, char c) {
  if (snni_json_peek(p) != (unsigned char)c)
    return false;
  ++p->at;
  return true;
}

void snni_json_expect(struct snni_json *p, char c) {
  if (!snni_json_accept(p, c))
    p->failed = true;
}

static int hex_digit(int c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Four digits behind \u; -1 where there are none.
static long read_unit(struct snni_json *p) {
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
static size_t read_character(struct snni_json *p, char bytes[4]) {
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

bool snni_json_string(struct snni_json *p, const char *name, char *kept,
                      size_t size) {
  snni_json_expect(p, '"');
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

static size_t read_size(struct snni_json *p) {
  size_t number = 0;
  int c = snni_json_peek(p);
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

size_t snni_json_sizes(struct snni_json *p, size_t *sizes, size_t most) {
  size_t count = 0;
  snni_json_expect(p, '[');
  if (snni_json_accept(p, ']'))
    return 0;
  do {
    size_t size = read_size(p);
    if (count == most)
      p->failed = true;
    else
      sizes[count++] = size;
  } while (!p->failed && snni_json_accept(p, ','));
  snni_json_expect(p, ']');
  return count;
}

void snni_json_skip(struct snni_json *p) {
  size_t depth = 0;
  do {
    int c = snni_json_peek(p);
    if (c == 0)
      p->failed = true;
    else if (c == '"')
      (void)snni_json_string(p, NULL, NULL, 0);
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
