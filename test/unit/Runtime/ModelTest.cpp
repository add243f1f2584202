// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"

#include <snn/model.hpp>

#include <functional>
#include <gtest/gtest.h>
#include <string>

namespace {

/// What the generated header of the fake model would say.
struct FakeInputs {
  const float *x, *g;
};
struct FakeOutputs {
  float *y, *total;
};

const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
const std::vector<float> g = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

snn_error codeOf(const std::function<void()> &action, std::string *text) {
  try {
    action();
  } catch (const snn::Error &error) {
    *text = error.what();
    return error.code();
  }
  return SNN_OK;
}

TEST(Model, RunEqualsSteps) {
  snn::Model whole(fake_model, {5, 0}), stepped(fake_model, {5, 0});
  snn::Model::Arrays outputs = whole.run(snn::Model::Arrays{x, g}, 3, 1);
  ASSERT_EQ(outputs.size(), 2u);
  ASSERT_EQ(outputs[0].size(), 2u * 4);
  ASSERT_EQ(outputs[1].size(), 2u);
  float y[4], total[2];
  FakeOutputs out = {y, total};
  for (size_t t = 0; t < 3; ++t) {
    FakeInputs in = {&x[3 * t], &g[4 * t]};
    stepped.step(in, out);
    for (size_t k = 0; t >= 1 && k < 4; ++k)
      EXPECT_EQ(outputs[0][4 * (t - 1) + k], y[k]);
  }
  EXPECT_EQ(whole.state("acc.v"), stepped.state("acc.v"));
}

TEST(Model, RunThroughTheStructs) {
  snn::Model model(fake_model), other(fake_model);
  std::vector<float> y(2 * 4), total(2);
  FakeInputs in = {x.data(), g.data()};
  FakeOutputs out = {y.data(), total.data()};
  model.run(in, out, 3, 1);
  snn::Model::Arrays outputs = other.run(snn::Model::Arrays{x, g}, 3, 1);
  EXPECT_EQ(y, outputs[0]);
  EXPECT_EQ(total, outputs[1]);
}

TEST(Model, CopyIsASnapshot) {
  snn::Model model(fake_model, {1, 0});
  snn::Model snapshot = model;
  snn::Model::Arrays first = model.run(snn::Model::Arrays{x, g}, 3);
  EXPECT_NE(model.state("acc.v"), snapshot.state("acc.v"));
  model = snapshot;
  EXPECT_EQ(model.run(snn::Model::Arrays{x, g}, 3), first);
  snn::Model moved = std::move(snapshot);
  EXPECT_EQ(moved.state("acc.v"), (std::vector<float>{1, 2, 11, 12}));
}

TEST(Model, StatesByName) {
  snn::Model model(fake_model);
  model.setState("acc.v", {4, 3, 2, 1});
  EXPECT_EQ(model.state("acc.v"), (std::vector<float>{4, 3, 2, 1}));
  EXPECT_EQ(model.state("acc.queue").size(), 2u * 65 * 2);
  model.reset();
  EXPECT_EQ(model.state("acc.v"), (std::vector<float>{0, 1, 10, 11}));
}

TEST(Model, Errors) {
  snn::Model model(fake_model);
  std::string text;
  EXPECT_EQ(codeOf([&] { model.state("acc.w"); }, &text), SNN_ERROR_NOT_FOUND);
  EXPECT_EQ(text, "fake: no state 'acc.w'");
  EXPECT_EQ(codeOf([&] { model.setState("acc.v", {1}); }, &text),
            SNN_ERROR_SHAPE);
  EXPECT_EQ(text, "acc.v: expected 4 values, found 1");
  EXPECT_EQ(codeOf([&] { model.run(snn::Model::Arrays{x}, 3); }, &text),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(text, "fake: expected 2 inputs, found 1");
  EXPECT_EQ(codeOf([&] { model.run(snn::Model::Arrays{x, g}, 2); }, &text),
            SNN_ERROR_SHAPE);
  EXPECT_EQ(text, "x: expected 6 values, found 9");
  EXPECT_EQ(codeOf([&] { model.run(x, 3); }, &text), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(text, "fake: expected 1 output, found 2");
  FakeInputs in = {x.data(), g.data()};
  float *one = nullptr;
  EXPECT_EQ(codeOf([&] { model.step(in, one); }, &text), SNN_ERROR_ARGUMENT);
  snn_model old = fake_model;
  old.abi_version = 0;
  EXPECT_EQ(codeOf([&] { snn::Model refused(old); }, &text), SNN_ERROR_ABI);
}

} // namespace
