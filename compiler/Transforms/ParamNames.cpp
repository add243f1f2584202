// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Transforms/ParamNames.h"

#include "dialect/SNNDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <string>

using namespace mlir;

/// `<net>.run` and `<net>_run` are functions, `<param>.packedx8` and
/// `<param>.stored` constants, `snn.uniform` a function of all models. New
/// names begin with a dot.
static bool canMeet(StringRef param, ArrayRef<StringRef> networks) {
  if (param.starts_with(".") || param.starts_with("snn.") ||
      param.contains(".packed") || param.contains(".stored"))
    return true;
  return llvm::any_of(networks, [&](StringRef network) {
    StringRef rest = param;
    return rest.consume_front(network) &&
           (rest.empty() || rest.front() == '.' || rest.front() == '_');
  });
}

void snnc::renameParams(ModuleOp module, ArrayRef<StringRef> networks) {
  llvm::DenseMap<StringAttr, StringAttr> renamed;
  unsigned next = 0;
  for (auto param : module.getOps<snn::ParamOp>()) {
    if (!canMeet(param.getSymName(), networks))
      continue;
    std::string name;
    do
      name = "." + std::to_string(next++);
    while (module.lookupSymbol(name));
    renamed[param.getSymNameAttr()] =
        StringAttr::get(module.getContext(), name);
    param.setSymName(name);
  }
  if (renamed.empty())
    return;
  AttrTypeReplacer replacer;
  replacer.addReplacement(
      [&](FlatSymbolRefAttr use) -> std::optional<Attribute> {
        auto found = renamed.find(use.getAttr());
        if (found == renamed.end())
          return std::nullopt;
        return FlatSymbolRefAttr::get(found->second);
      });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true);
}
