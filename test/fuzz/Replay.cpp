// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the fuzz targets on files, without a fuzzer:
//
//     snnc-replay run TARGET FOLDER...     on every file in the folders
//     snnc-replay graph FILE.nir SEED      writes a seed for nir-graph
//     snnc-replay copy FILE.nir COPY.nir   reads and writes a file of NIR

#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/File/WriteNirFile.h"
#include "test/fuzz/Targets.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

static int fail(const llvm::Twine &message) {
  llvm::errs() << message << "\n";
  return 1;
}

static int run(StringRef target, llvm::ArrayRef<const char *> folders) {
  unsigned count = 0;
  for (StringRef folder : folders) {
    std::error_code code;
    for (llvm::sys::fs::directory_iterator file(folder, code), end;
         !code && file != end; file.increment(code)) {
      auto buffer = llvm::MemoryBuffer::getFile(file->path());
      if (!buffer)
        return fail("cannot read " + file->path());
      // Says which it was if it crashes.
      llvm::errs() << file->path() << "\n";
      if (!snnc::fuzz::run(target, (*buffer)->getBuffer()))
        return fail("no target " + target);
      ++count;
    }
    if (code)
      return fail("cannot read " + folder + ": " + code.message());
  }
  llvm::outs() << target << ": " << count << " inputs\n";
  return 0;
}

static int writeGraph(StringRef path, StringRef seed) {
  std::string bytes = snnc::fuzz::graphOf(path);
  if (bytes.empty())
    return fail("cannot read " + path);
  std::error_code code;
  llvm::raw_fd_ostream(seed, code) << bytes;
  return code ? fail("cannot write " + seed) : 0;
}

static int copy(StringRef path, StringRef to) {
  snnc::Diagnostics diagnostics;
  auto file = snnc::readNirFile(path, diagnostics);
  diagnostics.print(llvm::errs());
  if (!file)
    return 1;
  llvm::Error error = snnc::writeNirFile(to, *file);
  return error ? fail(llvm::toString(std::move(error))) : 0;
}

int main(int count, char **arguments) {
  llvm::ArrayRef<const char *> list(arguments, count);
  if (count >= 4 && StringRef(arguments[1]) == "run")
    return run(arguments[2], list.drop_front(3));
  if (count == 4 && StringRef(arguments[1]) == "graph")
    return writeGraph(arguments[2], arguments[3]);
  if (count == 4 && StringRef(arguments[1]) == "copy")
    return copy(arguments[2], arguments[3]);
  return fail("usage: snnc-replay run TARGET FOLDER... | graph FILE.nir SEED | "
              "copy FILE.nir COPY.nir");
}
