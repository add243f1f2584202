// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes and pipelines by name, and the dialects that they work on.

#include "compiler/Pipeline/PhaseText.h"

#include "compiler/Conversion/Passes.h"
#include "compiler/Target/Codegen.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/FormatVariadic.h"

using namespace snnc;
using namespace mlir;

static void replaceAll(std::string &text, StringRef variable, StringRef value) {
  for (size_t at = text.find(variable.str()); at != std::string::npos;
       at = text.find(variable.str(), at + value.size()))
    text.replace(at, variable.size(), value.str());
}

std::string snnc::phaseText(const Phase &phase,
                            const PipelineOptions &options) {
  std::string text = phase.passes.str();
  replaceAll(text, "$lanes", std::to_string(options.lanes));
  replaceAll(text, "$registerLanes", std::to_string(options.registerLanes));
  replaceAll(text, "$fma", options.fma ? "true" : "false");
  replaceAll(text, "$tile", std::to_string(options.maxTile));
  replaceAll(text, "$crossover",
             llvm::formatv("{0:f4}", options.crossover).str());
  replaceAll(text, "$convCrossover",
             llvm::formatv("{0:f4}", options.convCrossover).str());
  replaceAll(text, "$target", options.target);
  replaceAll(text, "$compiler", options.compiler);
  return text;
}

static void registerPasses() {
  registerSNNTransformsPasses();
  registerSNNConversionPasses();
  registerCanonicalizerPass();
  registerCSEPass();
  memref::registerExpandStridedMetadataPass();
  // What would register these by name includes all of MLIR's conversions.
  registerPass([] { return createLowerAffinePass(); });
  registerPass([] { return createSCFToControlFlowPass(); });
  registerPass([] { return createConvertToLLVMPass(); });
  registerPass([] { return createReconcileUnrealizedCastsPass(); });
}

namespace {

/// PipelineOptions as `snn-opt` takes them.
struct PipelineFlags : PassPipelineOptions<PipelineFlags> {
  Option<unsigned> lanes{*this, "lanes",
                         llvm::cl::desc("most outputs computed side by side"),
                         llvm::cl::init(PipelineOptions().lanes)};
  Option<unsigned> registerLanes{
      *this, "register-lanes",
      llvm::cl::desc("floats of a vector register, 1 without any"),
      llvm::cl::init(PipelineOptions().registerLanes)};
  Option<bool> fma{*this, "fma",
                   llvm::cl::desc("fused multiply-add is an instruction"),
                   llvm::cl::init(PipelineOptions().fma)};
  Option<unsigned> maxTile{*this, "max-tile",
                           llvm::cl::desc("most steps that a group runs ahead"),
                           llvm::cl::init(PipelineOptions().maxTile)};
  Option<double> crossover{
      *this, "crossover",
      llvm::cl::desc("part of inputs that are not zero from which on they are "
                     "multiplied"),
      llvm::cl::init(PipelineOptions().crossover)};
  Option<double> convCrossover{*this, "conv-crossover",
                               llvm::cl::desc("the same for convolutions"),
                               llvm::cl::init(PipelineOptions().convCrossover)};
};

} // namespace

static void registerPipeline(StringRef name, StringRef description,
                             StringRef lastPhase) {
  PassPipelineRegistration<PipelineFlags>(
      name, description,
      [=](OpPassManager &passes, const PipelineFlags &flags) {
        PipelineOptions options;
        options.lanes = flags.lanes;
        options.registerLanes = flags.registerLanes;
        options.fma = flags.fma;
        options.maxTile = flags.maxTile;
        options.crossover = flags.crossover;
        options.convCrossover = flags.convCrossover;
        for (const Phase &phase :
             allPhases().take_front(phaseIndex(lastPhase) + 1))
          if (failed(parsePassPipeline(phaseText(phase, options), passes)))
            llvm::report_fatal_error("a phase names an unknown pass");
      });
}

void snnc::registerPipelines() {
  registerPasses();
  registerPipeline("snn-step-pipeline", "From a network to groups of one step",
                   "layout-state");
  registerPipeline("snn-loops-pipeline", "From a network to vector code",
                   "expand-math");
  registerPipeline("snn-llvm-pipeline", "From a network to the LLVM dialect",
                   "to-llvm");
}

void snnc::registerDialects(DialectRegistry &registry) {
  registry.insert<affine::AffineDialect, arith::ArithDialect,
                  cf::ControlFlowDialect, DLTIDialect, func::FuncDialect,
                  LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect,
                  scf::SCFDialect, snn::SNNDialect, tensor::TensorDialect,
                  ub::UBDialect, vector::VectorDialect>();
  registerKernelOpModels(registry);
  arith::registerConvertArithToLLVMInterface(registry);
  cf::registerConvertControlFlowToLLVMInterface(registry);
  registerConvertFuncToLLVMInterface(registry);
  registerConvertMathToLLVMInterface(registry);
  registerConvertMemRefToLLVMInterface(registry);
  ub::registerConvertUBToLLVMInterface(registry);
  vector::registerConvertVectorToLLVMInterface(registry);
  registerTranslations(registry);
}
