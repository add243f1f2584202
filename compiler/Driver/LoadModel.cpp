// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/LoadModel.h"

#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Spec/ReadModel.h"
#include "compiler/Spec/WriteFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace snnc;
using llvm::StringRef;

/// HDF5 reads files: the bytes become one for a while.
static std::optional<NirFile> readNirBytes(StringRef bytes,
                                           Diagnostics &diagnostics) {
  llvm::SmallString<64> path;
  if (std::error_code reason =
          llvm::sys::fs::createTemporaryFile("stdin", "nir", path)) {
    diagnostics.error({}, "cannot make a temporary file: " + reason.message());
    return std::nullopt;
  }
  llvm::FileRemover remover(path);
  if (llvm::Error problem = writeFile(path, bytes)) {
    diagnostics.error({}, llvm::toString(std::move(problem)));
    return std::nullopt;
  }
  return readNirFile(path, diagnostics);
}

NirImport snnc::loadNir(const ModelSource &source,
                        const std::optional<Convention> &convention,
                        Diagnostics &diagnostics) {
  if (!source.input())
    return importNir(source.name(), convention, diagnostics);
  auto file = readNirBytes(source.input()->getBuffer(), diagnostics);
  if (!file)
    return {};
  return importNir(std::move(*file), source.name(), convention, diagnostics);
}

std::optional<Model>
snnc::loadModel(const ModelSource &source,
                const std::optional<Convention> &convention,
                Diagnostics &diagnostics) {
  if (source.kind() == ModelKind::Nir)
    return loadNir(source, convention, diagnostics).model;
  std::string name = source.name().str();
  if (source.kind() == ModelKind::Mlir) {
    diagnostics.error({name}, "expected a JSON or NIR model, found IR");
    return std::nullopt;
  }
  if (convention) {
    diagnostics.error({name}, "options for NIR files, such as --convention and "
                              "--dt, have no meaning for this one: its layers "
                              "say how they step");
    return std::nullopt;
  }
  if (!source.input())
    return readModel(name, diagnostics);
  StringRef text = source.input()->getBuffer();
  diagnostics.addSource(name, text.str());
  return readModelText(text, name, {}, diagnostics);
}
