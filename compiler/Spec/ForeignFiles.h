// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files in which weights come that are not safetensors, by their first bytes.

#ifndef SNNC_COMPILER_SPEC_FOREIGNFILES_H
#define SNNC_COMPILER_SPEC_FOREIGNFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace snnc {

/// A file of another format.
struct ForeignFile {
  /// What it is: "a NumPy archive (.npz)".
  std::string what;
  /// How to make safetensors of it, or what else to do; lines of Python begin
  /// with two spaces.
  std::string cure;
};

/// Nothing where \p bytes, which are the file's, say nothing.
std::optional<ForeignFile> recogniseForeignFile(llvm::StringRef path,
                                                llvm::StringRef bytes);

/// "'f.pt' is ..., expected safetensors". Readers that can show a note show the
/// cure.
class ForeignFileError : public llvm::ErrorInfo<ForeignFileError> {
public:
  static char ID; // NOLINT(readability-identifier-naming): LLVM's protocol

  ForeignFileError(llvm::StringRef path, ForeignFile file)
      : path(path.str()), file(std::move(file)) {}

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;
  llvm::StringRef cure() const { return file.cure; }

private:
  std::string path;
  ForeignFile file;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_FOREIGNFILES_H
