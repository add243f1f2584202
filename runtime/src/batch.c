// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A batch over threads: each thread takes the next few samples from one counter
// until none is left, so uneven samples or cores do not leave one idle.

#define _POSIX_C_SOURCE 200809L // sysconf

#include "internal.h"

#include <snn/batch.h>
#include <snn/rows.h>
#include <snn/state.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Most samples that a thread runs side by side unless told otherwise, and most
/// bytes of their states: they are to stay in a near cache.
enum { MOST_SAMPLES = 16, MOST_STATE_BYTES = 1 << 23 };

/// What the threads share.
struct job {
  const snn_model *model;
  const snn_batch *batch;
  const size_t *strides; ///< Bytes a sample: the inputs', then the outputs'.
  size_t group;          ///< Samples that a thread takes at a time.
  atomic_size_t next;    ///< The first sample that nobody has taken.
  atomic_int error;      ///< snn_error; other than SNN_OK, all stop.
  pthread_mutex_t progress_lock;
  size_t done; ///< Guarded by progress_lock.
};

/// What one thread owns.
struct worker {
  const void **inputs;
  void **outputs;
  unsigned char *states; ///< `group` of them.
};

/// Steps of an output that a run gives.
static size_t output_rows(const snn_array *output, size_t steps,
                          size_t burnin) {
  if (output->reduce != SNN_REDUCE_NONE)
    return 1;
  return steps > burnin ? steps - burnin : 0;
}

snn_error snn_output_count(const snn_model *model, size_t index, size_t batch,
                           size_t steps, size_t burnin, size_t *count) {
  if (!model || index >= model->num_outputs || !count)
    return SNN_ERROR_ARGUMENT;
  const snn_array *output = &model->outputs[index];
  size_t bytes;
  snn_error error = snn_array_count(output, count);
  if (error == SNN_OK &&
      (!snni_multiply(*count, output_rows(output, steps, burnin), count) ||
       !snni_multiply(*count, batch, count) ||
       !snni_multiply(*count, sizeof(float), &bytes)))
    error = SNN_ERROR_OVERFLOW;
  return error;
}

snn_error snn_output_bytes(const snn_model *model, size_t index, size_t batch,
                           size_t steps, size_t burnin, size_t *bytes) {
  if (!model || index >= model->num_outputs || !bytes)
    return SNN_ERROR_ARGUMENT;
  const snn_array *output = &model->outputs[index];
  size_t rows;
  if (!snni_multiply(output_rows(output, steps, burnin), batch, &rows))
    return SNN_ERROR_OVERFLOW;
  return snn_rows_bytes(output, rows, bytes);
}

/// Checks one array of the batch and gives its bytes a sample.
static snn_error check_array(const snn_batch *batch, const snn_array *array,
                             const void *data, size_t rows, size_t *stride,
                             snn_message *message) {
  size_t bytes;
  if (snn_rows_bytes(array, rows, stride) != SNN_OK ||
      !snni_multiply(*stride, batch->batch, &bytes))
    return snni_fail(message, SNN_ERROR_OVERFLOW,
                     "%s: %zu samples of %zu steps overflow the address space",
                     array->name, batch->batch, rows);
  if (bytes && !data)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "%s: expected data, found a null pointer", array->name);
  return SNN_OK;
}

static snn_error check_batch(const snn_model *model, const snn_batch *batch,
                             size_t *strides, snn_message *message) {
  if ((model->num_inputs && !batch->inputs) ||
      (model->num_outputs && !batch->outputs))
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected inputs and outputs, found a null pointer");
  if (model->pack && !batch->weights)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "%s: expected weights, which the object has not; found a "
                     "null pointer",
                     model->name);
  for (size_t i = 0; batch->states && i < batch->batch; ++i)
    if (!batch->states[i])
      return snni_fail(message, SNN_ERROR_ARGUMENT,
                       "expected a state, found a null pointer at sample %zu",
                       i);
  snn_error error = SNN_OK;
  for (size_t i = 0; i < model->num_inputs && error == SNN_OK; ++i)
    error = check_array(batch, &model->inputs[i], batch->inputs[i],
                        batch->steps, strides++, message);
  for (size_t i = 0; i < model->num_outputs && error == SNN_OK; ++i)
    error = check_array(
        batch, &model->outputs[i], batch->outputs[i],
        output_rows(&model->outputs[i], batch->steps, batch->burnin), strides++,
        message);
  return error;
}

static void close_worker(struct worker *worker) {
  free(worker->inputs);
  free(worker->outputs);
  free(worker->states);
}

static bool open_worker(const struct job *job, struct worker *worker) {
  // One more: for weights, and as calloc(0) may give null.
  worker->inputs = calloc(job->model->num_inputs + 1, sizeof *worker->inputs);
  worker->outputs =
      calloc(job->model->num_outputs + 1, sizeof *worker->outputs);
  size_t bytes;
  worker->states = NULL;
  if (snni_multiply(job->group, job->model->state_bytes, &bytes))
    worker->states = aligned_alloc(job->model->state_align, bytes);
  return worker->inputs && worker->outputs && worker->states;
}

