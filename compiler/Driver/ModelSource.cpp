// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/ModelSource.h"

#include "llvm/Support/Path.h"

using namespace snnc;
using llvm::StringRef;

StringRef snnc::modelTitle(StringRef path) {
  return path == "-" ? "<stdin>" : path;
}

/// HDF5 has a signature; JSON begins with a brace, behind comments.
static ModelKind kindOf(StringRef contents) {
  if (contents.starts_with("\x89HDF\r\n\x1a\n"))
    return ModelKind::Nir;
  StringRef text = contents.ltrim();
  while (text.starts_with("//"))
    text = text.split('\n').second.ltrim();
  bool isJson = text.starts_with("{") && !text.starts_with("{-#");
  return isJson ? ModelKind::Json : ModelKind::Mlir;
}

static std::optional<ModelKind> kindOfFile(StringRef path) {
  StringRef extension = llvm::sys::path::extension(path);
  if (extension == ".json")
    return ModelKind::Json;
  if (extension == ".nir")
    return ModelKind::Nir;
  if (extension == ".mlir")
    return ModelKind::Mlir;
  return std::nullopt;
}

std::optional<ModelSource> ModelSource::open(StringRef path,
                                             Diagnostics &diagnostics) {
  ModelSource source;
  source.sourceName = modelTitle(path);
  if (path == "-") {
    auto buffer = llvm::MemoryBuffer::getSTDIN();
    if (!buffer) {
      diagnostics.error({}, "cannot read the standard input: " +
                                buffer.getError().message());
      return std::nullopt;
    }
    source.modelKind = kindOf((*buffer)->getBuffer());
    source.buffer = std::move(*buffer);
    return source;
  }
  std::optional<ModelKind> kind = kindOfFile(path);
  if (!kind) {
    diagnostics.error({path.str()},
                      "expected a model that ends in .json, .nir or .mlir, "
                      "found '" +
                          llvm::sys::path::extension(path) + "'");
    return std::nullopt;
  }
  source.modelKind = *kind;
  return source;
}
