// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What HDF5 can store and the writer never writes.

#include "NirFiles.h"
#include "gtest/gtest.h"
#include <limits>

using namespace snnc;
using hdf5::Handle;

namespace {

/// Of the node 'fc'.
constexpr const char *fieldPath = "node/nodes/fc/x";

/// Stores values of one type as another, and reads them as a field of 'fc'.
template <typename T>
std::optional<NirField> stored(hid_t fileType, hid_t memoryType,
                               std::vector<hsize_t> sizes,
                               const std::vector<T> &values) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  llvm::consumeError(writeNirFile(path, smallFile()));
  {
    hdf5::Session session;
    Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
    Handle space(sizes.empty()
                     ? H5Screate(H5S_SCALAR)
                     : H5Screate_simple(sizes.size(), sizes.data(), nullptr));
    Handle data(H5Dcreate2(file.get(), fieldPath, fileType, space.get(),
                           H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Dwrite(data.get(), memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT,
             values.data());
  }
  Diagnostics diagnostics;
  std::optional<NirFile> file = readNirFile(path, diagnostics);
  EXPECT_TRUE(file) << problemsOf(dir, path);
  const NirField *field = file ? file->graph.find("fc")->find("x") : nullptr;
  return field ? std::optional(*field) : std::nullopt;
}

std::vector<float> floatsOf(const std::optional<NirField> &field) {
  if (!field || !field->floats())
    return {};
  const float *data = field->floats()->data.get();
  return {data, data + field->count()};
}

/// A float type of 2 bytes, as numpy's.
Handle halfType(hid_t order) {
  Handle type(H5Tcopy(H5T_IEEE_F32LE));
  H5Tset_order(type.get(),
               order == H5T_IEEE_F32BE ? H5T_ORDER_BE : H5T_ORDER_LE);
  H5Tset_fields(type.get(), 15, 10, 5, 0, 10);
  H5Tset_size(type.get(), 2);
  H5Tset_ebias(type.get(), 15);
  return type;
}

Handle stringType(size_t size, H5T_str_t padding) {
  Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), size);
  H5Tset_strpad(type.get(), padding);
  return type;
}

} // namespace

TEST(ReadNirFile, ReadsFloatsOfEverySize) {
  std::vector<float> values = {0.5f, -3.25f, 0.0f, 1024.0f};
  for (hid_t type : {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE,
                     H5T_IEEE_F64BE, H5T_NATIVE_LDOUBLE})
    EXPECT_EQ(floatsOf(stored(type, H5T_NATIVE_FLOAT, {4}, values)), values);
  for (hid_t order : {H5T_IEEE_F32LE, H5T_IEEE_F32BE})
    EXPECT_EQ(floatsOf(stored(halfType(order).get(), H5T_NATIVE_FLOAT, {2, 2},
                              values)),
              values);
}

TEST(ReadNirFile, RoundsDoublesToTheNearest) {
  std::vector<double> values = {0.1,   1e-4,  2.0 / 3.0,
                                1e-46, 1e300, 1.0 + 0x1.0p-24 + 0x1.0p-40};
  std::vector<float> rounded(values.begin(), values.end());
  for (hid_t type : {H5T_IEEE_F64LE, H5T_IEEE_F64BE})
    EXPECT_EQ(floatsOf(stored(type, H5T_NATIVE_DOUBLE, {6}, values)), rounded);
}

TEST(ReadNirFile, ReadsIntegersOfEverySize) {
  std::vector<int64_t> values = {0, 1, 100};
  for (hid_t type :
       {H5T_STD_I8LE, H5T_STD_U8LE, H5T_STD_I16BE, H5T_STD_U16LE, H5T_STD_I32LE,
        H5T_STD_U32BE, H5T_STD_I64BE, H5T_STD_U64LE}) {
    auto field = stored(type, H5T_NATIVE_INT64, {3}, values);
    ASSERT_TRUE(field && field->integers());
    EXPECT_EQ(*field->integers(), values);
  }
  auto least = stored<int64_t>(H5T_STD_I64LE, H5T_NATIVE_INT64, {},
                               {std::numeric_limits<int64_t>::min()});
  ASSERT_TRUE(least && least->integers());
  EXPECT_EQ(least->integers()->front(), std::numeric_limits<int64_t>::min());
  EXPECT_TRUE(least->shape.empty());
}

