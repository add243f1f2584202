// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"

#include <snn/runtime.h>

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

constexpr size_t batchSize = 37, steps = 9, burnin = 2;

/// A batch of the fake model with data that differ everywhere.
class BatchTest : public testing::Test {
protected:
  void SetUp() override {
    for (size_t i = 0; i < x.size(); ++i)
      x[i] = float(i * 7919 % 101) / 8;
    for (size_t i = 0; i < g.size(); ++i)
      g[i] = float(i * 104729 % 97) / 16;
    job.batch = batchSize;
    job.steps = steps;
    job.burnin = burnin;
    job.inputs = inputs;
    job.outputs = outputs;
    job.key[0] = 3;
  }

  /// The same, sample by sample, by the model's own function.
  void runAlone(std::vector<float> &expectedY,
                std::vector<float> &expectedSum) {
    void *state = nullptr;
    for (size_t b = 0; b < batchSize; ++b) {
      ASSERT_EQ(snn_state_create(&fake_model, job.key, &state), SNN_OK);
      const float *in[] = {&x[b * steps * 3], &g[b * steps * 4]};
      float *out[] = {&expectedY[b * (steps - burnin) * 4],
                      &expectedSum[b * 2]};
      fake_model.run(state, in, out, steps, burnin);
      snn_state_free(state);
    }
  }

  std::vector<float> x = std::vector<float>(batchSize * steps * 3);
  std::vector<float> g = std::vector<float>(batchSize * steps * 4);
  std::vector<float> y =
      std::vector<float>(batchSize * (steps - burnin) * 4, -1.0f);
  std::vector<float> total = std::vector<float>(batchSize * 2, -1.0f);
  const void *inputs[2] = {x.data(), g.data()};
  void *outputs[2] = {y.data(), total.data()};
  snn_batch job = {};
  snn_message message = {};
};

TEST_F(BatchTest, EqualsSingleRunsForAnyNumberOfThreads) {
  std::vector<float> expectedY(y.size()), expectedTotal(total.size());
  runAlone(expectedY, expectedTotal);
  for (unsigned threads : {0u, 1u, 2u, 5u, 64u}) {
    std::fill(y.begin(), y.end(), -1.0f);
    std::fill(total.begin(), total.end(), -1.0f);
    job.threads = threads;
    ASSERT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
    EXPECT_EQ(y, expectedY) << threads;
    EXPECT_EQ(total, expectedTotal) << threads;
  }
}

TEST_F(BatchTest, AdvancesTheCallersStates) {
  std::vector<void *> states(batchSize);
  ASSERT_EQ(snn_states_create(&fake_model, batchSize, job.key, states.data()),
            SNN_OK);
  job.states = states.data();
  job.burnin = 0;
  job.steps = 4;
  job.threads = 3;
  ASSERT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
  for (size_t b = 0; b < batchSize; ++b) {
    float v[4];
    ASSERT_EQ(
        snn_state_read(snn_state_find(&fake_model, "acc.v"), states[b], v),
        SNN_OK);
    for (size_t k = 0; k < 4; ++k)
      EXPECT_EQ(v[k], y[(b * 4 + 3) * 4 + k]) << b;
  }
  snn_states_free(batchSize, states.data());
}

TEST_F(BatchTest, AdvancesTheCallersStatesInGroups) {
  std::vector<float> expectedY(y.size()), expectedTotal(total.size());
  runAlone(expectedY, expectedTotal);
  for (size_t group : {1u, 3u, 100u}) {
    std::vector<void *> states(batchSize);
    ASSERT_EQ(snn_states_create(&fake_model, batchSize, job.key, states.data()),
              SNN_OK);
    job.states = states.data();
    job.threads = 2;
    job.group = group;
    ASSERT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
    EXPECT_EQ(y, expectedY) << group;
    for (size_t b = 0; b < batchSize; ++b) {
      float v[4];
      ASSERT_EQ(
          snn_state_read(snn_state_find(&fake_model, "acc.v"), states[b], v),
          SNN_OK);
      EXPECT_EQ(v[3], y[(b + 1) * (steps - burnin) * 4 - 1]) << b;
    }
    snn_states_free(batchSize, states.data());
  }
}

