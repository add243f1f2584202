// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running the phases, from anywhere to anywhere.

#include "compiler/Pipeline/Pipeline.h"

#include "compiler/Conversion/ABI/EmitABI.h"
#include "compiler/Pipeline/PhaseText.h"
#include "compiler/Spec/WriteFile.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/IR/Builders.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace snnc;
using namespace mlir;

static constexpr StringLiteral phaseAttribute = "snn.phase";

llvm::SmallVector<StringRef> snnc::phaseNames() {
  return llvm::map_to_vector(
      allPhases(), [](const Phase &phase) -> StringRef { return phase.name; });
}

int snnc::phaseIndex(StringRef name) {
  for (auto [index, phase] : llvm::enumerate(allPhases()))
    if (phase.name == name)
      return index;
  return -1;
}

int snnc::firstPhaseOfCpu() {
  for (auto [index, phase] : llvm::enumerate(allPhases()))
    if (phase.passes.contains("$lanes") || phase.passes.contains("$fma"))
      return index;
  llvm_unreachable("code depends on the CPU");
}

StringRef snnc::phaseOf(ModuleOp module) {
  auto phase = module->getAttrOfType<StringAttr>(phaseAttribute);
  return phase ? phase.getValue() : StringRef();
}

/// MLIR takes an index for 64 bits wide where the module does not say.
static void setIndexWidth(ModuleOp module, unsigned bits) {
  if (bits == 64)
    return;
  Builder builder(module.getContext());
  auto entry = DataLayoutEntryAttr::get(builder.getIndexType(),
                                        builder.getI32IntegerAttr(bits));
  module->setAttr(DLTIDialect::kDataLayoutAttrName,
                  DataLayoutSpecAttr::get(module.getContext(), {entry}));
}

/// A list of lists is too much for the text of a pass's options.
static void setVariants(ModuleOp module, ArrayRef<CpuVariant> variants) {
  if (!variants.empty())
    module->setAttr(abiVariants, toAttribute(variants, module.getContext()));
}

static LogicalResult runPhase(ModuleOp module, const Phase &phase,
                              const PipelineOptions &options) {
  if (phase.passes.empty())
    return success();
  if (phase.name == "emit-abi")
    setVariants(module, options.variants);
  PassManager passes(module.getContext());
  if (failed(parsePassPipeline(phaseText(phase, options), passes)))
    return module.emitError("phase '") << phase.name << "' does not exist";
  return passes.run(module);
}

std::string snnc::dumpPath(StringRef directory, int phase) {
  std::string path;
  llvm::raw_string_ostream(path)
      << directory << '/' << llvm::format("%02d", phase) << '-'
      << allPhases()[phase].name << ".mlir";
  return path;
}

/// Of weights, what a reader looks at.
static OpPrintingFlags dumpFlags(bool printWeights) {
  constexpr int64_t most = 512;
  OpPrintingFlags flags;
  if (!printWeights)
    flags.elideLargeElementsAttrs(most).elideLargeResourceString(most * 2 *
                                                                 sizeof(float));
  return flags;
}

static LogicalResult dump(ModuleOp module, int index,
                          const PipelineOptions &options) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, dumpFlags(options.printWeights));
  if (llvm::Error problem =
          writeFile(dumpPath(options.dumpDirectory, index), text))
    return emitError(UnknownLoc::get(module.getContext()),
                     llvm::toString(std::move(problem)));
  return success();
}

/// The first and one past the last phase to run.
static FailureOr<std::pair<int, int>> phaseRange(ModuleOp module,
                                                 StringRef stopAfter) {
  StringRef done = phaseOf(module);
  int first = done.empty() ? 0 : phaseIndex(done) + 1;
  if (!done.empty() && first == 0)
    return module.emitError("the module says that it went through phase '")
           << done << "', which does not exist: expected one of "
           << llvm::join(phaseNames(), ", ");
  int last =
      stopAfter.empty() ? int(allPhases().size()) - 1 : phaseIndex(stopAfter);
  if (last < first - 1)
    return module.emitError("the module went through phase '")
           << done << "' already, which comes after '" << stopAfter << "'";
  return std::pair(first, last + 1);
}

LogicalResult snnc::runPipeline(ModuleOp module,
                                const PipelineOptions &options) {
  auto range = phaseRange(module, options.stopAfter);
  if (failed(range))
    return failure();
  if (!options.dumpDirectory.empty())
    if (llvm::Error problem = makeDirectory(options.dumpDirectory))
      return emitError(UnknownLoc::get(module.getContext()),
                       llvm::toString(std::move(problem)));
  setIndexWidth(module, options.pointerBits);
  for (int index = range->first; index < range->second; ++index) {
    const Phase &phase = allPhases()[index];
    if (failed(runPhase(module, phase, options))) {
      if (range->first > 0)
        module.emitRemark("the module says that it went through phase '")
            << allPhases()[range->first - 1].name
            << "'; where more passes ran on it, snn.phase should name the "
               "phase that they complete";
      return failure();
    }
    module->setAttr(phaseAttribute,
                    StringAttr::get(module.getContext(), phase.name));
    if (!options.dumpDirectory.empty() && failed(dump(module, index, options)))
      return failure();
    if (options.observer)
      options.observer(phase.name, module);
  }
  return success();
}
