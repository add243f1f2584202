// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"

#include <string.h>

// The shared object of an incompatible version is this file, too.
#ifndef FAKE_ABI_VERSION
#define FAKE_ABI_VERSION SNN_ABI_VERSION
#endif

enum {
  VOffset = 0, // [2, 2] f32: two positions of pitch 16
  SOffset = VOffset + 2 * 16 * 4,
  DelayOffset = SOffset + 64,         // 128 bits, then to the next 64 bytes
  QueueOffset = DelayOffset + 3 * 64, // 3 slots of [2] f32, pitch 16
  DelayHead = QueueOffset + 64,       // 2 slots, 2 positions, pitch 128 bits
  QueueHead = DelayHead + 4,
  Carried = DelayHead + 64,
  Scratch = 64
};

static const size_t three[] = {3}, two[] = {2}, square[] = {2, 2},
                    many[] = {70}, wide[] = {65, 2};

static const snn_array inputs[] = {{.name = "x", .shape = three, .rank = 1},
                                   {.name = "g", .shape = square, .rank = 2}};
static const snn_array outputs[] = {
    {.name = "y", .shape = square, .rank = 2},
    {.name = "total", .shape = two, .rank = 1, .reduce = SNN_REDUCE_SUM}};
static const snn_array states[] = {{.name = "acc.v",
                                    .shape = square,
                                    .rank = 2,
                                    .offset = VOffset,
                                    .pitch = 16},
                                   {.name = "acc.s",
                                    .shape = many,
                                    .rank = 1,
                                    .dtype = SNN_BITS,
                                    .offset = SOffset,
                                    .pitch = 128},
                                   {.name = "acc.delay",
                                    .shape = two,
                                    .rank = 1,
                                    .slots = 3,
                                    .offset = DelayOffset,
                                    .pitch = 16,
                                    .head = DelayHead},
                                   {.name = "acc.queue",
                                    .shape = wide,
                                    .rank = 2,
                                    .dtype = SNN_BITS,
                                    .slots = 2,
                                    .offset = QueueOffset,
                                    .pitch = 128,
                                    .head = QueueHead}};

static void initState(void *state, const uint32_t key[2]) {
  unsigned char *bytes = state;
  float *v = (float *)(bytes + VOffset);
  float *delay = (float *)(bytes + DelayOffset);
  memset(bytes, 0, Carried);
  for (size_t p = 0; p < 2; ++p)
    for (size_t c = 0; c < 2; ++c)
      v[16 * p + c] = (float)(key[0] + 10 * c + p);
  for (size_t k = 0; k < 70; k += 3)
    bytes[SOffset + k / 8] |= (unsigned char)(1u << k % 8);
  *(uint32_t *)(bytes + DelayHead) = 2;
  *(uint32_t *)(bytes + QueueHead) = 1;
  for (size_t q = 0; q < 3; ++q)
    for (size_t c = 0; c < 2; ++c)
      delay[16 * ((2 + q) % 3) + c] = (float)(100 * q + c);
  for (size_t q = 0; q < 2; ++q)
    for (size_t p = 0; p < 2; ++p)
      for (size_t c = (p + q) % 2; c < 65; c += 2) {
        size_t bit = 128 * (2 * ((1 + q) % 2) + p) + c;
        bytes[QueueOffset + bit / 8] |= (unsigned char)(1u << bit % 8);
      }
}

/// One step; y may be null (a step of burn-in).
static void advance(float *v, const float *x, const float *g, float *y,
                    float *total) {
  for (size_t c = 0; c < 2; ++c)
    for (size_t p = 0; p < 2; ++p) {
      float *value = &v[16 * p + c];
      *value = 0.5f * *value + g[2 * c + p] + x[0] + x[1] + x[2];
      if (y) {
        y[2 * c + p] = *value;
        total[c] += *value;
      }
    }
}

static void run(void *state, const void *in, void *out, size_t steps,
                size_t burnin) {
  const float *const *input = in;
  float *const *output = out;
  float *scratch = (float *)((unsigned char *)state + Carried);
  scratch[0] = scratch[1] = 0.0f;
  for (size_t t = 0; t < steps; ++t)
    advance(state, input[0] + 3 * t, input[1] + 4 * t,
            t < burnin ? NULL : output[0] + 4 * (t - burnin), scratch);
  memcpy(output[1], scratch, 2 * sizeof *scratch);
}

static void runBatch(void *states, const void *in, void *out, size_t samples,
                     size_t steps, size_t burnin) {
  const float *const *input = in;
  float *const *output = out;
  size_t rows = steps > burnin ? steps - burnin : 0;
  for (size_t s = 0; s < samples; ++s) {
    const float *given[] = {input[0] + s * steps * 3, input[1] + s * steps * 4};
    float *taken[] = {rows ? output[0] + s * rows * 4 : NULL,
                      output[1] + s * 2};
    run((unsigned char *)states + s * (Carried + Scratch), given, taken, steps,
        burnin);
  }
}

static void step(void *state, const void *in, void *out) {
  run(state, in, out, 1, 0);
}

const struct snn_model fake_model = {.abi_version = FAKE_ABI_VERSION,
                                     .name = "fake",
                                     .compiler = "by hand",
                                     .target = "this machine",
                                     .state_bytes = Carried + Scratch,
                                     .state_align = 64,
                                     .carried_bytes = Carried,
                                     .num_inputs = 2,
                                     .num_outputs = 2,
                                     .num_states = 4,
                                     .inputs = inputs,
                                     .outputs = outputs,
                                     .states = states,
                                     .init_state = initState,
                                     .step = step,
                                     .run = run,
                                     .run_batch = runBatch};
