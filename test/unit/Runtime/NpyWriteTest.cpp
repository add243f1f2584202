// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TestFiles.h"

#include <snn/npy.h>

namespace {

class NpyWriteTest : public FileTest {
protected:
  snn_error save(const std::string &file, const std::vector<float> &data,
                 const std::vector<size_t> &shape) {
    return snn_npy_write(file.c_str(), data.data(), shape.size(), shape.data(),
                         &message);
  }

  snn_message message = {};
};

TEST_F(NpyWriteTest, WritesWhatNumPyWrites) {
  std::vector<float> data = {1, -0.0f, 3e38f, 4, 5, 6};
  ASSERT_EQ(save(path("y.npy"), data, {2, 3}), SNN_OK) << message.text;
  EXPECT_EQ(read("y.npy"), npy(dictionary("<f4", "(2, 3)"), bytesOf(data)));
  ASSERT_EQ(save(path("y.npy"), {1, 2}, {2}), SNN_OK) << message.text;
  EXPECT_EQ(read("y.npy"),
            npy(dictionary("<f4", "(2,)"), bytesOf<float>({1, 2})));
  ASSERT_EQ(save(path("y.npy"), {7}, {}), SNN_OK) << message.text;
  EXPECT_EQ(read("y.npy"), npy(dictionary("<f4", "()"), bytesOf<float>({7})));
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(NpyWriteTest, Bytes) {
  std::vector<uint8_t> data = {0, 1, 255};
  size_t shape[] = {1, 3}, wrong[] = {SIZE_MAX, 2};
  ASSERT_EQ(
      snn_npy_write_u8(path("y.npy").c_str(), data.data(), 2, shape, &message),
      SNN_OK)
      << message.text;
  EXPECT_EQ(read("y.npy"), npy(dictionary("|u1", "(1, 3)"), bytesOf(data)));
  EXPECT_EQ(
      snn_npy_write_u8(path("y.npy").c_str(), data.data(), 2, wrong, &message),
      SNN_ERROR_OVERFLOW);
}

TEST_F(NpyWriteTest, LongestHeaderReadsBack) {
  std::vector<size_t> shape(32, 18446744073709551615u);
  shape[31] = 0;
  EXPECT_EQ(save(path("y.npy"), {}, shape), SNN_ERROR_OVERFLOW);
  std::vector<size_t> ones(32, 1);
  ASSERT_EQ(save(path("y.npy"), {5}, ones), SNN_OK) << message.text;
  snn_npy array;
  ASSERT_EQ(snn_npy_read(path("y.npy").c_str(), &array, &message), SNN_OK)
      << message.text;
  EXPECT_EQ(array.rank, 32u);
  EXPECT_EQ(array.data[0], 5.0f);
  snn_npy_free(&array);
}

TEST_F(NpyWriteTest, EmptyArray) {
  ASSERT_EQ(snn_npy_write(path("y.npy").c_str(), nullptr, 2,
                          std::vector<size_t>{0, 4}.data(), &message),
            SNN_OK);
  EXPECT_EQ(read("y.npy"), npy(dictionary("<f4", "(0, 4)"), ""));
}

TEST_F(NpyWriteTest, FailureKeepsTheOldFile) {
  write("y.npy", "old");
  EXPECT_EQ(save(path("y.npy"), {}, std::vector<size_t>(33, 1)),
            SNN_ERROR_SHAPE);
  EXPECT_EQ(save(path("y.npy"), {}, {SIZE_MAX / 2, 3}), SNN_ERROR_OVERFLOW);
  EXPECT_EQ(save(path("y.npy"), {}, {3}), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(read("y.npy"), "old");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(NpyWriteTest, UnwritablePlaces) {
  std::string file = path("none/y.npy");
  EXPECT_EQ(save(file, {1}, {1}), SNN_ERROR_IO);
  EXPECT_EQ(message.text, file + ": cannot write: No such file or directory");
  EXPECT_EQ(save(directory, {1}, {1}), SNN_ERROR_IO);
  EXPECT_EQ(message.text, directory + ": cannot write: Is a directory");
  EXPECT_EQ(countFiles(), 0u);
}

TEST_F(NpyWriteTest, FullDisk) {
  EXPECT_EQ(save("/dev/full", {1}, {1}), SNN_ERROR_IO);
  EXPECT_STREQ(message.text,
               "/dev/full: cannot write: No space left on device");
}

TEST_F(NpyWriteTest, LinksStayLinks) {
  write("target.npy", "old");
  std::filesystem::create_symlink("target.npy", path("link.npy"));
  ASSERT_EQ(save(path("link.npy"), {1}, {1}), SNN_OK) << message.text;
  EXPECT_TRUE(std::filesystem::is_symlink(path("link.npy")));
  EXPECT_EQ(read("target.npy"),
            npy(dictionary("<f4", "(1,)"), bytesOf<float>({1})));
}

} // namespace
