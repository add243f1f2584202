// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <snn/rows.h>

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

namespace {

const size_t eleven[] = {11}, huge[] = {SIZE_MAX / 2, 4}, none[] = {3, 0};

snn_array arrayOf(snn_dtype dtype, const size_t *shape, uint32_t rank = 1) {
  snn_array array = {};
  array.name = "x";
  array.shape = shape;
  array.rank = rank;
  array.dtype = dtype;
  return array;
}

TEST(Rows, Bytes) {
  size_t bytes = 0;
  snn_array floats = arrayOf(SNN_F32, eleven), bits = arrayOf(SNN_BITS, eleven),
            numbers = arrayOf(SNN_U8, eleven);
  EXPECT_EQ(snn_rows_bytes(&floats, 3, &bytes), SNN_OK);
  EXPECT_EQ(bytes, 3u * 44);
  EXPECT_EQ(snn_rows_bytes(&bits, 3, &bytes), SNN_OK);
  EXPECT_EQ(bytes, 3u * 2);
  EXPECT_EQ(snn_rows_bytes(&numbers, 3, &bytes), SNN_OK);
  EXPECT_EQ(bytes, 3u * 11);
  snn_array empty = arrayOf(SNN_BITS, none, 2),
            scalar = arrayOf(SNN_BITS, none, 0);
  EXPECT_EQ(snn_rows_bytes(&empty, 3, &bytes), SNN_OK);
  EXPECT_EQ(bytes, 0u);
  EXPECT_EQ(snn_rows_bytes(&scalar, 3, &bytes), SNN_OK);
  EXPECT_EQ(bytes, 3u);
}

TEST(Rows, BytesThatDoNotFit) {
  size_t bytes = 0;
  snn_array array = arrayOf(SNN_U8, huge, 2), floats = arrayOf(SNN_F32, huge),
            unknown = arrayOf(snn_dtype(7), eleven);
  EXPECT_EQ(snn_rows_bytes(&array, 1, &bytes), SNN_ERROR_OVERFLOW);
  EXPECT_EQ(snn_rows_bytes(&floats, 1, &bytes), SNN_ERROR_OVERFLOW);
  EXPECT_EQ(snn_rows_bytes(&unknown, 1, &bytes), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_rows_bytes(nullptr, 1, &bytes), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_rows_bytes(&array, 1, nullptr), SNN_ERROR_ARGUMENT);
}

TEST(Rows, Bits) {
  std::vector<float> values(22, 0.0f), found(22, 7.0f);
  for (int k : {0, 3, 8, 10, 11, 21})
    values[k] = 0.25f;
  values[4] = -0.0f;
  values[9] = NAN;
  snn_array array = arrayOf(SNN_BITS, eleven);
  std::vector<uint8_t> data(4, 0xff);
  ASSERT_EQ(snn_rows_pack(&array, values.data(), 2, data.data(), nullptr),
            SNN_OK);
  EXPECT_EQ(data, (std::vector<uint8_t>{0x09, 0x07, 0x01, 0x04}));
  data[1] |= 0xf8; // What is behind the last bit says nothing.
  ASSERT_EQ(snn_rows_unpack(&array, data.data(), 2, found.data()), SNN_OK);
  for (int k = 0; k < 22; ++k)
    EXPECT_EQ(found[k], values[k] != 0.0f) << k;
}

TEST(Rows, Numbers) {
  std::vector<float> values = {0, 1, 255, 254, 128, -0.0f, 3, 4, 5, 6, 7},
                     found(11);
  snn_array array = arrayOf(SNN_U8, eleven);
  std::vector<uint8_t> data(11);
  snn_message message = {};
  ASSERT_EQ(snn_rows_pack(&array, values.data(), 1, data.data(), &message),
            SNN_OK);
  ASSERT_EQ(snn_rows_unpack(&array, data.data(), 1, found.data()), SNN_OK);
  EXPECT_EQ(found, values);
  for (float wrong : {0.5f, -1.0f, 256.0f, 1e30f, -INFINITY, NAN}) {
    values[7] = wrong;
    EXPECT_EQ(snn_rows_pack(&array, values.data(), 1, data.data(), &message),
              SNN_ERROR_DTYPE);
    EXPECT_NE(std::string(message.text)
                  .find("'x' takes bytes: expected a whole number from 0 to "
                        "255 at element 7"),
              std::string::npos)
        << message.text;
  }
}

TEST(Rows, Floats) {
  std::vector<float> values = {0, 1, NAN, -1, 128, -0.0f, 3, 4, 5, 6, 7},
                     found(11), data(11);
  snn_array array = arrayOf(SNN_F32, eleven);
  ASSERT_EQ(snn_rows_pack(&array, values.data(), 1, data.data(), nullptr),
            SNN_OK);
  ASSERT_EQ(snn_rows_unpack(&array, data.data(), 1, found.data()), SNN_OK);
  for (int k = 0; k < 11; ++k)
    EXPECT_TRUE(found[k] == values[k] || (k == 2 && std::isnan(found[k])));
}

TEST(Rows, NullPointers) {
  float value = 0;
  snn_array array = arrayOf(SNN_BITS, eleven);
  EXPECT_EQ(snn_rows_pack(&array, nullptr, 0, nullptr, nullptr), SNN_OK);
  EXPECT_EQ(snn_rows_unpack(&array, nullptr, 0, nullptr), SNN_OK);
  EXPECT_EQ(snn_rows_pack(&array, nullptr, 1, &value, nullptr),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_rows_pack(&array, &value, 1, nullptr, nullptr),
            SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_rows_unpack(&array, nullptr, 1, &value), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_rows_unpack(&array, &value, 1, nullptr), SNN_ERROR_ARGUMENT);
}

} // namespace