/// Runs `count` samples from `sample` on, side by side.
static void run_group(const struct job *job, struct worker *worker,
                      size_t sample, size_t count) {
  const snn_model *model = job->model;
  const snn_batch *batch = job->batch;
  const size_t *stride = job->strides;
  // A null pointer stands for an array without elements and stays null.
  for (size_t i = 0; i < model->num_inputs; ++i, ++stride) {
    const unsigned char *all = batch->inputs[i];
    worker->inputs[i] = all ? all + sample * *stride : NULL;
  }
  for (size_t i = 0; i < model->num_outputs; ++i, ++stride) {
    unsigned char *all = batch->outputs[i];
    worker->outputs[i] = all ? all + sample * *stride : NULL;
  }
  worker->inputs[model->num_inputs] = batch->weights;
  for (size_t i = 0; i < count; ++i) {
    void *state = worker->states + i * model->state_bytes;
    if (batch->states)
      memcpy(state, batch->states[sample + i], model->carried_bytes);
    else if (model->pack)
      model->init_given(state, batch->key, batch->weights);
    else
      model->init_state(state, batch->key);
  }
  model->run_batch(worker->states, worker->inputs, worker->outputs, count,
                   batch->steps, batch->burnin);
  for (size_t i = 0; batch->states && i < count; ++i)
    memcpy(batch->states[sample + i], worker->states + i * model->state_bytes,
           model->carried_bytes);
}

static void report(struct job *job, size_t count) {
  if (!job->batch->progress)
    return;
  pthread_mutex_lock(&job->progress_lock);
  // After a cancellation the samples still under way are not reported.
  for (size_t i = 0; i < count && atomic_load(&job->error) == SNN_OK; ++i) {
    ++job->done;
    if (job->batch->progress(job->batch->context, job->done, job->batch->batch))
      atomic_store(&job->error, SNN_ERROR_CANCELLED);
  }
  pthread_mutex_unlock(&job->progress_lock);
}

static void *work(void *argument) {
  struct job *job = argument;
  struct worker worker = {NULL, NULL, NULL};
  if (!open_worker(job, &worker))
    atomic_store(&job->error, SNN_ERROR_MEMORY);
  while (atomic_load(&job->error) == SNN_OK) {
    size_t sample = atomic_fetch_add(&job->next, job->group);
    if (sample >= job->batch->batch)
      break;
    size_t left = job->batch->batch - sample,
           count = left < job->group ? left : job->group;
    run_group(job, &worker, sample, count);
    report(job, count);
  }
  close_worker(&worker);
  return NULL;
}

static size_t count_threads(const snn_batch *batch) {
  size_t threads = batch->threads;
  if (threads == 0) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    threads = processors > 0 ? (size_t)processors : 1;
  }
  return threads < batch->batch ? threads : batch->batch;
}

/// Samples that a thread takes at a time: so many that each finds work twice.
static size_t choose_group(const snn_model *model, const snn_batch *batch,
                           size_t threads) {
  size_t group = batch->group;
  if (group == 0) {
    size_t fitting = MOST_STATE_BYTES / (model->state_bytes + 1);
    group = batch->batch / (2 * threads);
    group = group < MOST_SAMPLES ? group : MOST_SAMPLES;
    group = group < fitting ? group : fitting;
  }
  group = group < batch->batch ? group : batch->batch;
  return group > 0 ? group : 1;
}

/// Runs the job on this thread and on as many more as the system gives.
static void run_threads(struct job *job) {
  size_t wanted = count_threads(job->batch), started = 0;
  job->group = choose_group(job->model, job->batch, wanted);
  pthread_t *threads = wanted > 1 ? calloc(wanted - 1, sizeof *threads) : NULL;
  while (threads && started + 1 < wanted &&
         pthread_create(&threads[started], NULL, work, job) == 0)
    ++started;
  work(job);
  for (size_t i = 0; i < started; ++i)
    pthread_join(threads[i], NULL);
  free(threads);
}

snn_error snn_run_batch(const snn_model *model, const snn_batch *batch,
                        snn_message *message) {
  snn_error error = snn_model_check(model, message);
  if (error != SNN_OK)
    return error;
  if (!batch)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected a batch, found a null pointer");
  size_t *strides =
      calloc(model->num_inputs + model->num_outputs + 1, sizeof *strides);
  if (!strides)
    return snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory",
                     model->name);
  struct job job = {.model = model, .batch = batch, .strides = strides};
  error = check_batch(model, batch, strides, message);
  if (error == SNN_OK && batch->batch > 0) {
    pthread_mutex_init(&job.progress_lock, NULL);
    run_threads(&job);
    pthread_mutex_destroy(&job.progress_lock);
    error = (snn_error)atomic_load(&job.error);
    if (error != SNN_OK)
      snni_fail(message, error, "%s: %s", model->name, snn_error_string(error));
  }
  free(strides);
  return error;
}
