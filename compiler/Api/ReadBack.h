// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_API_READBACK_H
#define SNNC_COMPILER_API_READBACK_H

#include "snnc/Compile.h"
#include <optional>

namespace snnc {

/// The problems as one error.
inline llvm::Error modelError(Diagnostics diagnostics) {
  return llvm::make_error<ModelError>(std::move(diagnostics));
}

/// The model as a spec says it: a model that was built in C++ is written and
/// read, so that it obeys the same rules and its problems have places.
std::optional<Model> readBack(const Model &model, Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_API_READBACK_H
