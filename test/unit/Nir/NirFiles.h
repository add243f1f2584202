// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR files for tests: written by the writer, or by hand where they are wrong.

#ifndef SNNC_TEST_UNIT_NIR_NIRFILES_H
#define SNNC_TEST_UNIT_NIR_NIRFILES_H

#include "compiler/Nir/File/Hdf5.h"
#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/File/WriteNirFile.h"
#include "test/unit/Spec/TempDir.h"

namespace snnc {

inline NirField floats(std::string name, Shape shape,
                       std::vector<float> values) {
  return {std::move(name), shape, Tensor::of(shape, std::move(values))};
}

inline NirField integers(std::string name, Shape shape,
                         std::vector<int64_t> values) {
  return {std::move(name), std::move(shape), std::move(values)};
}

inline NirField text(std::string name, std::string value) {
  return {std::move(name), {}, std::vector<std::string>{std::move(value)}};
}

/// input -> fc -> output.
inline NirFile smallFile() {
  NirFile file;
  file.version = "1.0.8";
  file.graph.nodes = {
      {"fc", "Linear", {floats("weight", {2, 3}, {1, 2, 3, 4, 5, 6})}, {}, {}},
      {"input", "Input", {integers("shape", {1}, {3})}, {}, {}},
      {"output", "Output", {integers("shape", {1}, {2})}, {}, {}}};
  file.graph.edges = {{"input", "fc"}, {"fc", "output"}};
  return file;
}

/// What readNirFile says of a file, by lines, the directory left out.
inline std::string problemsOf(const TempDir &dir, const std::string &path) {
  Diagnostics diagnostics;
  bool isRead = readNirFile(path, diagnostics).has_value();
  std::string printed;
  llvm::raw_string_ostream os(printed);
  diagnostics.print(os);
  return (isRead ? "read\n" : "") + dir.withoutDirectory(printed);
}

/// Writes and reads a file, and says what is wrong with it.
inline std::string problemsOf(const NirFile &file) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  if (llvm::Error error = writeNirFile(path, file))
    return llvm::toString(std::move(error));
  return problemsOf(dir, path);
}

/// Lets `change` have its way with the small file, and says what is wrong with
/// it then.
template <typename Change> std::string problemsAfter(Change change) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  if (llvm::Error error = writeNirFile(path, smallFile()))
    return llvm::toString(std::move(error));
  {
    hdf5::Session session;
    hdf5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
    change(file.get());
  }
  return problemsOf(dir, path);
}

} // namespace snnc

#endif // SNNC_TEST_UNIT_NIR_NIRFILES_H
