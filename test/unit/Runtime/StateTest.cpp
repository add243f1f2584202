// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"

#include <snn/runtime.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace {

class StateTest : public testing::Test {
protected:
  void SetUp() override {
    const uint32_t key[2] = {7, 0};
    ASSERT_EQ(snn_state_create(&fake_model, key, &state), SNN_OK);
  }
  void TearDown() override { snn_state_free(state); }

  std::vector<float> get(const char *name) {
    const snn_array *array = snn_state_find(&fake_model, name);
    size_t count = 0;
    EXPECT_EQ(snn_array_count(array, &count), SNN_OK);
    std::vector<float> values(count);
    EXPECT_EQ(snn_state_read(array, state, values.data()), SNN_OK);
    return values;
  }

  void set(const char *name, const std::vector<float> &values) {
    const snn_array *array = snn_state_find(&fake_model, name);
    EXPECT_EQ(snn_state_write(array, state, values.data()), SNN_OK);
  }

  void *state = nullptr;
};

TEST_F(StateTest, IsAligned) {
  EXPECT_EQ(reinterpret_cast<uintptr_t>(state) % fake_model.state_align, 0u);
}

TEST_F(StateTest, HonoursLargeAlignments) {
  snn_model model = fake_model;
  model.state_align = 4096;
  void *page = snn_state_alloc(&model);
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(page) % 4096, 0u);
  snn_state_free(page);
}

TEST_F(StateTest, ReadsRowMajor) {
  EXPECT_EQ(get("acc.v"), (std::vector<float>{7, 8, 17, 18}));
}

TEST_F(StateTest, ReadsBits) {
  std::vector<float> bits = get("acc.s");
  ASSERT_EQ(bits.size(), 70u);
  for (size_t k = 0; k < bits.size(); ++k)
    EXPECT_EQ(bits[k], k % 3 == 0 ? 1.0f : 0.0f) << k;
}

TEST_F(StateTest, ReadsQueuesOldestFirst) {
  EXPECT_EQ(get("acc.delay"), (std::vector<float>{0, 1, 100, 101, 200, 201}));
  std::vector<float> bits = get("acc.queue");
  ASSERT_EQ(bits.size(), 2u * 65 * 2);
  for (size_t q = 0; q < 2; ++q)
    for (size_t c = 0; c < 65; ++c)
      for (size_t p = 0; p < 2; ++p)
        EXPECT_EQ(bits[(q * 65 + c) * 2 + p], (c + p + q) % 2 ? 0.0f : 1.0f)
            << q << " " << c << " " << p;
}

TEST_F(StateTest, WritesWhatItReads) {
  for (size_t i = 0; i < fake_model.num_states; ++i) {
    const char *name = fake_model.states[i].name;
    std::vector<float> values = get(name);
    for (size_t k = 0; k < values.size(); ++k)
      values[k] = fake_model.states[i].dtype == SNN_BITS ? k % 5 == 1 : k + .5f;
    set(name, values);
    EXPECT_EQ(get(name), values) << name;
  }
}

TEST_F(StateTest, WritingKeepsPaddingAndNeighbours) {
  std::vector<unsigned char> before(fake_model.state_bytes);
  memset(state, 0xff, fake_model.state_bytes);
  set("acc.s", std::vector<float>(70, 0.0f));
  memcpy(before.data(), state, before.size());
  const snn_array *s = snn_state_find(&fake_model, "acc.s");
  for (size_t byte = 0; byte < before.size(); ++byte) {
    size_t k = byte - s->offset;
    int expected = byte < s->offset || k > 8 ? 0xff : k == 8 ? 0xc0 : 0;
    EXPECT_EQ(before[byte], expected) << byte;
  }
}

