// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models from NIR files and back.

#include "compiler/Api/ReadBack.h"
#include "compiler/Driver/ToNir.h"
#include "compiler/Nir/File/WriteNirFile.h"
#include "compiler/Nir/ImportNir.h"
#include "snnc/Compile.h"

using namespace snnc;

llvm::Expected<Model>
snnc::loadNir(llvm::StringRef nirPath,
              const std::optional<Convention> &convention) {
  Diagnostics diagnostics;
  NirImport import = importNir(nirPath, convention, diagnostics);
  if (import.model)
    return std::move(*import.model);
  return modelError(std::move(diagnostics));
}

llvm::Error snnc::saveNir(const Model &model, llvm::StringRef nirPath) {
  Session session;
  std::optional<Model> spec = readBack(model, session.diagnostics);
  std::optional<NirExport> written;
  if (spec)
    written = toNir(session, *spec);
  if (!written)
    return modelError(std::move(session.diagnostics));
  return writeNirFile(nirPath, written->file);
}
