// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running a compiled model in this process.

#ifndef SNNC_JIT_H
#define SNNC_JIT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>

struct snn_model;

namespace llvm {
class MemoryBuffer;
namespace orc {
class LLJIT;
}
} // namespace llvm

namespace snnc {

/// An object file, linked into this process: the very code that is written to
/// disk otherwise. The model lives as long as this.
class JitModel {
public:
  /// Links `object` and looks up the descriptor of the model `name`. Errors:
  /// the object is not for this machine or its CPU, or has no such model.
  static llvm::Expected<JitModel>
  load(std::unique_ptr<llvm::MemoryBuffer> object, llvm::StringRef name);
  JitModel(JitModel &&);
  ~JitModel();

  const snn_model &model() const { return *descriptor; }

private:
  JitModel(std::unique_ptr<llvm::orc::LLJIT> jit, const snn_model *descriptor);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  const snn_model *descriptor;
};

} // namespace snnc

#endif // SNNC_JIT_H
