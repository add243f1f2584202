// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TestFiles.h"

#include <snn/npy.h>

namespace {

class NpyErrorTest : public FileTest {
protected:
  /// Expects `code` and the message "<path>: <text>...".
  void expectError(const std::string &bytes, snn_error code,
                   const std::string &text) {
    std::string file = write("x.npy", bytes);
    EXPECT_EQ(snn_npy_read(file.c_str(), &array, &message), code);
    EXPECT_EQ(std::string(message.text).rfind(file + ": " + text, 0), 0u)
        << message.text << "\nexpected: " << text;
    EXPECT_EQ(array.data, nullptr);
    // Without a message, too.
    EXPECT_EQ(snn_npy_read(file.c_str(), &array, nullptr), code);
  }

  snn_npy array = {};
  snn_message message = {};
};

TEST_F(NpyErrorTest, Files) {
  std::string none = path("none.npy");
  EXPECT_EQ(snn_npy_read(none.c_str(), &array, &message), SNN_ERROR_IO);
  EXPECT_EQ(message.text, none + ": cannot open: No such file or directory");
  EXPECT_EQ(snn_npy_read(directory.c_str(), &array, &message), SNN_ERROR_IO);
  EXPECT_EQ(message.text, directory + ": cannot read: Is a directory");
  EXPECT_EQ(snn_npy_read(nullptr, &array, &message), SNN_ERROR_ARGUMENT);
  EXPECT_EQ(snn_npy_read(none.c_str(), nullptr, &message), SNN_ERROR_ARGUMENT);
}

TEST_F(NpyErrorTest, MagicAndVersion) {
  expectError("PK\3\4 a zip file", SNN_ERROR_FORMAT,
              "expected an .npy file, which starts with \"\\x93NUMPY\"");
  expectError("PK", SNN_ERROR_FORMAT, "expected an .npy file");
  expectError("", SNN_ERROR_FORMAT,
              "truncated: expected 8 bytes of magic and version, found 0");
  std::string bytes = npy(dictionary("<f4", "()"), "1234");
  for (auto [major, minor] : {std::pair{0, 0}, {4, 0}, {1, 1}}) {
    bytes[6] = char(major);
    bytes[7] = char(minor);
    expectError(bytes, SNN_ERROR_FORMAT,
                "expected .npy version 1.0, 2.0 or 3.0, found " +
                    std::to_string(major) + "." + std::to_string(minor));
  }
}

TEST_F(NpyErrorTest, EveryTruncationIsSeen) {
  for (char major : {1, 2}) {
    std::string bytes =
        npy(dictionary("<f4", "(3,)"), bytesOf<float>({1, 2, 3}), major);
    for (size_t length = 0; length < bytes.size(); ++length)
      expectError(bytes.substr(0, length), SNN_ERROR_FORMAT, "truncated: ");
    expectError(bytes.substr(0, bytes.size() - 5), SNN_ERROR_FORMAT,
                "truncated: expected 12 bytes of data, found 7");
    expectError(bytes + "x", SNN_ERROR_FORMAT,
                "expected 12 bytes of data, found more");
  }
}

TEST_F(NpyErrorTest, LyingHeaders) {
  expectError(npy(dictionary("<f4", "(1000000000000,)"), "1234"),
              SNN_ERROR_FORMAT,
              "truncated: expected 4000000000000 bytes of data, found 4");
  expectError(npy(dictionary("<f4", "(0,)"), "1234"), SNN_ERROR_FORMAT,
              "expected 0 bytes of data, found more");
  std::string bytes = npy(dictionary("<f4", "()"), "1234", 2);
  bytes.replace(8, 4, "\xff\xff\xff\xff");
  expectError(bytes, SNN_ERROR_FORMAT,
              "expected a header of at most 1048576 bytes, found 4294967295");
}

TEST_F(NpyErrorTest, ShapesThatOverflow) {
  expectError(npy(dictionary("<f4", "(4294967296, 4294967296)"), ""),
              SNN_ERROR_OVERFLOW,
              "expected an array that fits into memory, found shape "
              "(4294967296, 4294967296)");
  expectError(npy(dictionary("<f8", "(2305843009213693952,)"), ""),
              SNN_ERROR_OVERFLOW, "expected an array that fits into memory");
  // One byte in the file, four in memory.
  expectError(npy(dictionary("|u1", "(4611686018427387904,)"), ""),
              SNN_ERROR_OVERFLOW, "expected an array that fits into memory");
  expectError(npy(dictionary("<f4", "(0, 4294967296, 4294967296)"), ""),
              SNN_ERROR_OVERFLOW, "expected an array that fits into memory");
  expectError(npy(dictionary("<f4", "(18446744073709551616,)"), ""),
              SNN_ERROR_OVERFLOW, "expected lengths below 2^64");
  std::string extents = "(";
  for (int i = 0; i < 33; ++i)
    extents += "1, ";
  expectError(npy(dictionary("<f4", extents + ")"), "1234"), SNN_ERROR_SHAPE,
              "expected at most 32 axes, found more");
}

TEST_F(NpyErrorTest, ElementTypes) {
  expectError(npy(dictionary(">f4", "()"), "1234"), SNN_ERROR_DTYPE,
              "expected little-endian numbers ('<f4'), found big-endian "
              "'>f4'");
  for (const char *descr :
       {"<c8", "<U3", "|O", "|S5", "<f16", "<M8[s]", "", "f", "<f44", "|V8"})
    expectError(npy(dictionary(descr, "()"), "1234"), SNN_ERROR_DTYPE,
                "expected element type '<f4' (or f2, f8, i1 to i8, u1 to u8, "
                "bool), found '" +
                    std::string(descr) + "'");
  expectError(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': "
                  "(), }",
                  "1234"),
              SNN_ERROR_DTYPE,
              "expected numbers ('<f4'), found a structured type");
}

