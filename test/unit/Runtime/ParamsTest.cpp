// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"
#include "TestFiles.h"

#include <snn/batch.h>
#include <snn/params.h>
#include <snn/state.h>

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <vector>

namespace {

const size_t matrix[] = {2, 3}, two[] = {2};
const snn_array params[] = {
    {"fc.weight", matrix, 2, SNN_F32, SNN_REDUCE_NONE, 0, 0, 0, 0},
    {"fc.bias", two, 1, SNN_F32, SNN_REDUCE_NONE, 0, 0, 0, 0}};

int32_t pack(const void *given, void *packed) {
  auto *from = static_cast<const float *const *>(given);
  for (int32_t i = 0; i < 2; ++i)
    for (int k = 0; k < (i ? 2 : 6); ++k)
      if (!std::isfinite(from[i][k]))
        return i + 1;
  auto *to = static_cast<float *>(packed);
  std::memcpy(to, from[0], 6 * sizeof(float));
  std::memcpy(to + 6, from[1], 2 * sizeof(float));
  return 0;
}

void initGiven(void *state, const uint32_t key[2], const void *packed) {
  uint32_t own[2] = {key[0] + uint32_t(*static_cast<const float *>(packed)), 0};
  fake_model.init_state(state, own);
}

snn_model givenModel() {
  snn_model model = fake_model;
  model.init_state = nullptr;
  model.init_given = initGiven;
  model.param_bytes = 64;
  model.num_params = 2;
  model.params = params;
  model.pack = pack;
  return model;
}

const float values[] = {1, 2, 3, 4, 5, 6, 7, 8};

/// A file of the header and of the bytes of `values`.
std::string fileOf(const std::string &header) {
  uint64_t length = header.size();
  std::string text(reinterpret_cast<const char *>(&length), sizeof length);
  return text + header +
         std::string(reinterpret_cast<const char *>(values), sizeof values);
}

const std::string weight =
    R"("fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]})";
const std::string bias =
    R"("fc.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]})";

class Params : public FileTest {
protected:
  snn_error load(const std::string &bytes) {
    std::string file = path("w.safetensors");
    write("w.safetensors", bytes);
    snn_params_free(packed);
    message = {};
    return snn_params_load(&model, file.c_str(), &packed, &message);
  }
  void expectLoaded() {
    ASSERT_NE(packed, nullptr);
    const auto *floats = static_cast<const float *>(packed);
    EXPECT_EQ(std::vector<float>(floats, floats + std::size(values)),
              std::vector<float>(std::begin(values), std::end(values)));
  }
  void expectError(const std::string &bytes, snn_error error,
                   const std::string &text) {
    EXPECT_EQ(load(bytes), error);
    EXPECT_EQ(packed, nullptr);
    EXPECT_NE(std::string(message.text).find(text), std::string::npos)
        << message.text;
  }
  void TearDown() override {
    snn_params_free(packed);
    FileTest::TearDown();
  }

  snn_model model = givenModel();
  void *packed = nullptr;
  snn_message message = {};
};

TEST_F(Params, Load) {
  EXPECT_EQ(load(fileOf("{" + weight + "," + bias + "}")), SNN_OK)
      << message.text;
  expectLoaded();
}

TEST_F(Params, HeaderOfAnyLengthAndForm) {
  std::string spaces;
  for (int k = 0; k < 5; ++k, spaces += " \n") {
    EXPECT_EQ(load(fileOf(" {\"__metadata__\": {\"a\": \"]}\\\"\", \"b\": "
                          "[1, {\"c\": null}, -2.5e3]}, " +
                          bias + "\t," + spaces + weight + "} ")),
              SNN_OK)
        << message.text;
    expectLoaded();
  }
  // Escapes, and sizes of 1 at the end.
  EXPECT_EQ(
      load(fileOf(
          "{\"f\\u0063.weight\": {\"data_offsets\": [0, 24], \"new\": {}, "
          "\"shape\": [2, 3, 1, 1], \"dtype\": \"F\\u00332\"}, "
          "\"\\ud83d\\ude00\": 1, " +
          bias + "}")),
      SNN_OK)
      << message.text;
  expectLoaded();
}

TEST_F(Params, WhatDoesNotFit) {
  expectError(fileOf("{" + weight + "}"), SNN_ERROR_NOT_FOUND,
              "w.safetensors: no tensor 'fc.bias'");
  expectError(fileOf(R"({"fc.weight": {"dtype": "F32", "shape": [3, 2],)"
                     R"( "data_offsets": [0, 24]}, )" +
                     bias + "}"),
              SNN_ERROR_SHAPE,
              "tensor 'fc.weight': expected the shape (2, 3), found (3, 2)");
  expectError(fileOf(R"({"fc.weight": {"dtype": "F64", "shape": [2, 3],)"
                     R"( "data_offsets": [0, 24]}, )" +
                     bias + "}"),
              SNN_ERROR_DTYPE, "tensor 'fc.weight': expected F32, found F64");
  std::string file = fileOf("{" + weight + "," + bias + "}");
  const float nan = NAN;
  std::memcpy(&file[file.size() - 4], &nan, sizeof nan);
  expectError(file, SNN_ERROR_FORMAT,
              "parameter 'fc.bias' holds NaN or an infinity");
}

