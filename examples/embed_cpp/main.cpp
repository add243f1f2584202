// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Listens to one utterance frame by frame and says who speaks, and how it knew.

#include "vowels.h"

#include <snn/model.hpp>
#include <snn/npy.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  int utterance = argc > 2 ? std::atoi(argv[2]) : 0;
  snn_npy x;
  snn_message message;
  if (argc < 2 || snn_npy_read(argv[1], &x, &message))
    return std::fprintf(stderr, "usage: embed_cpp test/x.npy [UTTERANCE]\n"), 2;
  if (utterance < 0 || std::size_t(utterance) >= x.shape[0])
    return std::fprintf(stderr, "no utterance %d\n", utterance), 1;

  snn::Model network(vowels_model); // Holds the state; a copy is a snapshot.
  std::vector<float> evidence(9);
  for (std::size_t t = 0; t < x.shape[1]; ++t) {
    const float *at = x.data + (utterance * x.shape[1] + t) * x.shape[2];
    std::vector<float> frame(at, at + x.shape[2]);
    std::vector<float> scores = network.run(frame, 1);
    for (int i = 0; i < 9; ++i)
      evidence[i] += scores[i];
    auto best = std::max_element(evidence.begin(), evidence.end());
    std::vector<float> spikes = network.state("lif.s");
    std::printf("frame %2zu: %3td neurons spike, speaker %td leads with %.2f\n",
                t, std::count(spikes.begin(), spikes.end(), 1.0f),
                best - evidence.begin() + 1, *best);
  }
  snn_npy_free(&x);
}
