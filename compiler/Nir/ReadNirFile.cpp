// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ReadNirFile.h"
#include "compiler/Nir/NirReader.h"
#include "llvm/Support/FileSystem.h"

using namespace snnc;
using llvm::StringRef;

std::string snnc::nodePath(StringRef graph, StringRef node) {
  return graph.empty() ? node.str() : (graph + "." + node).str();
}

static llvm::Expected<NirFile> openAndRead(StringRef path, uint64_t bytes,
                                           Diagnostics &diagnostics) {
  hdf5::Session session;
  llvm::Expected<hdf5::Handle> file = hdf5::openFile(path);
  if (!file)
    return file.takeError();
  return NirReader(path, bytes, diagnostics).read(*file);
}

std::optional<NirFile> snnc::readNirFile(StringRef path,
                                         Diagnostics &diagnostics) {
  Place place{path.str()};
  llvm::sys::fs::file_status status;
  if (std::error_code code = llvm::sys::fs::status(path, status)) {
    diagnostics.error(place, "cannot read the file: " + code.message());
    return std::nullopt;
  }
  if (status.type() != llvm::sys::fs::file_type::regular_file) {
    diagnostics.error(place, "is no regular file, and NIR is read from those");
    return std::nullopt;
  }
  unsigned before = diagnostics.errorCount();
  llvm::Expected<NirFile> file =
      openAndRead(path, status.getSize(), diagnostics);
  if (!file)
    diagnostics.error(place, llvm::toString(file.takeError()));
  if (diagnostics.errorCount() != before)
    return std::nullopt;
  return std::move(*file);
}
