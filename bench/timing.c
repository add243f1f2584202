/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most = 10000, cacheLine = 256 };

/* After a run that took longer, one more is enough. */
static const double slow = 1.0;

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

double medianSeconds(void (*run)(void *), void *context, double seconds,
                     size_t *repeats) {
  static double taken[most];
  double total = 0;
  size_t count = 0;
  double start = now();
  run(context);
  size_t fewest = now() - start > slow ? 1 : 2;
  while (count < fewest || (total < seconds && count < most)) {
    double begin = now();
    run(context);
    taken[count] = now() - begin;
    total += taken[count++];
  }
  qsort(taken, count, sizeof *taken, compare);
  *repeats = count;
  return taken[count / 2];
}

/* Not getrusage: its figure includes what the process was before exec. */
double peakMegabytes(void) {
  FILE *status = fopen("/proc/self/status", "r");
  char line[256];
  double kilobytes = 0;
  while (status && fgets(line, sizeof line, status))
    if (!strncmp(line, "VmHWM:", 6))
      kilobytes = strtod(line + 6, NULL);
  if (status)
    fclose(status);
  return kilobytes / 1024;
}

void fail(const char *text) {
  fprintf(stderr, "%s\n", text);
  exit(1);
}

void *allocate(size_t bytes) {
  size_t whole = (bytes + cacheLine) / cacheLine * cacheLine;
  void *memory = aligned_alloc(cacheLine, whole);
  if (!memory)
    fail("out of memory");
  memset(memory, 0, whole);
  return memory;
}
