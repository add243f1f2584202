// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library as a C++ program uses it: build a model, save it, load it,
// compile it, run it. Expected values are computed here, from the equations.

#include "snnc/Compile.h"
#include "snnc/StatefulModel.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <cmath>
#include <snn/model.hpp>

using namespace snnc;

namespace {

std::string takeText(llvm::Error error) {
  return llvm::toString(std::move(error));
}

/// A folder of its own for every test, gone afterwards.
class CompileTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("snnc", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(llvm::StringRef name) {
    llvm::SmallString<128> path = folder;
    llvm::sys::path::append(path, name);
    return path.str().str();
  }
  std::string read(llvm::StringRef name) {
    auto buffer = llvm::MemoryBuffer::getFile(path(name));
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  llvm::SmallString<128> folder;
};

/// Two values in, a leaky integrator of three out.
Sequential makeReadout() {
  Linear linear(2, 3);
  linear.weight = Tensor::of({3, 2}, {1, 2, 3, 4, 5, 6});
  linear.bias = Parameter(Tensor::of({3}, {0.5f, 0.25f, -1}));
  return Sequential(linear, SimpleLI({0.75f}));
}

StatefulModel makePage() {
  return StatefulModel(GraphStructure{3, {{0}, {}, {}}, {2}, {{2}, {0}, {1}}},
                       {Linear(30, 20), LayerNorm(20), LIF({.95f, .85f})});
}

Model makePageModel() { return Model("topology", {{"x", {10}}}, makePage()); }

} // namespace

TEST_F(CompileTest, RunsInThisProgram) {
  llvm::Expected<JitModel> code =
      jit(Model("readout", {{"x", {2}}}, makeReadout()));
  ASSERT_TRUE(bool(code)) << takeText(code.takeError());
  snn::Model network(code->model());
  std::vector<float> x = {1, -1, 0.5f, 2}, y = network.run(x, 2);
  float v[3] = {};
  for (int t = 0; t < 2; ++t)
    for (int o = 0; o < 3; ++o) {
      const float bias[] = {0.5f, 0.25f, -1};
      float sum = bias[o] + (2 * o + 1) * x[2 * t] + (2 * o + 2) * x[2 * t + 1];
      v[o] = 0.75f * v[o] + 0.25f * sum;
      EXPECT_FLOAT_EQ(y[3 * t + o], v[o]);
    }
}

TEST_F(CompileTest, WritesObjectHeaderAndManifest) {
  llvm::Expected<CompiledModel> compiled = compile(makePageModel());
  ASSERT_TRUE(bool(compiled)) << takeText(compiled.takeError());
  EXPECT_EQ(compiled->object.substr(1, 3), "ELF");
  EXPECT_NE(compiled->header.find("void topology_run("), std::string::npos);
  ASSERT_EQ(takeText(compiled->write(path("new"))), "");
  EXPECT_EQ(read("new/topology.h"), compiled->header);
  EXPECT_EQ(read("new/topology.manifest.json"), compiled->manifest);
  EXPECT_EQ(read("new/topology.o"), compiled->object);
}

TEST_F(CompileTest, CompilesForOtherTargets) {
  CompileOptions options;
  options.target = "thumbv7em-none-eabi";
  options.cpu = "cortex-m4";
  llvm::Expected<CompiledModel> compiled = compile(makePageModel(), options);
  ASSERT_TRUE(bool(compiled)) << takeText(compiled.takeError());
  EXPECT_NE(compiled->header.find("cortex-m4"), std::string::npos);
  EXPECT_EQ(takeText(jit(makePageModel(), options).takeError()),
            "a model runs on this machine only, found the target "
            "'thumbv7em-none-eabi'");
}

TEST_F(CompileTest, WhatIsSavedIsLoadedAgain) {
  Model model("net", {{"x", {2}}},
              Sequential(makeReadout(), ResNetBlock({Identity(), LayerNorm(3)}),
                         LIF({Tensor::of({3}, {.9f, .8f, .7f}), .85f}, 0.5f)),
              {{"spikes", Reduce::Sum}});
  ASSERT_EQ(takeText(save(model, path("net.json"))), "");
  llvm::Expected<Model> loaded = load(path("net.json"));
  ASSERT_TRUE(bool(loaded)) << takeText(loaded.takeError());
  EXPECT_TRUE(isEqual(model, *loaded));
  Model other = model;
  other.outputs[0].reduce = Reduce::Last;
  EXPECT_FALSE(isEqual(other, *loaded));
  std::get<LIF>(other.layers[2].layer).threshold = 0.25f;
  EXPECT_FALSE(isEqual(other, *loaded));
}

TEST_F(CompileTest, WhatIsLoadedComputesTheSame) {
  Model model("net", {{"x", {2}}}, makeReadout());
  ASSERT_EQ(takeText(save(model, path("net.json"))), "");
  llvm::Expected<Model> loaded = load(path("net.json"));
  ASSERT_TRUE(bool(loaded)) << takeText(loaded.takeError());
  llvm::Expected<JitModel> first = jit(model), second = jit(*loaded);
  ASSERT_TRUE(first && second);
  std::vector<float> x = {1, 2, 3, 4};
  EXPECT_EQ(snn::Model(first->model()).run(x, 2),
            snn::Model(second->model()).run(x, 2));
}

TEST_F(CompileTest, ErrorsAreValuesThatNameLayerAndPlace) {
  // The page's example as printed: the first layer gets 10 + 20 values.
  StatefulModel page = makePage();
  page.layers[0] = Layer(Linear(10, 20), "0");
  llvm::Expected<CompiledModel> compiled =
      compile(Model("topology", {{"x", {10}}}, page));
  ASSERT_FALSE(bool(compiled));
  llvm::handleAllErrors(compiled.takeError(), [](const ModelError &error) {
    ASSERT_EQ(error.diagnostics().errorCount(), 1u);
    const Diagnostic &problem = error.diagnostics().all().front();
    EXPECT_EQ(problem.message,
              "layer '0' takes 10 values, found 30 (20 from layer '2', 10 from "
              "input 'x')");
    EXPECT_EQ(problem.place.file, "<topology>");
    EXPECT_NE(problem.place.line, 0u);
  });
}

TEST_F(CompileTest, EveryProblemIsFoundAtOnce) {
  Linear linear(2, 3);
  linear.weight = Tensor::of({2, 3}, {1, 2, 3, 4, 5, 6});
  StatefulModel model(GraphStructure{2, {{0}, {3}}, {1}, {{}, {0}}},
                      {linear, LIF({.9f})});
  std::string text = takeText(check(Model("net", {{"x", {2}}}, model)));
  EXPECT_NE(text.find("[2, 3], expected [3, 2]"), std::string::npos) << text;
  EXPECT_NE(text.find("external input 3, but there are 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("expected a list of 2 for 'decay_constants'"),
            std::string::npos)
      << text;
}

namespace {
/// Gives two outputs, one of them of a layer that it does not apply.
class Wrong : public Sequential {
public:
  Wrong() : Sequential(Identity(), Identity()) {}
  std::vector<Value> call(Trace &trace,
                          const std::vector<Value> &inputs) const override {
    return {trace.apply(0, {trace.previous(1, 2), inputs[0]}),
            trace.apply(Identity(), inputs)};
  }
};
} // namespace

TEST_F(CompileTest, ProblemsOfModelsInsideOfModelsAreReported) {
  Sequential model(Identity(), Layer(Wrong(), "inner"));
  EXPECT_EQ(takeText(check(Model("net", {{"x", {2}}}, model))),
            "error: layer 'inner': call reads layer 1, which it does not "
            "apply\n"
            "error: expected one final layer of 'inner', a model inside a "
            "model, found 2\n");
}

TEST_F(CompileTest, FeedbackToNowhereIsAnError) {
  SequentialLocalFeedback model({Linear(2, 2), LIF({.9f, .8f})}, {{1, 7}});
  EXPECT_NE(takeText(check(Model("net", {{"x", {2}}}, model))), "");
}

TEST_F(CompileTest, AnMlpIsSavedAsOne) {
  Model model("net", {{"x", {3}}},
              Sequential(MLP(3, 2, 4, 2), Layer(MLP(2, 1, 5, 0), "last")));
  ASSERT_EQ(takeText(save(model, path("net.json"))), "");
  EXPECT_NE(read("net.json").find("\"width_size\": 4"), std::string::npos);
  llvm::Expected<Model> loaded = load(path("net.json"));
  ASSERT_TRUE(bool(loaded)) << takeText(loaded.takeError());
  EXPECT_TRUE(isEqual(model, *loaded));
}

/// What was compiled before leaves no trace in what follows.
TEST_F(CompileTest, ACompilerCompilesMany) {
  Compiler compiler;
  Model small("net", {{"x", {2}}}, Sequential(Linear(2, 3), LIF({.9f, .8f})));
  Model large = makePageModel();
  llvm::Expected<CompiledModel> alone = compile(small);
  ASSERT_TRUE(bool(alone)) << takeText(alone.takeError());
  for (int round = 0; round < 2; ++round) {
    llvm::Expected<CompiledModel> again = compiler.compile(small);
    ASSERT_TRUE(bool(again)) << takeText(again.takeError());
    EXPECT_EQ(again->object, alone->object);
    EXPECT_EQ(again->header, alone->header);
    ASSERT_EQ(takeText(compiler.compile(large).takeError()), "");
    EXPECT_NE(takeText(compiler
                           .compile(Model("net", {{"x", {5}}},
                                          Sequential(Linear(2, 3))))
                           .takeError()),
              "");
  }
}

/// An MLP has one activation for all but the last layer, and one switch for
/// their biases: what no longer has is saved as a chain.
TEST_F(CompileTest, AnMlpThatWasChangedIsSavedAsAChain) {
  MLP mlp(3, 2, 4, 2);
  mlp.layers[3].layer = Lambda(Lambda::Fn::Tanh);
  MLP noBias(2, 1, 5, 2);
  noBias.linear(1).bias.reset();
  Model model("net", {{"x", {3}}}, Sequential(mlp, Layer(noBias, "last")));
  ASSERT_EQ(takeText(save(model, path("net.json"))), "");
  EXPECT_EQ(read("net.json").find("MLP"), std::string::npos);
  llvm::Expected<Model> loaded = load(path("net.json"));
  ASSERT_TRUE(bool(loaded)) << takeText(loaded.takeError());
  EXPECT_TRUE(isEqual(model, *loaded));
}

TEST_F(CompileTest, AWrongFileIsAnError) {
  EXPECT_NE(
      takeText(load(path("missing.json")).takeError()).find("missing.json"),
      std::string::npos);
  EXPECT_NE(takeText(save(makePageModel(), path("no/such/folder.json"))), "");
}

/// What is allowed and surely not meant is said: here, or on stderr.
TEST_F(CompileTest, WarnsOfLimitedConstants) {
  Linear linear(2, 3);
  linear.weight = 0.5f;
  linear.bias = 0.0f;
  Model model("readout", {{"x", {2}}}, Sequential(linear, SimpleLI({0.25f})));
  Diagnostics ofCheck, ofCompile;
  ASSERT_EQ(takeText(check(model, &ofCheck)), "");
  CompileOptions options;
  options.warnings = &ofCompile;
  ASSERT_TRUE(bool(compile(model, options)));
  for (const Diagnostics &diagnostics : {ofCheck, ofCompile}) {
    ASSERT_EQ(diagnostics.all().size(), 1u);
    const Diagnostic &warning = diagnostics.all().front();
    EXPECT_EQ(warning.severity, Severity::Warning);
    EXPECT_EQ(warning.place.file, "<readout>");
    EXPECT_GT(warning.place.line, 0u);
    EXPECT_EQ(warning.message, "layer '1': decay_constants 0.25 is outside of "
                               "[0.5, 1] and becomes 0.5, as SNNAX limits it");
  }
  testing::internal::CaptureStderr();
  ASSERT_TRUE(bool(jit(model)));
  EXPECT_NE(testing::internal::GetCapturedStderr().find("warning: layer '1'"),
            std::string::npos);
}
