// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tiny.h"

#include <stdio.h>

int main(void) {
  static tiny_state state;
  const uint32_t key[2] = {0, 0};
  const float x[3] = {1, 1, 1};
  float spikes[2];
  const tiny_inputs in = {x};
  tiny_outputs out = {spikes};
  tiny_init_state(&state, key);
  for (int t = 0; t < 6; ++t) {
    tiny_step(&state, &in, &out);
    if (spikes[0] != (float)(t % 2) || spikes[1] != 1) {
      printf("step %d: expected %d 1, found %g %g\n", t, t % 2, spikes[0],
             spikes[1]);
      return 1;
    }
  }
  return 0;
}
