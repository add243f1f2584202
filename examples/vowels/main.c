// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the speakers of 370 recorded utterances apart and compares with what
// JAX predicted. Usage: vowels examples/vowels/test

#include "vowels.h"

#include <snn/npy.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { steps = 29, channels = 13, speakers = 9 };

// Reads FOLDER/NAME.npy, of `count` values if that is not 0.
static snn_npy load(const char *folder, const char *name, size_t count) {
  char path[4096];
  snn_npy array;
  snn_message message;
  snprintf(path, sizeof path, "%s/%s.npy", folder, name);
  if (snn_npy_read(path, &array, &message)) {
    fprintf(stderr, "%s\n", message.text);
    exit(1);
  }
  if (count && array.count != count) {
    fprintf(stderr, "%s: expected %zu values, found %zu\n", path, count,
            array.count);
    exit(1);
  }
  return array;
}

struct testSet {
  snn_npy x, frames, speakers, predictions, scores;
};

static struct testSet loadTestSet(const char *folder) {
  struct testSet test;
  test.speakers = load(folder, "speakers", 0);
  size_t utterances = test.speakers.count;
  test.x = load(folder, "x", utterances * steps * channels);
  test.frames = load(folder, "frames", utterances);
  test.predictions = load(folder, "predictions", utterances);
  test.scores = load(folder, "scores", utterances * speakers);
  return test;
}

static void freeTestSet(struct testSet *test) {
  snn_npy_free(&test->x);
  snn_npy_free(&test->frames);
  snn_npy_free(&test->speakers);
  snn_npy_free(&test->predictions);
  snn_npy_free(&test->scores);
}

// Runs one utterance at its true length, frames [count, 13], and gives the most
// likely speaker, 0 to 8.
static int classify(const float *frames, size_t count, float scores[speakers]) {
  static vowels_state state;
  const uint32_t key[2] = {0, 0};
  const vowels_inputs in = {frames};
  vowels_outputs out = {scores};
  int best = 0;
  vowels_init_state(&state, key);
  vowels_run(&state, &in, &out, count, 0);
  for (int i = 1; i < speakers; ++i)
    if (scores[i] > scores[best])
      best = i;
  return best;
}

static double seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// What comes of one pass over the test set.
struct result {
  int right[speakers], all[speakers], sameAsRecorded;
  double frames, worstScore, seconds;
};

static struct result pass(const struct testSet *test) {
  struct result result = {0};
  double start = seconds();
  for (size_t u = 0; u < test->speakers.count; ++u) {
    size_t count = (size_t)test->frames.data[u];
    size_t first = (u + 1) * steps - count; // The padding is in front.
    float scores[speakers];
    int found = classify(test->x.data + first * channels, count, scores);
    int speaker = (int)test->speakers.data[u];
    ++result.all[speaker];
    result.right[speaker] += found == speaker;
    result.sameAsRecorded += found == (int)test->predictions.data[u];
    result.frames += (double)count;
    for (int i = 0; i < speakers; ++i)
      result.worstScore = fmax(
          result.worstScore, fabs((double)scores[i] -
                                  (double)test->scores.data[u * speakers + i]));
  }
  result.seconds = seconds() - start;
  return result;
}

static void report(const struct result *result, int utterances) {
  int right = 0;
  for (int i = 0; i < speakers; ++i) {
    right += result->right[i];
    printf("speaker %d: %2d of %2d utterances recognised (%.1f %%)\n", i + 1,
           result->right[i], result->all[i],
           100.0 * result->right[i] / result->all[i]);
  }
  printf("all speakers: %d of %d recognised (%.2f %%)\n", right, utterances,
         100.0 * right / utterances);
  printf("same answer as JAX for %d of %d, scores within %.1e\n",
         result->sameAsRecorded, utterances, result->worstScore);
  printf("%.0f utterances a second, %.2f us a frame, on one core\n",
         utterances / result->seconds, 1e6 * result->seconds / result->frames);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s FOLDER (examples/vowels/test)\n", argv[0]);
    return 2;
  }
  struct testSet test = loadTestSet(argv[1]);
  struct result result = pass(&test);
  for (int round = 1; round < 20; ++round)
    result.seconds = fmin(result.seconds, pass(&test).seconds);
  int utterances = (int)test.speakers.count;
  report(&result, utterances);
  freeTestSet(&test);
  return result.sameAsRecorded == utterances ? 0 : 1;
}
