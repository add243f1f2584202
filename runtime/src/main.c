// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files in, a batch, files out.

#define _POSIX_C_SOURCE 200809L // isatty, fileno

#include "main_options.h"

#include <snn/main.h>
#include <snn/runtime.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_BAD_INPUT = 1, EXIT_BAD_USAGE = 2 };

/// Everything between reading and writing.
struct session {
  const snn_model *model;
  const struct snni_options *options;
  snn_npy *inputs;
  void **packed; ///< Of `inputs`, for those that are not of floats.
  const void **input_data;
  void **output_data;
  bool batched; ///< Whether the files have a batch axis.
  size_t batch, steps;
  snn_message *message;
};

/// Whether `file` is [steps, shape...] or [batch, steps, shape...] of `array`.
static bool fits(const snn_npy *file, const snn_array *array) {
  size_t leading = file->rank - array->rank;
  return file->rank > array->rank && leading <= 2 &&
         (array->rank == 0 || memcmp(file->shape + leading, array->shape,
                                     array->rank * sizeof(size_t)) == 0);
}

static snn_error fail_shape(struct session *s, size_t index) {
  const snn_array *array = &s->model->inputs[index];
  char expected[200], found[200];
  snni_format_shape(expected, sizeof expected, array->rank, array->shape);
  snni_format_shape(found, sizeof found, s->inputs[index].rank,
                    s->inputs[index].shape);
  return snni_fail(s->message, SNN_ERROR_SHAPE,
                   "%s: input '%s': expected (steps, *shape) or (batch, steps, "
                   "*shape) with shape %s, found %s",
                   s->options->inputs[index], array->name, expected, found);
}

/// Takes batch and steps from the first input and compares the others with it.
static snn_error check_leading(struct session *s, size_t index) {
  const snn_npy *file = &s->inputs[index];
  bool batched = file->rank - s->model->inputs[index].rank == 2;
  size_t batch = batched ? file->shape[0] : 1, steps = file->shape[batched];
  if (index == 0) {
    s->batched = batched;
    s->batch = batch;
    s->steps = steps;
  }
  if (batched == s->batched && batch == s->batch && steps == s->steps)
    return SNN_OK;
  return snni_fail(s->message, SNN_ERROR_SHAPE,
                   "%s: input '%s': expected the batch and steps of input '%s' "
                   "(%s%zu x %zu), found %s%zu x %zu",
                   s->options->inputs[index], s->model->inputs[index].name,
                   s->model->inputs[0].name,
                   s->batched ? "" : "no batch axis, ", s->batch, s->steps,
                   batched ? "" : "no batch axis, ", batch, steps);
}

/// Gives the model floats as they are, and else the bytes or bits that it
/// takes.
static snn_error take_input(struct session *s, size_t index) {
  const snn_array *array = &s->model->inputs[index];
  s->input_data[index] = s->inputs[index].data;
  if (array->dtype == SNN_F32)
    return SNN_OK;
  size_t rows, bytes;
  if (!snni_multiply(s->batch, s->steps, &rows) ||
      snn_rows_bytes(array, rows, &bytes) != SNN_OK)
    return snni_fail(s->message, SNN_ERROR_OVERFLOW, "input '%s': %s",
                     array->name, snn_error_string(SNN_ERROR_OVERFLOW));
  s->input_data[index] = s->packed[index] = malloc(bytes ? bytes : 1);
  if (!s->packed[index])
    return snni_fail(s->message, SNN_ERROR_MEMORY, "input '%s': out of memory",
                     array->name);
  return snn_rows_pack(array, s->inputs[index].data, rows, s->packed[index],
                       s->message);
}

static snn_error read_inputs(struct session *s) {
  for (size_t i = 0; i < s->model->num_inputs; ++i) {
    snn_error error =
        snn_npy_read(s->options->inputs[i], &s->inputs[i], s->message);
    if (error == SNN_OK)
      error = fits(&s->inputs[i], &s->model->inputs[i]) ? check_leading(s, i)
                                                        : fail_shape(s, i);
    if (error == SNN_OK)
      error = take_input(s, i);
    if (error != SNN_OK)
      return error;
  }
  if (s->options->burnin > s->steps)
    return snni_fail(s->message, SNN_ERROR_SHAPE,
                     "--burnin: expected at most the %zu steps of the input, "
                     "found %zu",
                     s->steps, s->options->burnin);
  return SNN_OK;
}

static snn_error make_outputs(struct session *s) {
  for (size_t i = 0; i < s->model->num_outputs; ++i) {
    size_t bytes;
    snn_error error = snn_output_bytes(s->model, i, s->batch, s->steps,
                                       s->options->burnin, &bytes);
    if (error == SNN_OK) {
      s->output_data[i] = calloc(bytes ? bytes : 1, 1);
      error = s->output_data[i] ? SNN_OK : SNN_ERROR_MEMORY;
    }
    if (error != SNN_OK)
      return snni_fail(s->message, error, "output '%s': %s",
                       s->model->outputs[i].name, snn_error_string(error));
  }
  return SNN_OK;
}

