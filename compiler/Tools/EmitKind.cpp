// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/EmitKind.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"

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

llvm::SmallVector<StringRef> snnc::emitKindNames() {
  return llvm::map_to_vector(
      emitKinds, [](const EmitKind &kind) -> StringRef { return kind.name; });
}

llvm::Error snnc::parseEmitKind(StringRef name, const EmitKind *&kind) {
  kind = llvm::find_if(emitKinds,
                       [&](const EmitKind &each) { return each.name == name; });
  if (kind != std::end(emitKinds))
    return llvm::Error::success();
  return llvm::createStringError("expected one of " +
                                 llvm::join(emitKindNames(), ", ") +
                                 ", found '" + name + "'");
}
