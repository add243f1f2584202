// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TestFiles.h"

#include <snn/npy.h>

#include <cmath>
#include <numeric>

namespace {

class NpyReadTest : public FileTest {
protected:
  void TearDown() override {
    snn_npy_free(&array);
    FileTest::TearDown();
  }

  void load(const std::string &bytes) {
    snn_npy_free(&array);
    std::string file = write("x.npy", bytes);
    ASSERT_EQ(snn_npy_read(file.c_str(), &array, &message), SNN_OK)
        << message.text;
  }

  std::vector<float> values() const {
    return {array.data, array.data + array.count};
  }
  std::vector<size_t> shape() const {
    return {array.shape, array.shape + array.rank};
  }

  template <typename T>
  void expectConverts(const std::string &descr, const std::vector<T> &given,
                      const std::vector<float> &expected) {
    std::string extent = "(" + std::to_string(given.size()) + ",)";
    load(npy(dictionary(descr, extent), bytesOf(given)));
    EXPECT_EQ(values(), expected) << descr;
  }

  snn_npy array = {};
  snn_message message = {};
};

TEST_F(NpyReadTest, EveryVersion) {
  std::vector<float> data = {0, 1, -2.5f, 1e30f, 4, 5};
  for (char major : {1, 2, 3}) {
    load(npy(dictionary("<f4", "(2, 3)"), bytesOf(data), major));
    EXPECT_EQ(values(), data);
    EXPECT_EQ(shape(), (std::vector<size_t>{2, 3}));
  }
}

TEST_F(NpyReadTest, ScalarsAndEmptyArrays) {
  load(npy(dictionary("<f4", "()"), bytesOf<float>({3})));
  EXPECT_EQ(array.rank, 0u);
  EXPECT_EQ(values(), std::vector<float>{3});
  load(npy(dictionary("<f4", "(4, 0, 2)"), ""));
  EXPECT_EQ(array.count, 0u);
  EXPECT_NE(array.data, nullptr);
  EXPECT_EQ(shape(), (std::vector<size_t>{4, 0, 2}));
}

TEST_F(NpyReadTest, ThirtyTwoAxes) {
  std::string extents = "(";
  for (int i = 0; i < 32; ++i)
    extents += "1, ";
  load(npy(dictionary("<f4", extents + ")"), bytesOf<float>({3})));
  EXPECT_EQ(array.rank, 32u);
}

TEST_F(NpyReadTest, MoreThanOneChunk) {
  std::vector<float> data(100003);
  std::iota(data.begin(), data.end(), 0.0f);
  load(npy(dictionary("<f4", "(100003,)"), bytesOf(data)));
  EXPECT_EQ(values(), data);
}

TEST_F(NpyReadTest, FortranOrder) {
  // np.asfortranarray(np.arange(6).reshape(1, 2, 3))
  load(npy(dictionary("<f4", "(1, 2, 3)", "True"),
           bytesOf<float>({0, 3, 1, 4, 2, 5})));
  EXPECT_EQ(values(), (std::vector<float>{0, 1, 2, 3, 4, 5}));
  load(npy(dictionary("<f4", "(3,)", "True"), bytesOf<float>({1, 2, 3})));
  EXPECT_EQ(values(), (std::vector<float>{1, 2, 3}));
  load(npy(dictionary("<f4", "(0, 3)", "True"), ""));
  EXPECT_EQ(array.count, 0u);
}

TEST_F(NpyReadTest, OtherSpellingsOfTheHeader) {
  load(npy("{\"shape\":(1L,2L),\"fortran_order\":False,\"descr\":\"<f4\"}",
           bytesOf<float>({1, 2})));
  EXPECT_EQ(shape(), (std::vector<size_t>{1, 2}));
  load(npy("{ 'descr' : '=f4' , 'fortran_order' : False , 'shape' : ( 2 , ) }",
           bytesOf<float>({1, 2})));
  EXPECT_EQ(shape(), std::vector<size_t>{2});
}

TEST_F(NpyReadTest, ConvertsNumbers) {
  expectConverts<double>("<f8", {0.1, -1e300, 1e-300, 2},
                         {0.1f, -INFINITY, 0, 2});
  expectConverts<int8_t>("|i1", {-128, 0, 127}, {-128, 0, 127});
  expectConverts<uint8_t>("|u1", {0, 255}, {0, 255});
  expectConverts<int16_t>("<i2", {-32768, 5}, {-32768, 5});
  expectConverts<uint16_t>("<u2", {65535}, {65535});
  expectConverts<int32_t>("<i4", {INT32_MIN, 16777217}, {-0x1p31f, 0x1p24f});
  expectConverts<uint32_t>("<u4", {UINT32_MAX}, {0x1p32f});
  expectConverts<int64_t>("<i8", {INT64_MIN, 7}, {-0x1p63f, 7});
  expectConverts<uint64_t>("<u8", {UINT64_MAX}, {0x1p64f});
  expectConverts<uint8_t>("|b1", {0, 1, 2}, {0, 1, 1});
}

TEST_F(NpyReadTest, ConvertsHalves) {
  // 0, 1, -2, 65504, the least subnormal, the least normal, 1/3, inf
  expectConverts<uint16_t>(
      "<f2", {0, 0x3c00, 0xc000, 0x7bff, 1, 0x0400, 0x3555, 0x7c00},
      {0, 1, -2, 65504, 0x1p-24f, 0x1p-14f, 0.333251953125f, INFINITY});
  load(npy(dictionary("<f2", "(2,)"), bytesOf<uint16_t>({0x7e01, 0x8000})));
  EXPECT_TRUE(std::isnan(array.data[0]));
  EXPECT_TRUE(std::signbit(array.data[1]));
}

} // namespace
