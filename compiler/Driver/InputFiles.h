// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files that a command reads, which it must not write.

#ifndef SNNC_COMPILER_DRIVER_INPUTFILES_H
#define SNNC_COMPILER_DRIVER_INPUTFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>
#include <vector>

namespace snnc {

struct Model;

class InputFiles {
public:
  /// `what` is in the file: "the model".
  void add(llvm::StringRef path, llvm::StringRef what);
  /// The files that a model was read from.
  void add(const Model &model);

  /// All of them, in the order in which they were added.
  std::vector<llvm::StringRef> paths() const;

  /// An error where `output` is one of these files, by whatever path or link;
  /// `cure` says what to do about it.
  llvm::Error
  checkOutput(llvm::StringRef output,
              const llvm::Twine &cure = "choose another file") const;

private:
  std::vector<std::pair<std::string, std::string>> files;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_INPUTFILES_H
