/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

   Time and memory of this process. */

#ifndef SNNC_BENCH_TIMING_H
#define SNNC_BENCH_TIMING_H

#include <stddef.h>

/* Seconds since some moment. */
double now(void);

/* Runs once to warm up, then until the runs add up to `seconds`, twice at least
   unless that takes long. Gives the median of their seconds, and how many there
   were. */
double medianSeconds(void (*run)(void *), void *context, double seconds,
                     size_t *repeats);

/* The most memory that this process had, in MB. */
double peakMegabytes(void);

/* Says what is wrong, and ends the process. */
_Noreturn void fail(const char *text);

/* malloc in whole cache lines; never null. */
void *allocate(size_t bytes);

#endif
