// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/fuzz/MutateIr.h"
#include "test/fuzz/ReadIr.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace snnc;

/// In the general form: what is not valid may not be shown in its own.
static std::string textOf(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, OpPrintingFlags().printGenericOpForm());
  return text;
}

std::string fuzz::mutateIr(StringRef text, std::mt19937 &random) {
  unsigned changes = 1 + random() % 3;
  if (random() % 2) {
    std::string changed = text.str();
    for (unsigned k = 0; k < changes; ++k)
      changed = mutateText(changed, random);
    return changed;
  }
  QuietContext context;
  OwningOpRef<ModuleOp> module = context.read(text);
  if (!module)
    return "";
  for (unsigned k = 0; k < changes; ++k)
    mutateStructure(*module, random);
  return textOf(*module);
}
