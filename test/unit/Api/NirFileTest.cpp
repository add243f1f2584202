// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR files from C++. Expected values are computed here, from the equations.

#include "snnc/Compile.h"
#include "snnc/StatefulModel.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <snn/model.hpp>

using namespace snnc;

namespace {

class NirFileTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("snnc", folder));
    llvm::sys::path::append(file = folder, "net.nir");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  llvm::SmallString<128> folder, file;
};

/// Two inputs, a neuron.
Model makeModel() {
  Linear linear(2, 1);
  linear.weight = Tensor::of({1, 2}, {2, -1});
  linear.bias = std::nullopt;
  NirLIF lif;
  lif.tau = 0.002f;
  lif.vThreshold = 0.4f;
  lif.rule.dt = 1e-3;
  return Model("net", {{"x", {2}}}, Sequential(linear, lif));
}

std::string textOf(llvm::Error error) {
  return llvm::toString(std::move(error));
}

} // namespace

TEST_F(NirFileTest, IsWrittenReadAndRun) {
  ASSERT_FALSE(bool(saveNir(makeModel(), file)));
  Convention convention;
  convention.dt = 1e-3;
  llvm::Expected<Model> model = loadNir(file, convention);
  ASSERT_TRUE(bool(model)) << textOf(model.takeError());
  llvm::Expected<JitModel> code = jit(*model);
  ASSERT_TRUE(bool(code)) << textOf(code.takeError());
  std::vector<float> x = {0.2f, 0, 0.4f, 0.1f, 0.5f, 0.3f, 0.6f, 0};
  std::vector<float> y = snn::Model(code->model()).run(x, 4);
  float v = 0;
  for (size_t t = 0; t < 4; ++t) {
    v += 0.5f * (2 * x[2 * t] - x[2 * t + 1] - v);
    EXPECT_EQ(y[t], v > 0.4f);
    v = v > 0.4f ? 0.0f : v;
  }
  EXPECT_EQ(y[3], 1);
}

TEST_F(NirFileTest, WhatIsOpenIsAnErrorWithItsNode) {
  ASSERT_FALSE(bool(saveNir(makeModel(), file)));
  llvm::Expected<Model> model = loadNir(file);
  ASSERT_FALSE(bool(model));
  llvm::handleAllErrors(model.takeError(), [](const ModelError &error) {
    ASSERT_EQ(error.diagnostics().errorCount(), 1u);
    EXPECT_EQ(error.diagnostics().all().front().place.node, "1");
  });
}

TEST_F(NirFileTest, WhatNirCannotSayIsAnError) {
  Model model("net", {{"x", {4}}}, Sequential(LayerNorm(4), LIF({.9f, .8f})));
  std::string text = textOf(saveNir(model, file));
  EXPECT_NE(text.find("NIR cannot say the layer '0'"), std::string::npos)
      << text;
  EXPECT_FALSE(llvm::sys::fs::exists(file));
}
