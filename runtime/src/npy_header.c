// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header of an .npy file: a Python dictionary with exactly the keys
// 'descr', 'fortran_order' and 'shape'. A recursive-descent parser over just
// the Python that NumPy writes.

#include "npy.h"

#include <string.h>

/// Where the parser is.
struct cursor {
  const char *path;
  const char *at, *begin, *end;
  snn_message *message;
};

/// A piece of the header; not terminated.
struct token {
  const char *text;
  size_t length;
};

static void skip_space(struct cursor *c) {
  while (c->at < c->end &&
         (*c->at == ' ' || *c->at == '\n' || *c->at == '\t' || *c->at == '\r'))
    ++c->at;
}

static snn_error fail_expected(struct cursor *c, const char *expected) {
  size_t place = (size_t)(c->at - c->begin);
  if (c->at == c->end)
    return snni_fail(c->message, SNN_ERROR_FORMAT,
                     "%s: header, character %zu: expected %s, found the end of "
                     "the header",
                     c->path, place, expected);
  unsigned char found = (unsigned char)*c->at;
  bool printable = found >= 0x20 && found < 0x7f;
  return snni_fail(
      c->message, SNN_ERROR_FORMAT,
      printable ? "%s: header, character %zu: expected %s, found '%c'"
                : "%s: header, character %zu: expected %s, found byte 0x%02x",
      c->path, place, expected, found);
}

/// Takes `sign` if it comes next.
static bool accept(struct cursor *c, char sign) {
  skip_space(c);
  if (c->at == c->end || *c->at != sign)
    return false;
  ++c->at;
  return true;
}

static bool accept_word(struct cursor *c, const char *word) {
  size_t length = strlen(word);
  skip_space(c);
  if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
    return false;
  c->at += length;
  return true;
}

/// A quoted string without escapes (NumPy needs none for these keys and types).
static snn_error parse_string(struct cursor *c, const char *expected,
                              struct token *token) {
  skip_space(c);
  if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
    return fail_expected(c, expected);
  char quote = *c->at++;
  token->text = c->at;
  while (c->at < c->end && *c->at != quote)
    ++c->at;
  if (c->at == c->end)
    return fail_expected(c, "the end of a string");
  token->length = (size_t)(c->at++ - token->text);
  return SNN_OK;
}

static bool is_token(struct token token, const char *text) {
  return token.length == strlen(text) &&
         memcmp(token.text, text, token.length) == 0;
}

/// A token's length for "%.*s", so that a message stays one line.
static int shown(struct token token) {
  return token.length < 40 ? (int)token.length : 40;
}

static snn_error parse_descr(struct cursor *c, struct snni_npy_header *header) {
  skip_space(c);
  if (c->at < c->end && *c->at == '[')
    return snni_fail(c->message, SNN_ERROR_DTYPE,
                     "%s: expected numbers ('<f4'), found a structured type",
                     c->path);
  struct token descr;
  snn_error error = parse_string(c, "an element type such as '<f4'", &descr);
  if (error != SNN_OK)
    return error;
  char order = descr.length ? descr.text[0] : '\0';
  bool has_order = order != '\0' && strchr("<>=|", order) != NULL;
  header->dtype =
      snni_npy_find_dtype(descr.text + has_order, descr.length - has_order);
  if (header->dtype && order == '>' && header->dtype->bytes > 1)
    return snni_fail(c->message, SNN_ERROR_DTYPE,
                     "%s: expected little-endian numbers ('<%s'), found "
                     "big-endian '>%s'",
                     c->path, header->dtype->code, header->dtype->code);
  if (!header->dtype)
    return snni_fail(c->message, SNN_ERROR_DTYPE,
                     "%s: expected element type '<f4' (or f2, f8, i1 to i8, u1 "
                     "to u8, bool), found '%.*s'",
                     c->path, shown(descr), descr.text);
  return SNN_OK;
}

static snn_error parse_order(struct cursor *c, struct snni_npy_header *header) {
  if (accept_word(c, "True"))
    header->fortran_order = true;
  else if (accept_word(c, "False"))
    header->fortran_order = false;
  else
    return fail_expected(c, "True or False");
  return SNN_OK;
}

static snn_error parse_extent(struct cursor *c, size_t *extent) {
  skip_space(c);
  if (c->at == c->end || *c->at < '0' || *c->at > '9')
    return fail_expected(c, "a length of an axis");
  size_t value = 0;
  for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; ++c->at) {
    size_t digit = (size_t)(*c->at - '0');
    if (!snni_multiply(value, 10, &value) || value > SIZE_MAX - digit)
      return snni_fail(c->message, SNN_ERROR_OVERFLOW,
                       "%s: expected lengths below 2^64, found a longer axis",
                       c->path);
    value += digit;
  }
  accept(c, 'L'); // What NumPy under Python 2 wrote after a number.
  *extent = value;
  return SNN_OK;
}

