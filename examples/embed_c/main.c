// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps a compiled network as samples come in and draws its spikes.

#include "topology.h"

#include <math.h>
#include <stdio.h>

int main(void) {
  static topology_state state; // All memory that the network needs.
  const uint32_t key[2] = {0, 0};
  topology_init_state(&state, key);

  float x[TOPOLOGY_INPUT_X_SIZE], spikes[TOPOLOGY_OUTPUT_LIF_SIZE];
  int total = 0;
  for (int t = 0; t < 60; ++t) {
    for (int i = 0; i < TOPOLOGY_INPUT_X_SIZE;
         ++i) // A wave that travels along the inputs.
      x[i] = sinf(0.06f * (float)t + 0.6f * (float)i);
    topology_step_arrays(&state, x, spikes);
    printf("%3d ", t);
    for (int j = 0; j < TOPOLOGY_OUTPUT_LIF_SIZE; ++j) {
      putchar(spikes[j] != 0 ? '|' : '.');
      total += spikes[j] != 0;
    }
    putchar('\n');
  }
  printf("%d spikes; the network's state takes %d bytes\n", total,
         TOPOLOGY_STATE_BYTES);
  return 0;
}
