// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/InputFiles.h"

#include "snnc/Model.h"
#include "llvm/Support/FileSystem.h"

using namespace snnc;
using llvm::StringRef;

void InputFiles::add(StringRef path, StringRef what) {
  files.emplace_back(path.str(), what.str());
}

void InputFiles::add(const Model &model) {
  for (const std::string &path : model.files)
    add(path, path == model.files.front() ? "the model" : "its weights");
}

std::vector<StringRef> InputFiles::paths() const {
  std::vector<StringRef> paths;
  for (const auto &[path, what] : files)
    paths.push_back(path);
  return paths;
}

llvm::Error InputFiles::checkOutput(StringRef output,
                                    const llvm::Twine &cure) const {
  for (const auto &[path, what] : files)
    if (llvm::sys::fs::equivalent(output, path))
      return llvm::createStringError("'" + output + "' would overwrite " +
                                     what + ": " + cure);
  return llvm::Error::success();
}