TEST_F(StateTest, AnyNonzeroIsASpike) {
  std::vector<float> values(70, 0.0f);
  values[0] = -2.0f;
  values[1] = -0.0f;
  values[2] = NAN;
  set("acc.s", values);
  std::vector<float> bits = get("acc.s");
  EXPECT_EQ(bits[0], 1.0f);
  EXPECT_EQ(bits[1], 0.0f);
  EXPECT_EQ(bits[2], 1.0f);
}

TEST_F(StateTest, CopyIsASnapshot) {
  void *snapshot = snn_state_alloc(&fake_model);
  snn_state_copy(&fake_model, snapshot, state);
  std::vector<float> before = get("acc.v");
  set("acc.v", {1, 2, 3, 4});
  EXPECT_NE(get("acc.v"), before);
  snn_state_copy(&fake_model, state, snapshot);
  EXPECT_EQ(get("acc.v"), before);
  snn_state_free(snapshot);
}

TEST_F(StateTest, UnknownNameIsNull) {
  EXPECT_EQ(snn_state_find(&fake_model, "acc.w"), nullptr);
  EXPECT_EQ(snn_state_find(&fake_model, "acc"), nullptr);
}

TEST(Array, CountOverflowIsAnError) {
  const size_t shape[] = {SIZE_MAX / 2, 3};
  snn_array array = {};
  array.name = "big";
  array.shape = shape;
  array.rank = 2;
  size_t count;
  float value = 0;
  EXPECT_EQ(snn_array_count(&array, &count), SNN_ERROR_OVERFLOW);
  EXPECT_EQ(snn_state_read(&array, &value, &value), SNN_ERROR_OVERFLOW);
  EXPECT_EQ(snn_state_write(&array, &value, &value), SNN_ERROR_OVERFLOW);
}

TEST(State, TooLargeIsAnErrorAndLeavesNothing) {
  snn_model model = fake_model;
  void *states[3] = {};
  for (size_t bytes : {SIZE_MAX, SIZE_MAX / 4}) {
    model.state_bytes = bytes;
    EXPECT_EQ(snn_states_create(&model, 3, nullptr, states), SNN_ERROR_MEMORY);
    for (void *state : states)
      EXPECT_EQ(state, nullptr);
  }
}

TEST(ModelCheck, SaysWhatIsWrong) {
  snn_message message;
  EXPECT_EQ(snn_model_check(&fake_model, &message), SNN_OK);
  EXPECT_EQ(snn_model_check(nullptr, &message), SNN_ERROR_ARGUMENT);
  snn_model model = fake_model;
  model.abi_version = 9;
  EXPECT_EQ(snn_model_check(&model, &message), SNN_ERROR_ABI);
  EXPECT_STREQ(message.text,
               "expected a model of ABI version 6, found 9; compile it again "
               "with snnc " SNN_VERSION);
  model = fake_model;
  model.state_align = 48;
  EXPECT_EQ(snn_model_check(&model, &message), SNN_ERROR_ABI);
  EXPECT_STREQ(message.text, "broken model descriptor: the state's alignment "
                             "is not a power of two");
  model = fake_model;
  model.run = nullptr;
  EXPECT_EQ(snn_model_check(&model, nullptr), SNN_ERROR_ABI);
  model = fake_model;
  model.run_batch = nullptr;
  EXPECT_EQ(snn_model_check(&model, &message), SNN_ERROR_ABI);
  EXPECT_STREQ(message.text, "broken model descriptor: an entry point is null");
}

TEST(Error, EveryCodeHasItsOwnText) {
  for (int a = SNN_OK; a <= SNN_ERROR_CPU; ++a) {
    EXPECT_STRNE(snn_error_string(snn_error(a)), "unknown error");
    for (int b = SNN_OK; b < a; ++b)
      EXPECT_STRNE(snn_error_string(snn_error(a)),
                   snn_error_string(snn_error(b)));
  }
  EXPECT_STREQ(snn_version(), SNN_VERSION);
  EXPECT_EQ(snn_abi_version(), uint32_t(SNN_ABI_VERSION));
}

} // namespace
