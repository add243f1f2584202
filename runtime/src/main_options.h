// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of a program made from a model.

#ifndef SNN_SRC_MAIN_OPTIONS_H
#define SNN_SRC_MAIN_OPTIONS_H

#include "internal.h"

/// What the command line says. The strings are argv's.
struct snni_options {
  const char **inputs;  ///< A path an input of the model.
  const char **outputs; ///< A path an output, or null: not wanted.
  size_t burnin;
  unsigned threads; ///< 0: one a processor.
  uint32_t key[2];
  bool help;
};

/// Parses argv. SNN_OK, or SNN_ERROR_ARGUMENT (or SNN_ERROR_MEMORY) with a
/// message. Call snni_options_free in both cases.
snn_error snni_options_parse(const snn_model *model, int argc, char **argv,
                             struct snni_options *options,
                             snn_message *message);

void snni_options_free(struct snni_options *options);

/// Prints what the program is and takes, on stdout.
void snni_options_help(const snn_model *model, const char *program);

#endif // SNN_SRC_MAIN_OPTIONS_H
