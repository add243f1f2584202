// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of a model's header in which compilers check the sizes of arrays.

#ifndef SNNC_COMPILER_TARGET_HEADERARRAYS_H
#define SNNC_COMPILER_TARGET_HEADERARRAYS_H

#include "dialect/SNNDialect.h"
#include <string>

namespace snnc {

/// "NET_INPUT_X": what the macros of an input or output (\p kind: INPUT or
/// OUTPUT) begin with. Names that differ in letter case only keep it.
std::string portMacro(mlir::snn::ModelOp model, llvm::StringRef kind,
                      mlir::snn::PortAttr port);

/// What C calls an element of the array of a port; bits are bytes.
llvm::StringRef cTypeOf(mlir::snn::PortAttr port);
/// How many of these a step has.
int64_t lengthOf(mlir::snn::PortAttr port);

/// What the member of the inputs' struct is called in which packed weights are
/// given: no input's name.
std::string weightsMember(mlir::snn::ModelOp model);

/// Prints one step on arrays, for C and for C++.
void printHeaderArrays(llvm::raw_ostream &os, mlir::snn::ModelOp model);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_HEADERARRAYS_H
