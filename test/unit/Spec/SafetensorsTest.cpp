// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Safetensors.h"
#include "TempDir.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace snnc;

namespace {

/// The error of opening a file, its directory left out; "" when it opens.
std::string openError(const std::string &bytes) {
  TempDir dir;
  auto file = SafetensorsFile::open(dir.write("w.safetensors", bytes));
  return file ? "" : dir.withoutDirectory(llvm::toString(file.takeError()));
}

std::string headerError(const std::string &header, const std::string &data) {
  std::string text = openError(safetensors(header, data));
  llvm::StringRef view = text;
  view.consume_front("'w.safetensors' is no sound safetensors file: ");
  return view.str();
}

std::string entry(const std::string &name, const std::string &dtype,
                  const std::string &shape, const std::string &offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + shape +
         "],\"data_offsets\":[" + offsets + "]}";
}

/// Reads the one tensor of a file, or says why not.
std::string readOne(const std::string &dtype, const std::string &data,
                    const std::string &shape, std::vector<float> &values) {
  TempDir dir;
  std::string header =
      "{" + entry("t", dtype, shape, "0," + std::to_string(data.size())) + "}";
  auto file = SafetensorsFile::open(
      dir.write("w.safetensors", safetensors(header, data)));
  if (!file)
    return llvm::toString(file.takeError());
  llvm::Expected<Tensor> tensor = (*file)->read(*(*file)->find("t"));
  if (!tensor)
    return dir.withoutDirectory(llvm::toString(tensor.takeError()));
  int64_t count = 1;
  for (int64_t size : tensor->shape)
    count *= size;
  values.assign(tensor->data.get(), tensor->data.get() + count);
  return "";
}

template <typename T> std::string bytesOf(std::initializer_list<T> values) {
  return std::string(reinterpret_cast<const char *>(values.begin()),
                     values.size() * sizeof(T));
}

} // namespace

TEST(Safetensors, ConvertsEveryFloatType) {
  std::vector<float> values;
  ASSERT_EQ(readOne("F32", bytesOf<float>({1.5f, -2.0f}), "2", values), "");
  EXPECT_EQ(values, (std::vector<float>{1.5f, -2.0f}));
  ASSERT_EQ(readOne("F64", bytesOf<double>({0.1, -2.0}), "2,1", values), "");
  EXPECT_EQ(values, (std::vector<float>{0.1f, -2.0f}));
  ASSERT_EQ(readOne("BF16", bytesOf<uint16_t>({0x3fc0, 0x8000}), "2", values),
            "");
  EXPECT_EQ(values, (std::vector<float>{1.5f, -0.0f}));
  ASSERT_EQ(readOne("F16",
                    bytesOf<uint16_t>({0x3c00, 0xc000, 0x0001, 0x8400, 0x7bff}),
                    "5", values),
            "");
  EXPECT_EQ(values, (std::vector<float>{1.0f, -2.0f, std::ldexp(1.0f, -24),
                                        -std::ldexp(1.0f, -14), 65504.0f}));
}

TEST(Safetensors, ScalarsAndEmptyTensors) {
  std::vector<float> values;
  ASSERT_EQ(readOne("F32", bytesOf<float>({7.0f}), "", values), "");
  EXPECT_EQ(values, (std::vector<float>{7.0f}));
  ASSERT_EQ(readOne("F32", "", "3,0", values), "");
  EXPECT_TRUE(values.empty());
}

TEST(Safetensors, RefusesWhatIsNotFinite) {
  std::vector<float> values;
  EXPECT_EQ(readOne("F32", bytesOf<float>({1, 2, 3, NAN}), "2,2", values),
            "tensor 't' in 'w.safetensors': element [1, 1] is NaN");
  EXPECT_EQ(readOne("F16", bytesOf<uint16_t>({0x7c00}), "1", values),
            "tensor 't' in 'w.safetensors': element [0] is infinite as f32");
  EXPECT_EQ(readOne("F64", bytesOf<double>({0, 1e300}), "2", values),
            "tensor 't' in 'w.safetensors': element [1] is infinite as f32");
}

TEST(Safetensors, RefusesOtherTypes) {
  std::vector<float> values;
  EXPECT_EQ(
      readOne("I64", bytesOf<int64_t>({1}), "1", values),
      "tensor 't' in 'w.safetensors' has dtype I64, expected F32, F64, F16 "
      "or BF16");
  EXPECT_EQ(
      readOne("NEW", "abc", "1", values),
      "tensor 't' in 'w.safetensors' has dtype NEW, expected F32, F64, F16 "
      "or BF16");
}

