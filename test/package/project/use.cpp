// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "other.h"
#include "tiny.h"

#include <snn/model.hpp>
#include <snn/runtime.h>

#include <iostream>

static bool equal(const std::vector<float> &found,
                  const std::vector<float> &expected, const char *what) {
  if (found == expected)
    return true;
  std::cout << what << ": not the expected values:";
  for (float value : found)
    std::cout << " " << value;
  std::cout << "\n";
  return false;
}

int main() {
  const std::vector<float> ones(4 * 3, 1.0f);
  const std::vector<float> expected = {0, 1, 1, 1, 0, 1, 1, 1};
  snn::Model model(tiny_model), second(other_model);
  bool good = equal(model.run(ones, 4), expected, "run") &&
              equal(second.run(ones, 4), expected, "run of other") &&
              equal(model.run({1.0f, 1.0f, 1.0f}, 1), {0, 1}, "run on") &&
              equal(model.state("lif.v"), {0.75f, 0}, "state lif.v");

  std::vector<float> two(2 * 8), input(2 * 4 * 3, 1.0f);
  const void *inputs[] = {input.data()};
  void *outputs[] = {two.data()};
  snn_batch batch = {};
  batch.batch = 2;
  batch.steps = 4;
  batch.inputs = inputs;
  batch.outputs = outputs;
  batch.threads = 2;
  if (snn_error error = snn_run_batch(&tiny_model, &batch, nullptr)) {
    std::cout << snn_error_string(error) << "\n";
    return 1;
  }
  std::vector<float> twice = expected;
  twice.insert(twice.end(), expected.begin(), expected.end());
  return good && equal(two, twice, "batch") ? 0 : 1;
}
