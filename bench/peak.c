/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

   What one core can do: fused multiply-adds, and reading memory of given sizes.

     peak BYTES...

   Prints {"fma": multiply-adds a second, "read": [bytes a second, ...]}. */

#include "timing.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __AVX512F__
enum { lanes = 16 };
#else
enum { lanes = 8 };
#endif

typedef float Vector __attribute__((ext_vector_type(lanes)));

/* More than latency times throughput of any core so far, fewer than registers.
 */
enum { chains = 12 };

/* Results go here, so that no work can be left out. */
static volatile float sink;

static void consume(const Vector *values) {
  Vector sum = 0;
  for (int k = 0; k < chains; ++k)
    sum += values[k];
  sink = sum[0];
}

static double multiplyAdds(size_t rounds) {
  Vector sums[chains] = {0}, factor = 0.999f, offset = 0.001f;
  double begin = now();
  for (size_t i = 0; i < rounds; ++i) {
#pragma clang loop unroll(full)
    for (int k = 0; k < chains; ++k)
      sums[k] = __builtin_elementwise_fma(sums[k], factor, offset);
  }
  double seconds = now() - begin;
  consume(sums);
  return (double)(rounds * chains * lanes) / seconds;
}

static double readRate(const Vector *data, size_t bytes, size_t rounds) {
  Vector sums[chains] = {0};
  size_t groups = bytes / sizeof(Vector) / chains;
  double begin = now();
  for (size_t i = 0; i < rounds; ++i) {
    const Vector *at = data;
    for (size_t group = 0; group < groups; ++group, at += chains) {
#pragma clang loop unroll(full)
      for (int k = 0; k < chains; ++k)
        sums[k] += at[k];
    }
    /* The next round reads again: memory may have changed. */
    __asm__ volatile("" ::: "memory");
  }
  double seconds = now() - begin;
  consume(sums);
  return (double)(rounds * groups * chains * sizeof(Vector)) / seconds;
}

int main(int argc, char **argv) {
  const double traffic = 4e9; /* Bytes that are read of each size. */
  const int attempts = 5;     /* The best of them counts. */
  double fastest = 0;
  for (int i = 0; i < attempts; ++i) {
    double rate = multiplyAdds(20000000);
    fastest = rate > fastest ? rate : fastest;
  }
  printf("{\"fma\": %.4g, \"read\": [", fastest);
  for (int k = 1; k < argc; ++k) {
    size_t bytes = strtoul(argv[k], NULL, 10);
    Vector *data = allocate(bytes);
    size_t rounds = (size_t)(traffic / attempts / (double)bytes) + 1;
    double rate = 0;
    for (int i = 0; i < attempts; ++i) {
      double once = readRate(data, bytes, rounds);
      rate = once > rate ? once : rate;
    }
    printf("%s%.4g", k > 1 ? ", " : "", rate);
    free(data);
  }
  printf("]}\n");
}
