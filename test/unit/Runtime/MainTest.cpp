// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FakeModel.h"
#include "TestFiles.h"

#include <snn/main.h>
#include <snn/model.hpp>
#include <snn/npy.h>

#include <numeric>

namespace {

class MainTest : public FileTest {
protected:
  void SetUp() override {
    FileTest::SetUp();
    std::iota(x.begin(), x.end(), 0.25f);
    std::iota(g.begin(), g.end(), -3.0f);
    write("x.npy", npy(dictionary("<f4", "(2, 5, 3)"), bytesOf(x)));
    write("g.npy", npy(dictionary("<f4", "(2, 5, 2, 2)"), bytesOf(g)));
  }

  /// Runs the program; words that end in .npy are files of this test.
  int run(std::vector<std::string> words) {
    std::vector<std::string> arguments = {"fake"};
    for (const std::string &word : words) {
      size_t equals = word.rfind('=') + 1; // 0 if there is none
      bool isFile = word.size() > 4 && word.substr(word.size() - 4) == ".npy";
      arguments.push_back(
          isFile ? word.substr(0, equals) + path(word.substr(equals)) : word);
    }
    std::vector<char *> argv;
    for (std::string &argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    int code = snn_main(&fake_model, int(arguments.size()), argv.data());
    err = testing::internal::GetCapturedStderr();
    out = testing::internal::GetCapturedStdout();
    return code;
  }

  void expectFails(int code, const std::vector<std::string> &words,
                   const std::string &text) {
    EXPECT_EQ(run(words), code);
    EXPECT_NE(err.find(text), std::string::npos) << err << "expected: " << text;
    EXPECT_FALSE(std::filesystem::exists(path("y.npy")));
  }

  std::vector<float> load(const std::string &name,
                          const std::vector<size_t> &shape) {
    snn_npy array;
    snn_message message = {};
    EXPECT_EQ(snn_npy_read(path(name).c_str(), &array, &message), SNN_OK)
        << message.text;
    EXPECT_EQ(shape,
              std::vector<size_t>(array.shape, array.shape + array.rank));
    std::vector<float> values(array.data, array.data + array.count);
    snn_npy_free(&array);
    return values;
  }

  std::vector<float> x = std::vector<float>(2 * 5 * 3);
  std::vector<float> g = std::vector<float>(2 * 5 * 4);
  std::string out, err;
};

TEST_F(MainTest, RunsABatch) {
  ASSERT_EQ(run({"--input", "x=x.npy", "--input=g=g.npy", "--output",
                 "total=t.npy", "--output", "y=y.npy", "--burnin", "2",
                 "--threads", "2", "--key", "4,9"}),
            0)
      << err;
  std::vector<float> y = load("y.npy", {2, 3, 2, 2});
  std::vector<float> total = load("t.npy", {2, 2});
  for (size_t b = 0; b < 2; ++b) {
    snn::Model model(fake_model, {4, 9});
    snn::Model::Arrays outputs =
        model.run(snn::Model::Arrays{{&x[b * 15], &x[b * 15] + 15},
                                     {&g[b * 20], &g[b * 20] + 20}},
                  5, 2);
    EXPECT_EQ(std::vector<float>(&y[b * 12], &y[b * 12] + 12), outputs[0]);
    EXPECT_EQ(std::vector<float>(&total[b * 2], &total[b * 2] + 2), outputs[1]);
  }
}

TEST_F(MainTest, RunsOneSample) {
  write("x1.npy", npy(dictionary("<f4", "(5, 3)"),
                      bytesOf<float>({x.begin(), x.begin() + 15})));
  write("g1.npy", npy(dictionary("<f4", "(5, 2, 2)"),
                      bytesOf<float>({g.begin(), g.begin() + 20})));
  ASSERT_EQ(run({"--input", "g=g1.npy", "--input", "x=x1.npy", "--output",
                 "y=y.npy"}),
            0)
      << err;
  load("y.npy", {5, 2, 2});
}

TEST_F(MainTest, Help) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_NE(out.find("usage: fake --input"), std::string::npos) << out;
  EXPECT_NE(out.find("input   g                    (2, 2), each step"),
            std::string::npos)
      << out;
  EXPECT_EQ(err, "");
}

TEST_F(MainTest, BadUsage) {
  expectFails(2, {}, "fake: error: expected --input x=FILE, found none");
  expectFails(2, {"--input", "x=x.npy", "--input", "g=g.npy"},
              "expected --output FILE, found none");
  expectFails(2, {"--input"}, "--input: expected a value, found none");
  expectFails(2, {"--inputs", "x=x.npy"},
              "expected --input, --output, --burnin, --threads, --key or "
              "--help, found '--inputs'");
  expectFails(2, {"--input", "h=x.npy"},
              "--input: expected NAME=FILE with one of the names x, g, found "
              "'h'");
  expectFails(2, {"--input", "x"}, "with one of the names x, g, found 'x'");
  expectFails(2, {"--output", "y=a", "--output", "y=b"},
              "--output: expected one file for 'y', found two");
  for (const char *number : {"-1", "1x", "x", "99999999999999999999999"})
    expectFails(2, {"--burnin", number},
                "--burnin: expected a number of steps, found '" +
                    std::string(number) + "'");
  expectFails(2, {"--threads", "1000000"}, "--threads: expected a number");
  for (const char *key : {"1", "1,", ",1", "1,4294967296", "1,2,3"})
    expectFails(2, {"--key", key}, "--key: expected two numbers below 2^32");
}

TEST_F(MainTest, BadInput) {
  std::vector<std::string> rest = {"--input", "g=g.npy", "--output", "y=y.npy"};
  auto with = [&](const std::string &input) {
    std::vector<std::string> words = rest;
    words.insert(words.end(), {"--input", input});
    return words;
  };
  expectFails(1, with("x=none.npy"), "none.npy: cannot open: No such file");
  write("a.npy", npy(dictionary("<f4", "(2, 5, 4)"), std::string(160, '\0')));
  expectFails(1, with("x=a.npy"),
              "input 'x': expected (steps, *shape) or (batch, steps, *shape) "
              "with shape (3,), found (2, 5, 4)");
  write("b.npy", npy(dictionary("<f4", "(3,)"), std::string(12, '\0')));
  expectFails(1, with("x=b.npy"), "with shape (3,), found (3,)");
  write("c.npy", npy(dictionary("<f4", "(1, 1, 1, 3)"), std::string(12, '\0')));
  expectFails(1, with("x=c.npy"), "with shape (3,), found (1, 1, 1, 3)");
  write("d.npy", npy(dictionary("<f4", "(5, 3)"), std::string(60, '\0')));
  expectFails(1, with("x=d.npy"),
              "input 'g': expected the batch and steps of input 'x' (no batch "
              "axis, 1 x 5), found 2 x 5");
  expectFails(1, with("x=g.npy"), "with shape (3,), found (2, 5, 2, 2)");
}

TEST_F(MainTest, BadRun) {
  std::vector<std::string> words = {"--input", "g=g.npy", "--input", "x=x.npy",
                                    "--output"};
  words.insert(words.end(), {"y=y.npy", "--burnin", "6"});
  expectFails(1, words,
              "--burnin: expected at most the 5 steps of the input, "
              "found 6");
  words[5] = "y=none/y.npy";
  words[7] = "5";
  expectFails(1, words, "cannot write: No such file or directory");
}

} // namespace
