// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/Codegen.h"

#include "dialect/SNNDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

void snnc::registerTranslations(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

/// What only the compiler needs.
/// Frees the data of an operation's resources, which the context would keep.
static void release(Operation *op) {
  op->getAttrDictionary().walk([](DenseResourceElementsAttr attribute) {
    attribute.getRawHandle().getResource()->setBlob(AsmResourceBlob());
  });
}

static void eraseDescription(ModuleOp module, bool keepParameters) {
  for (Operation &op : llvm::make_early_inc_range(*module.getBody())) {
    if (!isa<snn::ParamOp, snn::ModelOp>(op))
      continue;
    if (!keepParameters)
      release(&op);
    op.erase();
  }
  for (NamedAttribute attribute : llvm::to_vector(module->getAttrs()))
    if (isa_and_nonnull<snn::SNNDialect>(attribute.getNameDialect()))
      module->removeAttr(attribute.getName());
}

/// Turns weights into arrays of bytes, which LLVM writes as they are; of floats
/// it would look at each, and an array of arrays is one constant a row, which
/// takes more than twice the memory. Pointers know nothing of the type.
static LogicalResult flattenWeights(ModuleOp module) {
  // Compiled for and written by little-endian machines.
  static_assert(llvm::endianness::native == llvm::endianness::little);
  Type byte = IntegerType::get(module.getContext(), 8);
  for (auto global : module.getOps<LLVM::GlobalOp>()) {
    auto weights =
        dyn_cast_or_null<DenseResourceElementsAttr>(global.getValueOrNull());
    if (!weights)
      continue;
    // They stand at the end of a file, apart from their type.
    AsmResourceBlob *blob = weights.getRawHandle().getBlob();
    uint64_t size = blob ? blob->getData().size() : 0,
             expected = DataLayout::closest(global)
                            .getTypeSize(global.getGlobalType())
                            .getFixedValue();
    if (size != expected)
      return global.emitError("the constant '")
             << global.getSymName() << "' needs " << expected
             << " bytes; its resource '" << weights.getRawHandle().getKey()
             << "' holds " << size;
    global.setValueAttr(DenseResourceElementsAttr::get(
        RankedTensorType::get({int64_t(size)}, byte), weights.getRawHandle()));
    global.setGlobalType(LLVM::LLVMArrayType::get(byte, size));
  }
  return success();
}

/// MLIR's conversions leave what is said of a loop on its branch under the name
/// that it had on scf.for; the translation looks at the branch's own attribute.
static void annotateLoops(ModuleOp module) {
  module.walk([](LLVM::BrOp branch) {
    if (auto note = branch->getAttrOfType<LLVM::LoopAnnotationAttr>(
            "llvm.loop_annotation"))
      branch.setLoopAnnotationAttr(note);
  });
}

/// True for what becomes a call of a math library, on some target if not on
/// all, and which LLVM computes of constants with the library of this machine.
static bool needsMathLibrary(Operation *op) {
  static const llvm::StringSet<> functions = {
      "exp",       "exp2",  "exp10",  "log",    "log2",   "log10",     "pow",
      "powi",      "sin",   "cos",    "tan",    "asin",   "acos",      "atan",
      "atan2",     "sinh",  "cosh",   "tanh",   "modf",   "sincos",    "ldexp",
      "frexp",     "ceil",  "floor",  "trunc",  "rint",   "nearbyint", "round",
      "roundeven", "lrint", "llrint", "lround", "llround"};
  StringRef name = op->getName().getStringRef();
  return isa<LLVM::FRemOp>(op) ||
         (name.consume_front("llvm.intr.") && functions.contains(name));
}

/// Compiled code calls nothing but itself.
static LogicalResult checkCalls(ModuleOp module,
                                const snnc::CompileTarget &target) {
  bool hasFma = target.hasFma();
  WalkResult walked = module.walk([&](Operation *op) -> WalkResult {
    if (needsMathLibrary(op) || (!hasFma && isa<LLVM::FMAOp>(op)))
      return op->emitError("'")
             << op->getName()
             << "' needs a math library, which compiled code does not call";
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    if (function && function.isExternal())
      return function.emitError("the function '")
             << function.getSymName()
             << "' has no body, and compiled code calls nothing but itself";
    return success();
  });
  return failure(walked.wasInterrupted());
}

llvm::Expected<std::unique_ptr<llvm::Module>>
snnc::translateToLLVM(OwningOpRef<ModuleOp> module, llvm::LLVMContext &context,
                      const CompileTarget &target, bool keepParameters) {
  llvm::TargetMachine &machine = target.machine();
  std::string layout = machine.createDataLayout().getStringRepresentation();
  Builder builder(module->getContext());
  eraseDescription(*module, keepParameters);
  if (failed(flattenWeights(*module)))
    return llvm::createStringError(
        "the module cannot be translated to LLVM IR: weights are missing");
  if (failed(checkCalls(*module, target)))
    return llvm::createStringError(
        "the module cannot be translated to LLVM IR: it needs a library");
  annotateLoops(*module);
  (*module)->setAttr(LLVM::LLVMDialect::getDataLayoutAttrName(),
                     builder.getStringAttr(layout));
  (*module)->setAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                     builder.getStringAttr(machine.getTargetTriple().str()));
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(*module, context, "snnc");
  for (Operation &op : *module->getBody())
    release(&op);
  if (!result)
    return llvm::createStringError(
        "the module cannot be translated to LLVM IR: expected operations of "
        "the LLVM dialect only");
  if (!target.hasFloats())
    expandExtremes(*result);
  return std::move(result);
}
