// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a model's file to any phase and to machine code: what compile, run,
// check, info and bench have in common.

#ifndef SNNC_COMPILER_DRIVER_BUILD_H
#define SNNC_COMPILER_DRIVER_BUILD_H

#include "compiler/Driver/Densities.h"
#include "compiler/Driver/Elements.h"
#include "compiler/Driver/GivenWeights.h"
#include "compiler/Driver/Records.h"
#include "compiler/Driver/Session.h"
#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Target/Codegen.h"
#include "compiler/Target/Summary.h"
#include "compiler/Target/TargetSet.h"
#include "snnc/Jit.h"
#include "llvm/IR/LLVMContext.h"
#include <optional>

namespace snnc {

class Interpreter;

/// An interpreter of the model as it was behind a phase.
struct PhaseInterpreter {
  std::string phase;
  std::unique_ptr<Interpreter> interpreter;
};

/// Whether to keep something on the way. Not every model is early enough.
enum class Keep { No, IfPossible, Yes };

/// Options of a build. Which of them a subcommand offers is its own choice.
struct BuildOptions {
  std::string model;
  TargetOptions target;
  std::optional<std::string> prefix; ///< A new name for the network.
  std::vector<std::string> record;   ///< Layers, and `layer.state`.
  std::vector<ElementChoice> inputTypes, outputTypes; ///< Of arrays.
  bool givesWeights = false;       ///< The program gives them, at run time.
  std::string dumpPhases;          ///< A directory; "" for none.
  bool printWeights = false;       ///< All of them in dumps.
  bool interpret = false;          ///< Keep the model for an interpreter.
  bool checkPhases = false;        ///< Keep it behind every phase.
  Keep profile = Keep::No;         ///< A copy for takeResolved.
  std::string densities;           ///< An earlier run's profile; "" for none.
  std::optional<double> crossover; ///< Of all kernels; else their own.
};

/// One model on its way through the pipeline.
class Build {
public:
  /// Reads the model and chooses the target. Null after an error, which is in
  /// the session's diagnostics.
  static std::unique_ptr<Build> start(Session &session,
                                      const BuildOptions &options);
  /// The same for a module that is there already.
  static std::unique_ptr<Build>
  startFrom(Session &session, const BuildOptions &options,
            mlir::OwningOpRef<mlir::ModuleOp> module);

  /// Runs the pipeline up to `phase` ("" for all of it). Gives the exit code:
  /// 0, 1 where the model is at fault, 3 where snnc is. Of several CPUs, only
  /// all of it has the code of each; else the module is that of the first.
  int runTo(llvm::StringRef phase);
  /// As far as reports need: up to `layout-state`, or nowhere where the model
  /// went further.
  int runForReport();

  ~Build();
  mlir::ModuleOp module() const { return *owned; }
  const TargetSet &targets() const { return codeTargets; }
  const Summary &summary() const { return layers; }
  /// Trained numbers: of the layers, or of the module where they are unknown.
  int64_t parameters() const;
  /// With `givesWeights`, which are given.
  const GivenCount &givenWeights() const { return given; }
  /// What the profile says, if one was given.
  const std::optional<Densities> &densities() const { return profile; }
  /// The outputs that give what `record` names, in its order.
  const std::vector<RecordedOutput> &recordedOutputs() const {
    return recorded;
  }
  /// With `interpret` the interpreter of the model, after `infer-shapes` or as
  /// it was given; with `checkPhases` one after each phase from there to
  /// `outline-kernels`. None for a model that started past that.
  llvm::ArrayRef<PhaseInterpreter> interpreters() const { return kept; }
  /// The module as it was after `resolve-connectivity`; null without
  /// `profile`.
  mlir::OwningOpRef<mlir::ModuleOp> takeResolved() {
    return std::move(resolved);
  }
  /// The model's interface (after `form-scan`) and its name (at any phase).
  mlir::snn::ModelOp interface() const;
  std::string name() const;

  /// Optimised LLVM IR. Uses the module up.
  llvm::Expected<std::unique_ptr<llvm::Module>> toLlvm();
  /// The object file; calls toLlvm.
  llvm::Expected<llvm::SmallVector<char, 0>> toObject();
  /// Bytes of instructions in that object file. The module, which has been
  /// through all phases, stays.
  llvm::Expected<int64_t> countCodeBytes();
  /// Runs the whole pipeline and links the object file into this process. Gives
  /// the exit code; what is wrong is in the session's diagnostics.
  int toJit(std::optional<JitModel> &jit);

private:
  Build(Session &session, const BuildOptions &options, TargetSet targets,
        mlir::OwningOpRef<mlir::ModuleOp> module);
  bool rename(llvm::StringRef prefix);
  bool record();
  bool setElements();
  bool giveWeights();
  bool checkSameTarget();
  bool checkUnresolved();
  bool checkDumps();
  bool prepare();
  bool readDensities();
  bool checkOneLowering();
  bool keepInterpreter(llvm::StringRef phase);
  void observe(llvm::StringRef phase);
  int run(mlir::ModuleOp module, const CompileTarget &target,
          llvm::StringRef phase);
  llvm::Expected<std::unique_ptr<llvm::Module>>
  translate(mlir::OwningOpRef<mlir::ModuleOp> from, const CompileTarget &target,
            bool keepParameters);
  llvm::Expected<std::unique_ptr<llvm::Module>> translateAll(bool keepModules);

  Session &session;
  BuildOptions options;
  TargetSet codeTargets;
  mlir::OwningOpRef<mlir::ModuleOp> owned, resolved;
  /// The module for each target but the first, behind the common phases.
  std::vector<mlir::OwningOpRef<mlir::ModuleOp>> others;
  Summary layers;
  std::vector<RecordedOutput> recorded;
  GivenCount given;
  std::optional<Densities> profile;
  std::vector<PhaseInterpreter> kept;
  llvm::LLVMContext llvmContext;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_BUILD_H
