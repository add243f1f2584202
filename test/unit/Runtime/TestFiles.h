// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A directory of its own for every test, and the bytes of .npy files as NumPy
// writes them.

#ifndef SNNC_TEST_UNIT_RUNTIME_TESTFILES_H
#define SNNC_TEST_UNIT_RUNTIME_TESTFILES_H

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

class FileTest : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "snnc-runtime-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr) << pattern;
    directory = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  std::string path(const std::string &name) const {
    return directory + "/" + name;
  }

  std::string write(const std::string &name, const std::string &bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  std::string read(const std::string &name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// Names in the directory: what is left over.
  std::size_t countFiles() const {
    return std::distance(std::filesystem::directory_iterator(directory),
                         std::filesystem::directory_iterator());
  }

  std::string directory;
};

/// An .npy file with this dictionary, padded as NumPy pads.
inline std::string npy(const std::string &dictionary, const std::string &data,
                       char major = 1) {
  std::size_t lengthBytes = major == 1 ? 2 : 4;
  std::size_t used = 8 + lengthBytes + dictionary.size() + 1;
  std::string header = dictionary + std::string((64 - used % 64) % 64, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += major;
  bytes += '\0';
  for (std::size_t i = 0; i < lengthBytes; ++i)
    bytes += static_cast<char>(header.size() >> 8 * i);
  return bytes + header + data;
}

inline std::string dictionary(const std::string &descr,
                              const std::string &shape,
                              const std::string &order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order +
         ", 'shape': " + shape + ", }";
}

/// The little-endian bytes of numbers.
template <typename T> std::string bytesOf(const std::vector<T> &values) {
  return {reinterpret_cast<const char *>(values.data()),
          values.size() * sizeof(T)};
}

#endif // SNNC_TEST_UNIT_RUNTIME_TESTFILES_H
