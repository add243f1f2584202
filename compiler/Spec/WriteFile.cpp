// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/WriteFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

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
/// What the stream could not write, or what `print` says.
static llvm::Error writeTo(llvm::raw_fd_ostream &stream, StringRef path,
                           PrintFunction print) {
  llvm::Error problem = print(stream);
  stream.flush();
  std::error_code reason = stream.error();
  stream.clear_error();
  if (problem || !reason)
    return problem;
  return cannotWrite(path, reason);
}

/// To what must stay what it is, as a pipe, in which nothing can go back.
static llvm::Error writeDirectly(StringRef path, PrintFunction print) {
  std::error_code reason;
  llvm::raw_fd_ostream stream(path, reason, fs::OF_None);
  if (reason)
    return cannotWrite(path, reason);
  return writeTo(stream, path, [&](llvm::raw_pwrite_stream &os) {
    llvm::SmallString<0> contents;
    llvm::raw_svector_ostream buffer(contents);
    llvm::Error problem = print(buffer);
    os << contents;
    return problem;
  });
}

/// Whether to write into what is there: a pipe, a device, a link.
static bool isSpecial(StringRef path) {
  fs::file_status status;
  return path == "-" ||
         (!fs::status(path, status, /*follow=*/false) && fs::exists(status) &&
          !fs::is_regular_file(status) && !fs::is_directory(status));
}

llvm::Error snnc::writeFile(StringRef path, StringRef contents,
                            bool executable) {
  return printFile(
      path,
      [&](llvm::raw_pwrite_stream &stream) {
        stream << contents;
        return llvm::Error::success();
      },
      executable);
}

llvm::Error snnc::printFile(StringRef path, PrintFunction print,
                            bool executable) {
  if (isSpecial(path))
    return writeDirectly(path, print);
  if (fs::is_directory(path))
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  unsigned mode = fs::all_read | fs::all_write | (executable ? fs::all_exe : 0);
  auto file = fs::TempFile::create(path + ".tmp%%%%%%", mode);
  if (!file)
    return cannotWrite(path, llvm::errorToErrorCode(file.takeError()));
  llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  if (llvm::Error problem = writeTo(stream, path, print)) {
    llvm::consumeError(file->discard());
    return problem;
  }
  if (llvm::Error problem = file->keep(path))
    return cannotWrite(path, llvm::errorToErrorCode(std::move(problem)));
  return llvm::Error::success();
}

llvm::Error snnc::checkReplaced(StringRef path, StringRef mark) {
  constexpr uint64_t beginning = 4096;
  fs::file_status status;
  if (fs::status(path, status) || !fs::is_regular_file(status) ||
      status.getSize() == 0)
    return llvm::Error::success();
  auto buffer = llvm::MemoryBuffer::getFileSlice(
      path, std::min(beginning, status.getSize()), /*Offset=*/0);
  if (std::error_code reason = buffer.getError())
    return cannotWrite(path, reason);
  if ((*buffer)->getBuffer().contains(mark))
    return llvm::Error::success();
  return llvm::createStringError(
      "'" + path +
      "' is not of snnc's making and is not overwritten: move it, "
      "choose another directory with -o, or another name with "
      "--prefix");
}

std::string snnc::outputPath(StringRef output, StringRef name,
                             StringRef extension) {
  namespace path = llvm::sys::path;
  bool isFile = !extension.empty() &&
                path::extension(output) == path::extension(extension) &&
                !fs::is_directory(output);
  if (isFile)
    return output.str();
  llvm::SmallString<128> file = output;
  path::append(file, name + extension);
  return file.str().str();
}

llvm::Error snnc::makeDirectory(StringRef path) {
  // As the user's umask has it; LLVM's default denies others.
  if (std::error_code reason =
          fs::create_directories(path, /*IgnoreExisting=*/true, fs::all_all))
    return llvm::createStringError(reason, "cannot make the directory '" +
                                               path + "': " + reason.message());
  if (!fs::is_directory(path))
    return llvm::createStringError("'" + path + "' is not a directory");
  return llvm::Error::success();
}

std::string snnc::printed(llvm::function_ref<void(llvm::raw_ostream &)> print) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  print(stream);
  return text;
}
