// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `snnc check` prints of a NIR file.

#ifndef SNNC_COMPILER_TOOLS_NIRLISTING_H
#define SNNC_COMPILER_TOOLS_NIRLISTING_H

#include "compiler/Nir/ImportNir.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

namespace snnc {

/// Every node with what it becomes, and what each convention makes of the time
/// constants. The import has come to a network.
void printNirListing(llvm::raw_ostream &os, llvm::StringRef path,
                     const NirImport &import,
                     const std::optional<Convention> &convention);

/// The same as the attributes `nodes` and `conventions` of a JSON object.
void printNirListing(llvm::json::OStream &json, const NirImport &import,
                     const std::optional<Convention> &convention);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_NIRLISTING_H