/// One line that grows, on a terminal only.
static int show_progress(void *context, size_t done, size_t total) {
  size_t *shown = context; // Percent; every sample would flood a terminal.
  size_t percent = (size_t)(100.0 * (double)done / (double)total);
  if (percent != *shown || done == total) {
    *shown = percent;
    fprintf(stderr, "\r%zu of %zu samples%s", done, total,
            done == total ? "\n" : "");
  }
  return 0;
}

static snn_error run(struct session *s) {
  size_t shown = 0;
  bool terminal = s->batch > 1 && isatty(fileno(stderr));
  snn_batch batch = {.batch = s->batch,
                     .steps = s->steps,
                     .burnin = s->options->burnin,
                     .inputs = s->input_data,
                     .outputs = s->output_data,
                     .key = {s->options->key[0], s->options->key[1]},
                     .threads = s->options->threads,
                     .progress = terminal ? show_progress : NULL,
                     .context = &shown};
  return snn_run_batch(s->model, &batch, s->message);
}

/// Floats in a file, whatever the model gave.
static snn_error write_output(struct session *s, size_t index, size_t rank,
                              const size_t *shape) {
  const snn_array *array = &s->model->outputs[index];
  const char *path = s->options->outputs[index];
  const float *values = s->output_data[index];
  if (array->dtype == SNN_F32)
    return snn_npy_write(path, values, rank, shape, s->message);
  size_t rows = 1, count;
  for (size_t axis = 0; axis + array->rank < rank; ++axis)
    rows *= shape[axis];
  snn_error error = snn_output_count(s->model, index, s->batch, s->steps,
                                     s->options->burnin, &count);
  float *made =
      error == SNN_OK ? calloc(count ? count : 1, sizeof *made) : NULL;
  if (!made)
    return snni_fail(s->message, SNN_ERROR_MEMORY, "output '%s': out of memory",
                     array->name);
  error = snn_rows_unpack(array, s->output_data[index], rows, made);
  if (error == SNN_OK)
    error = snn_npy_write(path, made, rank, shape, s->message);
  free(made);
  return error;
}

static snn_error write_outputs(struct session *s) {
  for (size_t i = 0; i < s->model->num_outputs; ++i) {
    const snn_array *array = &s->model->outputs[i];
    size_t shape[SNN_NPY_MAX_RANK], rank = 0;
    if (!s->options->outputs[i])
      continue;
    if (array->rank > SNN_NPY_MAX_RANK - 2)
      return snni_fail(s->message, SNN_ERROR_SHAPE,
                       "output '%s': expected at most %d axes, found %u",
                       array->name, SNN_NPY_MAX_RANK - 2,
                       (unsigned)array->rank);
    if (s->batched)
      shape[rank++] = s->batch;
    if (array->reduce == SNN_REDUCE_NONE)
      shape[rank++] = s->steps - s->options->burnin;
    for (uint32_t axis = 0; axis < array->rank; ++axis)
      shape[rank++] = array->shape[axis];
    snn_error error = write_output(s, i, rank, shape);
    if (error != SNN_OK)
      return error;
  }
  return SNN_OK;
}

static snn_error run_files(const snn_model *model,
                           const struct snni_options *options,
                           snn_message *message) {
  struct session s = {.model = model, .options = options, .message = message};
  s.inputs = calloc(model->num_inputs + 1, sizeof *s.inputs);
  s.packed = calloc(model->num_inputs + 1, sizeof *s.packed);
  s.input_data = calloc(model->num_inputs + 1, sizeof *s.input_data);
  s.output_data = calloc(model->num_outputs + 1, sizeof *s.output_data);
  snn_error error = SNN_OK;
  if (!s.inputs || !s.packed || !s.input_data || !s.output_data)
    error = snni_fail(message, SNN_ERROR_MEMORY, "out of memory");
  if (error == SNN_OK)
    error = read_inputs(&s);
  if (error == SNN_OK)
    error = make_outputs(&s);
  if (error == SNN_OK)
    error = run(&s);
  if (error == SNN_OK)
    error = write_outputs(&s);
  for (size_t i = 0; s.inputs && i < model->num_inputs; ++i)
    snn_npy_free(&s.inputs[i]);
  for (size_t i = 0; s.packed && i < model->num_inputs; ++i)
    free(s.packed[i]);
  for (size_t i = 0; s.output_data && i < model->num_outputs; ++i)
    free(s.output_data[i]);
  free(s.inputs);
  free(s.packed);
  free(s.input_data);
  free(s.output_data);
  return error;
}

int snn_main(const snn_model *model, int argc, char **argv) {
  const char *program = argc > 0 && argv[0] ? argv[0] : "model";
  snn_message message = {""};
  snn_error error = snn_model_check(model, &message);
  int code = EXIT_BAD_INPUT;
  if (error == SNN_OK) {
    struct snni_options options;
    error = snni_options_parse(model, argc, argv, &options, &message);
    if (error == SNN_ERROR_ARGUMENT)
      code = EXIT_BAD_USAGE;
    else if (error == SNN_OK && options.help)
      snni_options_help(model, program);
    else if (error == SNN_OK)
      error = run_files(model, &options, &message);
    snni_options_free(&options);
  }
  if (error == SNN_OK)
    return 0;
  fprintf(stderr, "%s: error: %s\n", program, message.text);
  if (code == EXIT_BAD_USAGE)
    fprintf(stderr, "Try '%s --help'.\n", program);
  return code;
}
