// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TestFiles.h"

#include <snn/runtime.h>

namespace {

class LoadTest : public FileTest {
protected:
  void TearDown() override {
    snn_unload(&library);
    FileTest::TearDown();
  }

  void expectError(snn_error expected, const std::string &object,
                   const char *name, const std::string &text) {
    EXPECT_EQ(snn_load(object.c_str(), name, &library, &message), expected);
    EXPECT_NE(std::string(message.text).find(text), std::string::npos)
        << message.text;
    EXPECT_EQ(library.model, nullptr);
    EXPECT_EQ(library.handle, nullptr);
  }

  snn_library library = {};
  snn_message message = {};
};

TEST_F(LoadTest, NameFromTheFile) {
  ASSERT_EQ(snn_load(FAKE_OBJECT, nullptr, &library, &message), SNN_OK)
      << message.text;
  EXPECT_STREQ(library.model->name, "fake");
  EXPECT_EQ(library.model->num_states, 4u);
}

TEST_F(LoadTest, NameGivenAndBarePath) {
  std::filesystem::copy_file(FAKE_OBJECT, path("other.so"));
  std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory);
  EXPECT_EQ(snn_load("other.so", "fake", &library, &message), SNN_OK)
      << message.text;
  std::filesystem::current_path(before);
}

TEST_F(LoadTest, NoSuchModel) {
  expectError(SNN_ERROR_NOT_FOUND, FAKE_OBJECT, "vowels",
              ": expected a model, symbol 'vowels_model', found none");
}

TEST_F(LoadTest, NoSuchFile) {
  expectError(SNN_ERROR_LOAD, path("none.so"), nullptr, "none.so");
}

TEST_F(LoadTest, NotASharedObject) {
  expectError(SNN_ERROR_LOAD, write("text.so", "just text"), nullptr,
              "text.so");
  expectError(SNN_ERROR_LOAD, write("empty.so", ""), nullptr, "empty.so");
}

TEST_F(LoadTest, OtherAbiVersion) {
  expectError(SNN_ERROR_ABI, FAKE_OLD_OBJECT, "fake",
              ": expected a model of ABI version 6, found 7");
}

TEST_F(LoadTest, NullArguments) {
  EXPECT_EQ(snn_load(nullptr, nullptr, &library, nullptr), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_load(FAKE_OBJECT, nullptr, nullptr, nullptr),
            SNN_ERROR_ARGUMENT);
  snn_unload(nullptr);
}

} // namespace
