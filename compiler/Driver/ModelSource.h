// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a model comes from.

#ifndef SNNC_COMPILER_DRIVER_MODELSOURCE_H
#define SNNC_COMPILER_DRIVER_MODELSOURCE_H

#include "snnc/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>

namespace snnc {

/// What messages call a model that a command line names: "-" is "<stdin>".
llvm::StringRef modelTitle(llvm::StringRef path);

enum class ModelKind { Json, Nir, Mlir };

/// A model's file, whose kind its name says, or the standard input for "-",
/// whose kind its first bytes say.
class ModelSource {
public:
  /// Nothing after an error, which is in \p diagnostics: a name that does not
  /// end as a model's, a standard input that cannot be read.
  static std::optional<ModelSource> open(llvm::StringRef path,
                                         Diagnostics &diagnostics);

  ModelKind kind() const { return modelKind; }
  /// What messages call it.
  llvm::StringRef name() const { return sourceName; }
  /// What came from the standard input; null for a file.
  const llvm::MemoryBuffer *input() const { return buffer.get(); }

private:
  ModelKind modelKind = ModelKind::Json;
  std::string sourceName;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_MODELSOURCE_H
