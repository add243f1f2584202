// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way of a module through the compiler, phase by phase.

#ifndef SNNC_COMPILER_PIPELINE_PIPELINE_H
#define SNNC_COMPILER_PIPELINE_PIPELINE_H

#include "compiler/Target/CpuFeatures.h"
#include "compiler/Transforms/Crossovers.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <functional>
#include <string>

namespace mlir {
class DialectRegistry;
}

namespace snnc {

/// A phase: its name in `--stop-after`, in dumps and in the module's attribute
/// `snn.phase`, and its passes as `snn-opt` takes them. `$lanes`,
/// `$registerLanes`, `$fma`, `$tile`, `$crossover`, `$convCrossover`, `$target`
/// and `$compiler` stand for what the options say.
struct Phase {
  llvm::StringLiteral name;
  llvm::StringLiteral passes;
};

/// All phases, in order.
llvm::ArrayRef<Phase> allPhases();
llvm::SmallVector<llvm::StringRef> phaseNames();

/// The place of a phase in that order, or -1.
int phaseIndex(llvm::StringRef name);

/// The place of the first phase that asks which CPU there is; those before it
/// do the same for all CPUs of a target.
int firstPhaseOfCpu();

/// The last phase that a module went through, "" for one fresh from the reader.
llvm::StringRef phaseOf(mlir::ModuleOp module);

/// What the code is made for; defaults suit any target of 64 bits.
struct PipelineOptions {
  unsigned lanes = 16;        ///< Most outputs computed side by side.
  unsigned registerLanes = 4; ///< Floats of a vector register, 1 without any.
  bool fma = true;            ///< Fused multiply-add is an instruction.
  unsigned maxTile = 128;     ///< Most steps that a group runs ahead.
  /// The part of inputs that are not zero from which on they are multiplied.
  double crossover = kLinearCrossover;
  /// The same for convolutions of 3 x 3.
  double convCrossover = kConvCrossover;
  unsigned pointerBits = 64;
  std::string target;               ///< For the descriptor.
  std::string compiler;             ///< For the descriptor.
  std::vector<CpuVariant> variants; ///< For the descriptor.
  /// The phase to stop after; empty: the last one.
  std::string stopAfter;
  /// Where each phase leaves `NN-phase.mlir`; empty: nowhere. Dumps can be read
  /// back and compiled further if they have all of their weights.
  std::string dumpDirectory;
  /// Dumps hold arrays of more than 512 numbers, too.
  bool printWeights = false;
  /// Called after each phase.
  std::function<void(llvm::StringRef phase, mlir::ModuleOp)> observer;
};

/// The file in a dump directory for the phase of that index.
std::string dumpPath(llvm::StringRef directory, int phase);

/// Runs the phases that `module` has not been through yet. Problems are
/// reported as diagnostics; `phaseOf` is then the last phase that went well.
mlir::LogicalResult runPipeline(mlir::ModuleOp module,
                                const PipelineOptions &options);

/// Registers the passes that the phases name, and pipelines over them for
/// `snn-opt`: `--snn-step-pipeline`, `--snn-loops-pipeline`,
/// `--snn-llvm-pipeline`.
void registerPipelines();

/// The dialects and translations that modules of any phase need.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace snnc

#endif // SNNC_COMPILER_PIPELINE_PIPELINE_H