static snn_error parse_shape(struct cursor *c, struct snni_npy_header *header) {
  if (!accept(c, '('))
    return fail_expected(c, "a shape such as (10, 3)");
  bool comma = true; // "(3)" is a number in Python, no tuple; it does no harm.
  while (!accept(c, ')')) {
    if (!comma)
      return fail_expected(c, "',' or ')'");
    if (header->rank == SNN_NPY_MAX_RANK)
      return snni_fail(c->message, SNN_ERROR_SHAPE,
                       "%s: expected at most %d axes, found more", c->path,
                       SNN_NPY_MAX_RANK);
    snn_error error = parse_extent(c, &header->shape[header->rank]);
    if (error != SNN_OK)
      return error;
    ++header->rank;
    comma = accept(c, ',');
  }
  return SNN_OK;
}

/// The three keys, in the order of their parsers.
enum { KEY_DESCR, KEY_ORDER, KEY_SHAPE, NUM_KEYS };
static const char *const key_names[NUM_KEYS] = {"descr", "fortran_order",
                                                "shape"};

static snn_error parse_entry(struct cursor *c, struct snni_npy_header *header,
                             bool *seen) {
  struct token key;
  snn_error error = parse_string(c, "a quoted key", &key);
  if (error != SNN_OK)
    return error;
  int which = 0;
  while (which < NUM_KEYS && !is_token(key, key_names[which]))
    ++which;
  if (which == NUM_KEYS || seen[which])
    return snni_fail(c->message, SNN_ERROR_FORMAT,
                     "%s: expected the keys 'descr', 'fortran_order' and "
                     "'shape' once each, found %s key '%.*s'",
                     c->path, which == NUM_KEYS ? "an unknown" : "a second",
                     shown(key), key.text);
  seen[which] = true;
  if (!accept(c, ':'))
    return fail_expected(c, "':'");
  if (which == KEY_DESCR)
    return parse_descr(c, header);
  return which == KEY_ORDER ? parse_order(c, header) : parse_shape(c, header);
}

static snn_error parse_dictionary(struct cursor *c,
                                  struct snni_npy_header *header) {
  bool seen[NUM_KEYS] = {false};
  if (!accept(c, '{'))
    return fail_expected(c, "'{'");
  bool comma = true;
  while (!accept(c, '}')) {
    if (!comma)
      return fail_expected(c, "',' or '}'");
    snn_error error = parse_entry(c, header, seen);
    if (error != SNN_OK)
      return error;
    comma = accept(c, ',');
  }
  for (int i = 0; i < NUM_KEYS; ++i)
    if (!seen[i])
      return snni_fail(c->message, SNN_ERROR_FORMAT,
                       "%s: expected the key '%s' in the header, found none",
                       c->path, key_names[i]);
  skip_space(c);
  return c->at == c->end ? SNN_OK
                         : fail_expected(c, "nothing after the dictionary");
}

/// The product of the shape. An empty array may have long axes, but not so long
/// that their product overflows: NumPy refuses these, too.
static snn_error count_elements(struct cursor *c,
                                struct snni_npy_header *header) {
  size_t product = header->dtype->bytes > sizeof(float) ? header->dtype->bytes
                                                        : sizeof(float);
  bool empty = false;
  header->count = 1;
  for (size_t i = 0; i < header->rank; ++i) {
    size_t extent = header->shape[i];
    empty |= extent == 0;
    if (extent != 0 && !snni_multiply(product, extent, &product)) {
      char text[128];
      snni_format_shape(text, sizeof text, header->rank, header->shape);
      return snni_fail(c->message, SNN_ERROR_OVERFLOW,
                       "%s: expected an array that fits into memory, found "
                       "shape %s",
                       c->path, text);
    }
    header->count *= extent ? extent : 1;
  }
  if (empty)
    header->count = 0;
  return SNN_OK;
}

snn_error snni_npy_parse_header(const char *path, const char *text,
                                size_t length, struct snni_npy_header *header,
                                snn_message *message) {
  struct cursor c = {path, text, text, text + length, message};
  *header = (struct snni_npy_header){0};
  snn_error error = parse_dictionary(&c, header);
  return error == SNN_OK ? count_elements(&c, header) : error;
}