TEST(ReadNirFile, ReadsBooleans) {
  Handle type(H5Tenum_create(H5T_STD_I8LE));
  int8_t no = 0, yes = 1;
  H5Tenum_insert(type.get(), "FALSE", &no);
  H5Tenum_insert(type.get(), "TRUE", &yes);
  auto field = stored<int8_t>(type.get(), type.get(), {3}, {1, 0, 1});
  ASSERT_TRUE(field && field->integers());
  EXPECT_EQ(*field->integers(), (std::vector<int64_t>{1, 0, 1}));
}

TEST(ReadNirFile, ReadsStringsOfFixedLength) {
  using Texts = std::vector<std::string>;
  auto texts = [](const std::optional<NirField> &field) {
    return field && field->strings() ? *field->strings() : Texts();
  };
  std::string bytes("ab\0\0abcd", 8);
  std::vector<char> values(bytes.begin(), bytes.end());
  for (H5T_str_t padding : {H5T_STR_NULLPAD, H5T_STR_NULLTERM}) {
    Handle type = stringType(4, padding);
    Texts found = texts(stored(type.get(), type.get(), {2}, values));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0], "ab");
    EXPECT_EQ(found[1].substr(0, 3), "abc");
  }
  Handle type = stringType(4, H5T_STR_SPACEPAD);
  EXPECT_EQ(
      texts(stored<char>(type.get(), type.get(), {}, {'s', ' ', 'e', ' '})),
      Texts{"s e"});
}

TEST(ReadNirFile, TakesEmptyForMissing) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              Handle space(H5Screate(H5S_NULL));
              Handle data(H5Dcreate2(file, fieldPath, H5T_IEEE_F32LE,
                                     space.get(), H5P_DEFAULT, H5P_DEFAULT,
                                     H5P_DEFAULT));
            }),
            "read\n");
}

TEST(ReadNirFile, NeedsNoVersion) {
  EXPECT_EQ(problemsAfter(
                [](hid_t file) { H5Ldelete(file, "version", H5P_DEFAULT); }),
            "read\n");
}

TEST(ReadNirFile, ReadsAGraphWithoutEdges) {
  NirFile file = smallFile();
  file.graph.edges = {};
  EXPECT_EQ(problemsOf(file), "read\n");
}

TEST(ReadNirFile, IgnoresWhatIsBesideTheGraph) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              H5Lcreate_soft("/nowhere", file, "mine", H5P_DEFAULT,
                             H5P_DEFAULT);
            }),
            "read\n");
}

TEST(ReadNirFile, KeepsUnknownFieldsByTheirPaths) {
  NirFile file = smallFile();
  file.graph.nodes[0].fields = {floats("x/y", {1}, {1}), text("z", "?")};
  EXPECT_EQ(problemsOf(file), "read\n");
}

TEST(NirField, GivesWholeNumbersAndFloats) {
  EXPECT_EQ(*floats("a", {2}, {3, -4}).wholeNumbers(),
            (std::vector<int64_t>{3, -4}));
  EXPECT_FALSE(floats("a", {1}, {0.5f}).wholeNumbers());
  EXPECT_FALSE(floats("a", {1}, {1e30f}).wholeNumbers());
  EXPECT_FALSE(floats("a", {1}, {NAN}).wholeNumbers());
  EXPECT_EQ(integers("a", {1}, {3}).numbers()->data.get()[0], 3.0f);
  EXPECT_FALSE(text("a", "b").numbers());
  EXPECT_EQ(integers("a", {1, 1}, {3}).describe(), "integers of shape [1, 1]");
}
