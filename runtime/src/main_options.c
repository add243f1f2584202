// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "main_options.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What the parser of one option has to know.
struct context {
  const snn_model *model;
  struct snni_options *options;
  snn_message *message;
};

/// Parses decimal digits up to `end` (a character, or '\0'); gives what follows
/// them or null if there are none, others, or too many.
static const char *parse_number(const char *text, char end, size_t limit,
                                size_t *value) {
  size_t number = 0;
  if (!isdigit((unsigned char)*text))
    return NULL;
  for (; isdigit((unsigned char)*text); ++text) {
    size_t digit = (size_t)(*text - '0');
    if (number > (limit - digit) / 10)
      return NULL;
    number = number * 10 + digit;
  }
  *value = number;
  return *text == end ? text : NULL;
}

static snn_error parse_burnin(struct context *c, const char *value) {
  if (parse_number(value, '\0', SIZE_MAX, &c->options->burnin))
    return SNN_OK;
  return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                   "--burnin: expected a number of steps, found '%s'", value);
}

static snn_error parse_threads(struct context *c, const char *value) {
  size_t threads;
  if (parse_number(value, '\0', 65536, &threads)) {
    c->options->threads = (unsigned)threads;
    return SNN_OK;
  }
  return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                   "--threads: expected a number of threads, found '%s'",
                   value);
}

static snn_error parse_key(struct context *c, const char *value) {
  size_t high, low;
  const char *comma = parse_number(value, ',', UINT32_MAX, &high);
  if (!comma || !parse_number(comma + 1, '\0', UINT32_MAX, &low))
    return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                     "--key: expected two numbers below 2^32, as in 0,42, "
                     "found '%s'",
                     value);
  c->options->key[0] = (uint32_t)high;
  c->options->key[1] = (uint32_t)low;
  return SNN_OK;
}

/// The length of NAME in "NAME=path"; 0 if it is a path only (write "./a=b" for
/// a path that looks like it).
static size_t name_length(const char *value) {
  size_t length = 0;
  while (isalnum((unsigned char)value[length]) || value[length] == '_')
    ++length;
  return value[length] == '=' ? length : 0;
}

static snn_error fail_array(struct context *c, const char *option,
                            const snn_array *arrays, size_t count,
                            const char *found, int length) {
  char names[256] = "";
  size_t used = 0;
  for (size_t i = 0; i < count && used < sizeof names; ++i)
    used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                             i ? ", " : "", arrays[i].name);
  return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                   "%s: expected NAME=FILE with one of the names %s, found "
                   "'%.*s'",
                   option, names, length, found);
}

/// Files "x.npy" or "name=x.npy" under the array that it is for.
static snn_error parse_array(struct context *c, const char *option,
                             const snn_array *arrays, size_t count,
                             const char **paths, const char *value) {
  size_t length = name_length(value), index = 0;
  if (length == 0 && count != 1)
    return fail_array(c, option, arrays, count, value, (int)strlen(value));
  if (length != 0)
    while (index < count && (strlen(arrays[index].name) != length ||
                             memcmp(arrays[index].name, value, length) != 0))
      ++index;
  if (index == count)
    return fail_array(c, option, arrays, count, value, (int)length);
  if (paths[index])
    return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                     "%s: expected one file for '%s', found two", option,
                     arrays[index].name);
  paths[index] = length ? value + length + 1 : value;
  return SNN_OK;
}

static snn_error parse_input(struct context *c, const char *value) {
  return parse_array(c, "--input", c->model->inputs, c->model->num_inputs,
                     c->options->inputs, value);
}

static snn_error parse_output(struct context *c, const char *value) {
  return parse_array(c, "--output", c->model->outputs, c->model->num_outputs,
                     c->options->outputs, value);
}

static const struct {
  const char *name;
  snn_error (*parse)(struct context *c, const char *value);
} option_table[] = {{"--input", parse_input},
                    {"--output", parse_output},
                    {"--burnin", parse_burnin},
                    {"--threads", parse_threads},
                    {"--key", parse_key}};

