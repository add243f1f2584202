// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What can be done with a model from C++: check, save, load, compile, run.
//
//   Model model("net", {{"x", {10}}}, Sequential(Linear(10, 20), LIF({.95f,
//   .85f}))); llvm::Expected<CompiledModel> compiled = compile(model); if
//   (!compiled)
//     return complain(compiled.takeError()); // a ModelError
//   llvm::Error problem = compiled->write("build"); // net.o, net.h, ...
//
// Errors are values; no function here ends the program. LLVM's rule holds that
// every llvm::Error must be looked at.

#ifndef SNNC_COMPILE_H
#define SNNC_COMPILE_H

#include "snnc/Diagnostics.h"
#include "snnc/Jit.h"
#include "snnc/Model.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>

namespace mlir {
class MLIRContext;
}

namespace snnc {

/// What is wrong with a model: all that was found, not only the first.
class ModelError : public llvm::ErrorInfo<ModelError> {
public:
  static char ID;

  explicit ModelError(Diagnostics diagnostics)
      : problems(std::move(diagnostics)) {}

  const Diagnostics &diagnostics() const { return problems; }
  /// A line a problem, as the command line prints them.
  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

private:
  Diagnostics problems;
};

struct CompileOptions {
  /// Triple of the target; empty: this machine.
  std::string target;
  /// The target's CPU; "native": this machine's own, "portable": one that
  /// nearly all machines of the family can stand in for. Empty: native, or for
  /// another target its usual one. Several with commas between make an object
  /// that chooses.
  std::string cpu;
  /// "+avx2,-fma": beside those of the CPU.
  std::string features;
  /// 0 to 3.
  unsigned optLevel = 3;
  /// What drawn parameters are drawn from.
  Key key = {0, 0};
  /// Gets the warnings of a model that compiles; null: stderr does.
  Diagnostics *warnings = nullptr;
};

/// A model in machine code, with the interface that belongs to it.
struct CompiledModel {
  /// The prefix of all symbols.
  std::string name;
  /// An object file.
  std::string object;
  /// Text of the C header, and of the JSON manifest.
  std::string header;
  std::string manifest;

  /// Writes `name`.o, .h and .manifest.json; makes the directory where there is
  /// none. A header or manifest that snnc did not write is not overwritten.
  llvm::Error write(llvm::StringRef directory) const;
};

/// Finds every problem that can be found without inferring shapes: ModelError.
/// \p warnings, if not null, gets those of a model without errors.
llvm::Error check(const Model &model, Diagnostics *warnings = nullptr);

/// Compiles a model. ModelError where it is wrong; another error where the
/// target is unknown.
llvm::Expected<CompiledModel> compile(const Model &model,
                                      const CompileOptions &options = {});

/// Compiles a model for this machine and links it into this program;
/// `snn::Model` (snn/model.hpp) runs it. `options.target` must be empty.
llvm::Expected<JitModel> jit(const Model &model,
                             const CompileOptions &options = {});

/// Compiles many models, one after another: what all of them need is made once.
/// One thread at a time; what it has compiled does not need it any more.
class Compiler {
public:
  Compiler();
  ~Compiler();

  /// As the functions of these names.
  llvm::Expected<CompiledModel> compile(const Model &model,
                                        const CompileOptions &options = {});
  llvm::Expected<JitModel> jit(const Model &model,
                               const CompileOptions &options = {});

private:
  std::unique_ptr<mlir::MLIRContext> context;
};

/// Writes a model as JSON, and its tensors to a .safetensors file of the same
/// stem beside it. What cannot be written is an error.
llvm::Error save(const Model &model, llvm::StringRef jsonPath);

/// Reads what `save` or a person wrote. ModelError where it is wrong.
llvm::Expected<Model> load(llvm::StringRef jsonPath);

/// Reads a NIR file by a convention (docs/NIR.md); without one, only what needs
/// none. ModelError where it is wrong, or leaves open what it means.
llvm::Expected<Model>
loadNir(llvm::StringRef nirPath,
        const std::optional<Convention> &convention = std::nullopt);

/// Writes what NIR can say of a model as nir 1.0.8 does. ModelError with the
/// layers that it cannot say. The convention of `loadNir` is lost.
llvm::Error saveNir(const Model &model, llvm::StringRef nirPath);

/// Whether two models say the same: `save` would write the same files.
bool isEqual(const Model &a, const Model &b);

} // namespace snnc

#endif // SNNC_COMPILE_H
