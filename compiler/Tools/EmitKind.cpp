// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/EmitKind.h"

using namespace snnc;
using llvm::StringRef;

static constexpr EmitKind emitKinds[] = {
    {"network", "", ".network.mlir", "infer-shapes"},
    {"step", "", ".step.mlir", "layout-state"},
    {"loops", "", ".loops.mlir", "expand-math"},
    {"llvm-dialect", "", ".llvm.mlir", "to-llvm"},
    {"llvm", "", ".ll", ""},
    {"asm", "", ".s", ""},
    {"obj", "", ".o", ""},
    {"header", "", ".h", "emit-abi"},
    {"lib", "lib", ".so", ""},
    {"exe", "", "", ""},
};

llvm::Error snnc::parseEmitKind(StringRef name, const EmitKind *&kind) {
  std::string names;
  for (const EmitKind &candidate : emitKinds) {
    if (candidate.name == name) {
      kind = &candidate;
      return llvm::Error::success();
    }
    names += (names.empty() ? "" : ", ") + candidate.name.str();
  }
  return llvm::createStringError("expected one of " + llvm::Twine(names) +
                                 ", found '" + name + "'");
}
