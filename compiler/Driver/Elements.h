// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --input-type, --output-type: what the arrays of a network hold.

#ifndef SNNC_COMPILER_DRIVER_ELEMENTS_H
#define SNNC_COMPILER_DRIVER_ELEMENTS_H

#include "dialect/SNNDialect.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc {

/// An input or output of that name, or with "" all of them.
struct ElementChoice {
  std::string name;
  mlir::snn::Element element;
};

/// "NAME=bits", or "bits" for all.
llvm::Expected<ElementChoice> parseElementChoice(llvm::StringRef text);

/// Sets them at a network's inputs, and at its outputs. Errors: a name that
/// there is not. (Whether the elements fit is asked by `snn-form-scan`, which
/// knows the types.)
llvm::Error setInputElements(mlir::snn::NetworkOp network,
                             llvm::ArrayRef<ElementChoice> choices);
llvm::Error setOutputElements(mlir::snn::NetworkOp network,
                              llvm::ArrayRef<ElementChoice> choices);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_ELEMENTS_H