/// One option and its value, which is the next argument or follows a '='.
/// *used says how many arguments that were.
static snn_error parse_option(struct context *c, const char *argument,
                              const char *next, int *used) {
  size_t length = strcspn(argument, "=");
  for (size_t i = 0; i < sizeof option_table / sizeof option_table[0]; ++i) {
    if (strlen(option_table[i].name) != length ||
        memcmp(option_table[i].name, argument, length) != 0)
      continue;
    bool joined = argument[length] == '=';
    const char *value = joined ? argument + length + 1 : next;
    if (!value || !*value)
      return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                       "%s: expected a value, found none",
                       option_table[i].name);
    *used = joined ? 1 : 2;
    return option_table[i].parse(c, value);
  }
  return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                   "expected --input, --output, --burnin, --threads, --key or "
                   "--help, found '%s'",
                   argument);
}

/// Every input needs a file, and at least one output.
static snn_error check_complete(struct context *c) {
  for (size_t i = 0; i < c->model->num_inputs; ++i)
    if (!c->options->inputs[i])
      return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                       "expected --input %s=FILE, found none",
                       c->model->inputs[i].name);
  for (size_t i = 0; i < c->model->num_outputs; ++i)
    if (c->options->outputs[i])
      return SNN_OK;
  return snni_fail(c->message, SNN_ERROR_ARGUMENT,
                   "expected --output FILE, found none");
}

snn_error snni_options_parse(const snn_model *model, int argc, char **argv,
                             struct snni_options *options,
                             snn_message *message) {
  struct context c = {model, options, message};
  *options = (struct snni_options){0};
  options->inputs = calloc(model->num_inputs + 1, sizeof *options->inputs);
  options->outputs = calloc(model->num_outputs + 1, sizeof *options->outputs);
  if (!options->inputs || !options->outputs)
    return snni_fail(message, SNN_ERROR_MEMORY, "out of memory");
  for (int i = 1, used = 1; i < argc; i += used) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      options->help = true;
      return SNN_OK;
    }
    snn_error error =
        parse_option(&c, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used);
    if (error != SNN_OK)
      return error;
  }
  return check_complete(&c);
}

void snni_options_free(struct snni_options *options) {
  free(options->inputs);
  free(options->outputs);
}

static void print_arrays(const char *kind, const snn_array *arrays,
                         size_t count) {
  static const char *const reduces[] = {"each step", "sum over the steps",
                                        "mean over the steps", "last step",
                                        "maximum over the steps"};
  for (size_t i = 0; i < count; ++i) {
    char shape[256];
    snni_format_shape(shape, sizeof shape, arrays[i].rank, arrays[i].shape);
    uint32_t reduce = arrays[i].reduce;
    printf("  %-6s  %-20s %s, %s\n", kind, arrays[i].name, shape,
           reduces[reduce <= SNN_REDUCE_MAX ? reduce : 0]);
  }
}

void snni_options_help(const snn_model *model, const char *program) {
  printf("usage: %s --input [NAME=]FILE.npy... --output [NAME=]FILE.npy...\n"
         "       [--burnin N] [--threads N] [--key A,B]\n\n"
         "The spiking neural network '%s', compiled by %s for %s.\n\n",
         program, model->name, model->compiler, model->target);
  print_arrays("input", model->inputs, model->num_inputs);
  print_arrays("output", model->outputs, model->num_outputs);
  printf(
      "\n"
      "An input file holds [steps, *shape] or [batch, steps, *shape]; outputs\n"
      "are [steps - N, *shape], or [*shape] where reduced, after [batch].\n"
      "NAME may be left out where there is only one. Outputs not named are\n"
      "dropped.\n\n"
      "  --burnin N    drop the outputs of the first N steps (0)\n"
      "  --threads N   run a batch on N threads (0: one a processor)\n"
      "  --key A,B     random key of the initial state (0,0)\n"
      "  --help        this text\n\n"
      "Exit codes: 0 done, 1 bad input, 2 bad usage.\n");
}
