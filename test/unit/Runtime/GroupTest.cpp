// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many samples of a batch run side by side.

#include "FakeModel.h"

#include <snn/runtime.h>

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <vector>

namespace {

constexpr size_t batchSize = 37, steps = 4;

/// The samples of every call of the model's run_batch, the largest first.
struct Calls {
  std::mutex lock;
  std::vector<size_t> samples;
} calls;

void runAndNote(void *states, const void *in, void *out, size_t samples,
                size_t length, size_t burnin) {
  {
    std::lock_guard<std::mutex> guard(calls.lock);
    calls.samples.push_back(samples);
  }
  fake_model.run_batch(states, in, out, samples, length, burnin);
}

class GroupTest : public testing::Test {
protected:
  GroupTest() {
    model.run_batch = runAndNote;
    for (size_t i = 0; i < x.size(); ++i)
      x[i] = float(i % 13);
    job.batch = batchSize;
    job.steps = steps;
    job.inputs = inputs;
    job.outputs = outputs;
  }

  std::vector<size_t> run(unsigned threads, size_t group) {
    calls.samples.clear();
    job.threads = threads;
    job.group = group;
    EXPECT_EQ(snn_run_batch(&model, &job, nullptr), SNN_OK);
    std::sort(calls.samples.begin(), calls.samples.end(), std::greater<>());
    return calls.samples;
  }

  using Sizes = std::vector<size_t>;

  snn_model model = fake_model;
  std::vector<float> x = std::vector<float>(batchSize * steps * 3);
  std::vector<float> g = std::vector<float>(batchSize * steps * 4, 0.5f);
  std::vector<float> y = std::vector<float>(batchSize * steps * 4);
  std::vector<float> total = std::vector<float>(batchSize * 2);
  const void *inputs[2] = {x.data(), g.data()};
  void *outputs[2] = {y.data(), total.data()};
  snn_batch job = {};
};

TEST_F(GroupTest, TakesSoManySamplesAtATime) {
  for (unsigned threads : {1u, 3u}) {
    Sizes twelve(12, 3);
    twelve.push_back(1);
    EXPECT_EQ(run(threads, 1), Sizes(37, 1));
    EXPECT_EQ(run(threads, 3), twelve);
    EXPECT_EQ(run(threads, 36), (Sizes{36, 1}));
    EXPECT_EQ(run(threads, 37), Sizes{37});
    EXPECT_EQ(run(threads, 1000), Sizes{37});
  }
}

TEST_F(GroupTest, ChoosesUpTo16SoThatEveryThreadFindsWorkTwice) {
  EXPECT_EQ(run(1, 0), (Sizes{16, 16, 5}));
  EXPECT_EQ(run(4, 0), (Sizes{4, 4, 4, 4, 4, 4, 4, 4, 4, 1}));
  job.batch = 3;
  EXPECT_EQ(run(2, 0), (Sizes{1, 1, 1}));
}

TEST_F(GroupTest, ChoosesFewerOfLargeStates) {
  model.state_bytes = (size_t(1) << 21) - 64;
  model.run_batch = [](void *, const void *, void *, size_t samples, size_t,
                       size_t) { calls.samples.push_back(samples); };
  EXPECT_EQ(run(1, 0), (Sizes{4, 4, 4, 4, 4, 4, 4, 4, 4, 1}));
  // What is asked for counts.
  EXPECT_EQ(run(1, 20), (Sizes{20, 17}));
}

TEST_F(GroupTest, GivesTheSameInEveryGroup) {
  run(1, 1);
  std::vector<float> expectedY = y, expectedTotal = total;
  for (unsigned threads : {1u, 2u, 5u})
    for (size_t group : {0u, 2u, 3u, 7u, 64u}) {
      std::fill(y.begin(), y.end(), -1.0f);
      std::fill(total.begin(), total.end(), -1.0f);
      run(threads, group);
      EXPECT_EQ(y, expectedY) << threads << " threads, groups of " << group;
      EXPECT_EQ(total, expectedTotal);
    }
}

TEST_F(GroupTest, ReportsEverySampleOfAGroup) {
  std::vector<size_t> done;
  job.context = &done;
  job.progress = [](void *context, size_t count, size_t) {
    static_cast<std::vector<size_t> *>(context)->push_back(count);
    return 0;
  };
  for (unsigned threads : {1u, 4u}) {
    done.clear();
    run(threads, 5);
    ASSERT_EQ(done.size(), batchSize);
    for (size_t i = 0; i < batchSize; ++i)
      EXPECT_EQ(done[i], i + 1);
  }
}

TEST_F(GroupTest, StopsWithinAGroup) {
  size_t done = 0;
  job.context = &done;
  job.progress = [](void *context, size_t count, size_t) {
    *static_cast<size_t *>(context) = count;
    return int(count == 3);
  };
  job.threads = 1;
  job.group = 8;
  calls.samples.clear();
  EXPECT_EQ(snn_run_batch(&model, &job, nullptr), SNN_ERROR_CANCELLED);
  EXPECT_EQ(done, 3u);
  EXPECT_EQ(calls.samples, Sizes{8});
}

} // namespace