TEST_F(Params, RangesThatMakeNoSense) {
  for (const char *range :
       {"[0, 20]", "[0, 28]", "[24, 0]", "[16, 40]", "[1, 25]", "[0]",
        "[0, 24, 32]", "[18446744073709551592, 18446744073709551616]",
        "[18446744073709551600, 8]", "[-1, 23]", "\"0\""})
    expectError(fileOf(R"({"fc.weight": {"dtype": "F32", "shape": [2, 3],)"
                       R"( "data_offsets": )" +
                       std::string(range) + "}, " + bias + "}"),
                SNN_ERROR_FORMAT,
                "tensor 'fc.weight': expected a dtype, a shape and "
                "data_offsets that fit together");
  expectError(fileOf(R"({"fc.weight": {"dtype": "F32", "shape": )"
                     R"([4611686018427387904, 4], "data_offsets": [0, 0]}, )" +
                     bias + "}"),
              SNN_ERROR_FORMAT, "that fit together");
}

TEST_F(Params, NoSafetensors) {
  expectError("", SNN_ERROR_FORMAT, "expected a .safetensors file");
  expectError(std::string(8, '\xff'), SNN_ERROR_FORMAT,
              "expected a .safetensors file");
  expectError(fileOf("[]"), SNN_ERROR_FORMAT, "no JSON object of tensors");
  expectError(fileOf("{}x"), SNN_ERROR_FORMAT, "no JSON object of tensors");
  expectError(fileOf("{\"a\": [}"), SNN_ERROR_FORMAT,
              "no JSON object of tensors");
  expectError(fileOf("{\"a\": ]}"), SNN_ERROR_FORMAT,
              "no JSON object of tensors");
  expectError(fileOf("{\"\\ud800\": 1}"), SNN_ERROR_NOT_FOUND, "no tensor");
  expectError(fileOf("{\"\\u12\": 1}"), SNN_ERROR_FORMAT,
              "no JSON object of tensors");
  EXPECT_EQ(snn_params_load(&model, path("none").c_str(), &packed, &message),
            SNN_ERROR_IO);
}

/// No file makes it read outside: this runs under the sanitizers as well.
TEST_F(Params, BrokenFiles) {
  std::string file = fileOf("{" + weight + "," + bias + "}");
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_NE(load(file.substr(0, size)), SNN_OK) << size;
  std::mt19937 random(1);
  for (int k = 0; k < 300; ++k) {
    std::string broken = file;
    for (int changes = 1 + random() % 4; changes > 0; --changes)
      broken[random() % (file.size() - sizeof values)] =
          random() % 2 ? char(random()) : "\"\\{}[],:0"[random() % 9];
    if (load(broken) != SNN_OK)
      EXPECT_NE(message.text[0], 0);
  }
}

TEST_F(Params, NullPointers) {
  const float *given[] = {values, nullptr};
  EXPECT_EQ(snn_params_pack(&model, given, &packed, &message),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_params_pack(&model, nullptr, &packed, nullptr),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_params_pack(nullptr, given, &packed, nullptr),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_params_pack(&model, given, nullptr, nullptr),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_params_load(&fake_model, "x", &packed, &message),
            SNN_ERROR_ARGUMENT);
  EXPECT_NE(std::string(message.text).find("--weights=runtime"),
            std::string::npos);
  snn_params_free(nullptr);
}

TEST_F(Params, StatesAndBatches) {
  const float *given[] = {values, values + 6};
  ASSERT_EQ(snn_params_pack(&model, given, &packed, &message), SNN_OK);
  void *state = nullptr;
  EXPECT_EQ(snn_state_create(&model, nullptr, &state), SNN_ERROR_ARGUMENT);
  ASSERT_EQ(snn_state_create_given(&model, nullptr, packed, &state), SNN_OK);
  float v[4];
  ASSERT_EQ(snn_state_read(snn_state_find(&model, "acc.v"), state, v), SNN_OK);
  EXPECT_EQ(v[0], 1.0f); // The first weight.
  snn_state_free(state);
  std::vector<float> x(3), g(4), y(4), total(2);
  const void *inputs[] = {x.data(), g.data()};
  void *outputs[] = {y.data(), total.data()};
  snn_batch job = {};
  job.batch = job.steps = 1;
  job.inputs = inputs;
  job.outputs = outputs;
  EXPECT_EQ(snn_run_batch(&model, &job, &message), SNN_ERROR_ARGUMENT);
  EXPECT_NE(std::string(message.text).find("expected weights"),
            std::string::npos);
  job.weights = packed;
  EXPECT_EQ(snn_run_batch(&model, &job, &message), SNN_OK) << message.text;
  EXPECT_EQ(y[0], 0.5f);
}

} // namespace
