// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/LoadModel.h"

#include "compiler/Nir/ReadNir.h"
#include "compiler/Spec/ReadModel.h"
#include "llvm/Support/Path.h"

using namespace snnc;

std::optional<Model>
snnc::loadModel(llvm::StringRef path,
                const std::optional<Convention> &convention,
                Diagnostics &diagnostics) {
  llvm::StringRef extension = llvm::sys::path::extension(path);
  if (extension == ".nir")
    return importNir(path, convention, diagnostics).model;
  if (extension != ".json")
    diagnostics.error({path.str()},
                      "expected a model that ends in .json, .nir or .mlir, "
                      "found '" +
                          extension + "'");
  else if (convention)
    diagnostics.error({path.str()},
                      "options for NIR files, such as "
                      "--convention and --dt, have no meaning "
                      "for this one: its layers say how they step");
  else
    return readModel(path, diagnostics);
  return std::nullopt;
}
