// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As much of JSON as describes tensors.

#ifndef SNN_SRC_JSON_H
#define SNN_SRC_JSON_H

#include "internal.h"

/// What is left of a text. Once `failed`, everything fails.
struct snni_json {
  const unsigned char *at, *end;
  bool failed;
};

void snni_json_space(struct snni_json *p);
/// The next character that is no space, or 0.
int snni_json_peek(struct snni_json *p);
/// Whether it is `c`, which is taken then; and where that is no question.
bool snni_json_accept(struct snni_json *p, char c);
void snni_json_expect(struct snni_json *p, char c);
/// Reads a string, of which `size` - 1 bytes are kept; whether it is `name`.
bool snni_json_string(struct snni_json *p, const char *name, char *kept,
                      size_t size);
/// Reads a list of sizes and gives how many; more than `most` are an error.
size_t snni_json_sizes(struct snni_json *p, size_t *sizes, size_t most);
/// Skips any value; lists and objects by their brackets, which need not match.
void snni_json_skip(struct snni_json *p);

#endif // SNN_SRC_JSON_H
