// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A directory for the files of one test.

#ifndef SNNC_TEST_UNIT_SPEC_TEMPDIR_H
#define SNNC_TEST_UNIT_SPEC_TEMPDIR_H

#include "compiler/Spec/ReadModel.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <string>

namespace snnc {

class TempDir {
public:
  TempDir() { llvm::sys::fs::createUniqueDirectory("snnc-spec", directory); }
  ~TempDir() { llvm::sys::fs::remove_directories(directory); }

  std::string path(llvm::StringRef name) const {
    llvm::SmallString<128> full(directory);
    llvm::sys::path::append(full, name);
    return std::string(full);
  }

  std::string write(llvm::StringRef name, llvm::StringRef bytes) const {
    std::error_code error;
    llvm::raw_fd_ostream(path(name), error) << bytes;
    return path(name);
  }

  /// What readModel says of the text, by lines without source and caret, the
  /// directory left out: "m.json:1:2: error: ...". Empty when it says nothing.
  std::string problems(llvm::StringRef text) const {
    Diagnostics diagnostics;
    readModel(write("m.json", text), diagnostics);
    std::string printed, lines;
    llvm::raw_string_ostream os(printed);
    diagnostics.print(os);
    llvm::StringRef rest = printed;
    while (!rest.empty()) {
      auto [line, next] = rest.split('\n');
      if (line.contains("error: ") || line.contains("warning: ") ||
          line.contains("note: "))
        lines += withoutDirectory(line) + "\n";
      rest = next;
    }
    return lines;
  }

  std::string withoutDirectory(llvm::StringRef text) const {
    std::string result;
    std::string prefix = std::string(directory) + "/";
    while (!text.empty()) {
      auto [before, after] = text.split(prefix);
      result += before;
      text = after;
    }
    return result;
  }

private:
  llvm::SmallString<128> directory;
};

/// A safetensors file of a header and data.
inline std::string safetensors(const std::string &header,
                               const std::string &data) {
  std::string file;
  for (uint64_t i = 0, size = header.size(); i < 8; ++i)
    file += static_cast<char>(size >> (8 * i));
  return file + header + data;
}

} // namespace snnc

#endif // SNNC_TEST_UNIT_SPEC_TEMPDIR_H
