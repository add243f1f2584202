// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models to files and back, and the check that both need.

#include "compiler/Api/ReadBack.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/ReadModel.h"
#include "compiler/Spec/Safetensors.h"
#include "compiler/Spec/WriteModel.h"
#include "snnc/Compile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

char ModelError::ID = 0;

void ModelError::log(llvm::raw_ostream &os) const { problems.print(os); }

std::error_code ModelError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

std::optional<Model> snnc::readBack(const Model &model,
                                    Diagnostics &diagnostics) {
  ModelText text = writeModel(model, "", diagnostics);
  if (diagnostics.hasErrors())
    return std::nullopt;
  std::string name = "<" + model.name + ">";
  diagnostics.addSource(name, text.json);
  return readModelText(text.json, name, text.tensors, diagnostics);
}

llvm::Error snnc::check(const Model &model, Diagnostics *warnings) {
  Diagnostics diagnostics;
  if (!readBack(model, diagnostics))
    return modelError(std::move(diagnostics));
  if (warnings)
    *warnings = std::move(diagnostics);
  return llvm::Error::success();
}

llvm::Error snnc::save(const Model &model, StringRef jsonPath) {
  Diagnostics diagnostics;
  std::string weights;
  if (llvm::Error problem =
          writeModelFiles(model, jsonPath, diagnostics, weights))
    return problem;
  return diagnostics.hasErrors() ? modelError(std::move(diagnostics))
                                 : llvm::Error::success();
}

llvm::Expected<Model> snnc::load(StringRef jsonPath) {
  Diagnostics diagnostics;
  if (std::optional<Model> model = readModel(jsonPath, diagnostics))
    return std::move(*model);
  return modelError(std::move(diagnostics));
}

static bool isSameTensor(const NamedTensor &a, const NamedTensor &b) {
  if (a.name != b.name || a.tensor.shape != b.tensor.shape)
    return false;
  size_t count = countElements(a.tensor.shape).value_or(0);
  return llvm::all_of(llvm::seq(count), [&](size_t k) {
    return a.tensor.at(k) == b.tensor.at(k);
  });
}

bool snnc::isEqual(const Model &a, const Model &b) {
  Diagnostics diagnostics;
  ModelText left = writeModel(a, "", diagnostics);
  ModelText right = writeModel(b, "", diagnostics);
  return !diagnostics.hasErrors() && left.json == right.json &&
         llvm::equal(left.tensors, right.tensors, isSameTensor);
}
