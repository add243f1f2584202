// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --record: what happens inside of a network becomes an output.

#ifndef SNNC_COMPILER_DRIVER_RECORDS_H
#define SNNC_COMPILER_DRIVER_RECORDS_H

#include "dialect/SNNDialect.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc {

/// An output of what --record names.
struct RecordedOutput {
  std::string name;
  bool isNew; ///< Not one of the model's own.
};

/// Makes each of `names` one more output of a network as it was written: the
/// result of a layer, called as in the model or as its node of a NIR file is,
/// or a state, called `layer.state`. A layer that is an output at every step
/// stays the one that it is. Gives the outputs, in the order of `names`.
/// Errors: what is neither a layer nor a state, with names near it; a layer of
/// a network whose connectivity is resolved, which may have fallen apart.
llvm::Expected<std::vector<RecordedOutput>>
recordInside(mlir::snn::NetworkOp network, llvm::ArrayRef<std::string> names);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_RECORDS_H
