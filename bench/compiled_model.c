/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

   Times the compiled model that it is linked with, `net`, as a user's program
   would run it.

     compiled_model x.npy BATCH THREADS SECONDS y.npy SAMPLES

   The output of so many samples is written to y.npy. */

#include "timing.h"

#include <snn/batch.h>
#include <snn/npy.h>
#include <stdio.h>
#include <stdlib.h>

extern const snn_model net_model;

static void runBatch(void *context) {
  snn_message message;
  if (snn_run_batch(&net_model, context, &message))
    fail(message.text);
}

static float *allocateOutput(const snn_batch *job) {
  size_t count;
  if (snn_output_count(&net_model, 0, job->batch, job->steps, 0, &count))
    fail("the output has no size");
  return allocate(count * sizeof(float));
}

static void writeOutput(const char *path, const snn_batch *job,
                        size_t samples) {
  const snn_array *output = &net_model.outputs[0];
  size_t shape[SNN_NPY_MAX_RANK] = {samples, job->steps};
  for (size_t i = 0; i < output->rank; ++i)
    shape[2 + i] = output->shape[i];
  snn_message message;
  if (snn_npy_write(path, job->outputs[0], 2 + output->rank, shape, &message))
    fail(message.text);
}

int main(int argc, char **argv) {
  if (argc < 7)
    fail("usage: compiled_model x.npy BATCH THREADS SECONDS y.npy SAMPLES");
  snn_npy x;
  snn_message message;
  if (snn_npy_read(argv[1], &x, &message))
    fail(message.text);
  const void *inputs[] = {x.data};
  snn_batch job = {.batch = strtoul(argv[2], NULL, 10),
                   .steps = x.shape[1],
                   .inputs = inputs,
                   .threads = (unsigned)strtoul(argv[3], NULL, 10)};
  size_t samples = strtoul(argv[6], NULL, 10);
  if (job.batch > x.shape[0] || samples > job.batch)
    fail("there are fewer samples");
  void *outputs[] = {allocateOutput(&job)};
  job.outputs = outputs;
  size_t repeats;
  double seconds =
      medianSeconds(runBatch, &job, strtod(argv[4], NULL), &repeats);
  writeOutput(argv[5], &job, samples);
  printf("{\"us\": %.9g, \"repeats\": %zu, \"peak_mb\": %.1f}\n",
         seconds * 1e6 / (double)(job.steps * job.batch), repeats,
         peakMegabytes());
}
