// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/WriteFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

static llvm::Error cannotWrite(StringRef path, std::error_code reason) {
  if (path == "-")
    return llvm::createStringError(
        reason, "cannot write the standard output: " + reason.message());
  return llvm::createStringError(reason, "cannot write '" + path +
                                             "': " + reason.message());
}

/// Writes through an open file; the stream must not die with an error in it.
static std::error_code writeTo(llvm::raw_fd_ostream &stream,
                               StringRef contents) {
  stream << contents;
  stream.flush();
  std::error_code reason = stream.error();
  stream.clear_error();
  return reason;
}

static llvm::Error writeDirectly(StringRef path, StringRef contents) {
  std::error_code reason;
  llvm::raw_fd_ostream stream(path, reason, fs::OF_None);
  if (!reason)
    reason = writeTo(stream, contents);
  return reason ? cannotWrite(path, reason) : llvm::Error::success();
}

static bool isSpecial(StringRef path) {
  fs::file_status status;
  return path == "-" ||
         (!fs::status(path, status) && fs::exists(status) &&
          !fs::is_regular_file(status) && !fs::is_directory(status));
}

llvm::Error snnc::writeFile(StringRef path, StringRef contents,
                            bool executable) {
  if (isSpecial(path))
    return writeDirectly(path, contents);
  if (fs::is_directory(path))
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  unsigned mode = fs::all_read | fs::all_write | (executable ? fs::all_exe : 0);
  auto file = fs::TempFile::create(path + ".tmp%%%%%%", mode);
  if (!file)
    return cannotWrite(path, llvm::errorToErrorCode(file.takeError()));
  llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  if (std::error_code reason = writeTo(stream, contents)) {
    llvm::consumeError(file->discard());
    return cannotWrite(path, reason);
  }
  if (llvm::Error problem = file->keep(path))
    return cannotWrite(path, llvm::errorToErrorCode(std::move(problem)));
  return llvm::Error::success();
}

llvm::Error snnc::makeDirectory(StringRef path) {
  if (std::error_code reason = fs::create_directories(path))
    return llvm::createStringError(reason, "cannot make the directory '" +
                                               path + "': " + reason.message());
  if (!fs::is_directory(path))
    return llvm::createStringError("'" + path + "' is not a directory");
  return llvm::Error::success();
}