TEST_F(BatchTest, BurninBeyondTheRunGivesZerosWhereReduced) {
  job.burnin = steps + 5;
  outputs[0] = nullptr; // Nothing to write there.
  ASSERT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
  EXPECT_EQ(total, std::vector<float>(total.size(), 0.0f));
}

TEST_F(BatchTest, EmptyBatchIsDone) {
  job.batch = 0;
  outputs[0] = outputs[1] = nullptr;
  EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
}

int countCalls(void *context, size_t done, size_t total) {
  auto *calls = static_cast<std::vector<size_t> *>(context);
  EXPECT_EQ(total, batchSize);
  calls->push_back(done);
  return 0;
}

TEST_F(BatchTest, ReportsEverySampleInOrder) {
  std::vector<size_t> calls;
  job.threads = 4;
  job.progress = countCalls;
  job.context = &calls;
  ASSERT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_OK);
  ASSERT_EQ(calls.size(), batchSize);
  for (size_t i = 0; i < batchSize; ++i)
    EXPECT_EQ(calls[i], i + 1);
}

int stopAtThird(void *context, size_t done, size_t) {
  ++*static_cast<size_t *>(context);
  return done == 3;
}

TEST_F(BatchTest, ProgressCanStop) {
  for (unsigned threads : {1u, 4u}) {
    size_t calls = 0;
    job.threads = threads;
    job.progress = stopAtThird;
    job.context = &calls;
    EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_ERROR_CANCELLED);
    EXPECT_EQ(calls, 3u);
    EXPECT_STREQ(message.text, "fake: cancelled");
  }
}

TEST_F(BatchTest, RefusesNullPointers) {
  EXPECT_EQ(snn_run_batch(nullptr, &job, &message), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_run_batch(&fake_model, nullptr, &message), SNN_ERROR_ARGUMENT);
  inputs[1] = nullptr;
  EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "g: expected data, found a null pointer");
  job.inputs = nullptr;
  EXPECT_EQ(snn_run_batch(&fake_model, &job, nullptr), SNN_ERROR_ARGUMENT);
}

TEST_F(BatchTest, RefusesNullStates) {
  std::vector<void *> states(batchSize, nullptr);
  job.states = states.data();
  EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text,
               "expected a state, found a null pointer at sample 0");
}

TEST_F(BatchTest, RefusesSizesThatOverflow) {
  job.steps = SIZE_MAX / 16;
  EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_ERROR_OVERFLOW);
  job.steps = steps;
  job.batch = SIZE_MAX / 16;
  EXPECT_EQ(snn_run_batch(&fake_model, &job, &message), SNN_ERROR_OVERFLOW);
  size_t count;
  EXPECT_EQ(snn_output_count(&fake_model, 0, SIZE_MAX / 8, 3, 1, &count),
            SNN_ERROR_OVERFLOW);
}

TEST_F(BatchTest, OutOfMemoryForStatesIsAnError) {
  snn_model model = fake_model;
  model.state_bytes = SIZE_MAX / 4;
  for (unsigned threads : {1u, 3u}) {
    job.threads = threads;
    EXPECT_EQ(snn_run_batch(&model, &job, &message), SNN_ERROR_MEMORY);
  }
  EXPECT_STREQ(message.text, "fake: out of memory");
  model.state_bytes = SIZE_MAX / 2;
  job.group = 4; // More than there are addresses.
  EXPECT_EQ(snn_run_batch(&model, &job, &message), SNN_ERROR_MEMORY);
}

TEST(OutputCount, FollowsReduceAndBurnin) {
  size_t count;
  EXPECT_EQ(snn_output_count(&fake_model, 0, 5, 10, 3, &count), SNN_OK);
  EXPECT_EQ(count, 5u * 7 * 4);
  EXPECT_EQ(snn_output_count(&fake_model, 0, 5, 10, 12, &count), SNN_OK);
  EXPECT_EQ(count, 0u);
  EXPECT_EQ(snn_output_count(&fake_model, 1, 5, 10, 12, &count), SNN_OK);
  EXPECT_EQ(count, 5u * 2);
  EXPECT_EQ(snn_output_count(&fake_model, 2, 5, 10, 3, &count),
            SNN_ERROR_ARGUMENT);
}

} // namespace