TEST_F(NpyErrorTest, BrokenHeaders) {
  struct {
    const char *dictionary, *text;
  } cases[] = {
      {"", "header, character 54: expected '{', found the end of the header"},
      {"[]", "header, character 0: expected '{', found '['"},
      {"{}", "expected the key 'descr' in the header, found none"},
      {"{'descr': '<f4', 'shape': ()}",
       "expected the key 'fortran_order' in the header, found none"},
      {"{descr: 1}", "header, character 1: expected a quoted key, found 'd'"},
      {"{'descr' '<f4'}", "header, character 9: expected ':', found '''"},
      {"{'descr': 4}", "header, character 10: expected an element type such as "
                       "'<f4', found '4'"},
      {"{'descr': '<f4}", "header, character 54: expected the end of a string"},
      {"{'extra': 1}", "expected the keys 'descr', 'fortran_order' and 'shape' "
                       "once each, found an unknown key 'extra'"},
      {"{'shape': (), 'shape': ()}",
       "expected the keys 'descr', 'fortran_order' and 'shape' once each, "
       "found a second key 'shape'"},
      {"{'fortran_order': 0}",
       "header, character 18: expected True or False, found '0'"},
      {"{'shape': 3}", "header, character 10: expected a shape such as (10, "
                       "3), found '3'"},
      {"{'shape': (-1,)}",
       "header, character 11: expected a length of an axis, found '-'"},
      {"{'shape': (,)}",
       "header, character 11: expected a length of an axis, found ','"},
      {"{'shape': (1 2)}",
       "header, character 13: expected ',' or ')', found '2'"},
      {"{'shape': (1,\xff)}",
       "header, character 13: expected a length of an axis, found byte 0xff"},
      {"{'shape': () 'descr': '<f4'}",
       "header, character 13: expected ',' or '}', found '''"},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': ()} 1",
       "header, character 54: expected nothing after the dictionary, found "
       "'1'"},
  };
  for (const auto &broken : cases)
    expectError(npy(broken.dictionary, "1234"), SNN_ERROR_FORMAT, broken.text);
}

// Every single-byte change of a file is read or refused, never worse; the
// sanitized build of this test is what sees "worse".
TEST_F(NpyErrorTest, AnyByteMayBeWrong) {
  std::string bytes = npy(dictionary("<f4", "(2, 3)", "True"),
                          bytesOf<float>({1, 2, 3, 4, 5, 6}));
  size_t refused = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int change : {0x01, 0x20, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[i] = char(changed[i] ^ change);
      std::string file = write("x.npy", changed);
      snn_error error = snn_npy_read(file.c_str(), &array, &message);
      EXPECT_EQ(error == SNN_OK, array.data != nullptr);
      refused += error != SNN_OK;
      snn_npy_free(&array);
    }
  EXPECT_GT(refused, 200u);
}

} // namespace