TEST(Safetensors, TruncatedFiles) {
  EXPECT_EQ(openError("\1\2\3"),
            "'w.safetensors' is no sound safetensors file: the "
            "file has 3 bytes, too few for the header's length");
  std::string whole =
      safetensors("{" + entry("t", "F32", "1", "0,4") + "}", "abcd");
  EXPECT_EQ(openError(whole), "");
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(openError(whole.substr(0, size)), "") << size;
  EXPECT_NE(openError(whole + "x"), "");
}

TEST(Safetensors, LyingLengths) {
  std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff{}";
  EXPECT_NE(openError(huge).find("more than the format allows"),
            std::string::npos);
  std::string behind = safetensors("{}", "");
  behind[0] = 100;
  EXPECT_NE(openError(behind).find("the header should have 100 bytes, but the "
                                   "file ends after 2"),
            std::string::npos);
}

TEST(Safetensors, LyingHeaders) {
  std::string data(16, '\0');
  EXPECT_EQ(headerError("{" + entry("t", "F32", "4", "0,16") + "}", data), "");
  EXPECT_EQ(headerError("{" + entry("t", "F32", "3", "0,16") + "}", data),
            "tensor 't' is F32 of shape [3], which takes 12 bytes, but its "
            "offsets say 16");
  EXPECT_EQ(headerError("{" + entry("t", "F32", "8", "0,32") + "}", data),
            "tensor 't' has bytes 0 to 32, but the file has 16 bytes of data");
  EXPECT_EQ(headerError("{" + entry("t", "F32", "4", "16,0") + "}", data),
            "tensor 't' has bytes 16 to 0, but the file has 16 bytes of data");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "3", "0,12") + "," +
                            entry("b", "F32", "2", "8,16") + "}",
                        data),
            "tensor 'b' overlaps with tensor 'a'");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "1", "0,4") + "," +
                            entry("b", "F32", "2", "8,16") + "}",
                        data),
            "tensor 'b' begins at byte 8, which leaves a hole behind byte 4");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "2", "0,8") + "}", data),
            "the file has 16 bytes of data, but its tensors end at byte 8");
}

TEST(Safetensors, BrokenHeaders) {
  EXPECT_EQ(headerError("{\"a\": ", ""),
            "the header is wrong at its line 1, column 7: broken JSON: "
            "unexpected end of input; expected '[', '{', or a literal");
  EXPECT_EQ(headerError("[]", ""),
            "the header is a list of 0, expected an object");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "0", "0,0") + "," +
                            entry("a", "F32", "0", "0,0") + "}",
                        ""),
            "the header is wrong at its line 1, column 55: the key 'a' stands "
            "twice in one object");
  EXPECT_EQ(headerError("{\"a\":3}", ""),
            "tensor 'a' is described by 3, expected an object");
  EXPECT_EQ(headerError("{\"a\":{}}", ""), "tensor 'a' has no dtype");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "-1", "0,0") + "}", ""),
            "tensor 'a' has no shape, a list of sizes");
  EXPECT_EQ(headerError("{" + entry("a", "F32", "1", "0") + "}", ""),
            "tensor 'a' has no data_offsets, a begin and an end");
  std::string big = "4294967296,4294967296,4294967296";
  EXPECT_EQ(headerError("{" + entry("a", "F32", big, "0,0") + "}", ""),
            "tensor 'a' has a shape that overflows, [4294967296, 4294967296, "
            "4294967296]");
  EXPECT_EQ(headerError("{\"__metadata__\":{\"format\":\"pt\"}}", ""), "");
}

TEST(Safetensors, WrittenFilesCanBeRead) {
  TempDir dir;
  std::string path = dir.path("s.safetensors");
  auto data = std::make_shared<std::vector<float>>(6, 0.25f);
  (*data)[5] = -3.0f;
  Tensor matrix{{2, 3}, {data, data->data()}};
  Tensor scalar{{}, {data, data->data() + 5}};
  ASSERT_FALSE(
      bool(writeSafetensors(path, {{"lif.v", matrix}, {"a\"b", scalar}})));
  auto file = SafetensorsFile::open(path);
  ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
  llvm::Expected<Tensor> back = (*file)->read(*(*file)->find("lif.v"));
  ASSERT_TRUE(bool(back));
  EXPECT_EQ(back->shape, (Shape{2, 3}));
  EXPECT_EQ(back->data.get()[5], -3.0f);
  llvm::Expected<Tensor> one = (*file)->read(*(*file)->find("a\"b"));
  ASSERT_TRUE(bool(one));
  EXPECT_EQ(*one->data, -3.0f);
  EXPECT_EQ((*file)->find("lif.i"), nullptr);
}

TEST(Safetensors, UnwritablePlace) {
  llvm::Error error = writeSafetensors("/no/such/place/s.safetensors", {});
  EXPECT_EQ(llvm::toString(std::move(error)),
            "cannot write '/no/such/place/s.safetensors': No such file or "
            "directory");
}
