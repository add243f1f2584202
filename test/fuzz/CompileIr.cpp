// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/fuzz/CompileIr.h"
#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Reference/Interpreter.h"
#include "dialect/SNNDialect.h"
#include "test/fuzz/ReadIr.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;
using fuzz::Reached;

static constexpr int64_t kSteps = 2;
/// Numbers and sizes above it may take the interpreter long, and rightly so.
static constexpr int64_t kMostNumber = 65536;

static bool isLarge(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasRank())
    return false;
  int64_t count = 1;
  for (int64_t size : shaped.getShape())
    if (!ShapedType::isDynamic(size) &&
        (llvm::MulOverflow(count, size, count) || count > kMostNumber))
      return true;
  return false;
}

/// Whether any type of the module is large, or any number that an attribute
/// holds.
static bool hasLarge(ModuleOp module) {
  auto walkNumber = [](IntegerAttr number) {
    const APInt &value = number.getValue();
    return value.getSignificantBits() > 64 ||
                   std::abs(value.getSExtValue()) > kMostNumber
               ? WalkResult::interrupt()
               : WalkResult::advance();
  };
  auto walkType = [](Type type) {
    return isLarge(type) ? WalkResult::interrupt() : WalkResult::advance();
  };
  return module
      .walk([&](Operation *op) {
        if (llvm::any_of(op->getResultTypes(), isLarge))
          return WalkResult::interrupt();
        AttrTypeWalker walker;
        walker.addWalk(walkNumber);
        walker.addWalk(walkType);
        return walker.walk(op->getAttrDictionary());
      })
      .wasInterrupted();
}

static SmallVector<Type> inputTypes(ModuleOp module) {
  SmallVector<Type> types;
  module.walk([&](snn::InputOp input) { types.push_back(input.getType()); });
  for (auto model : module.getOps<snn::ModelOp>())
    for (auto port : model.getInputs().getAsRange<snn::PortAttr>())
      types.push_back(port.getType());
  return types;
}

/// Two steps, of inputs that are ones.
static void interpret(ModuleOp module) {
  if (hasLarge(module))
    return;
  std::vector<Array> inputs;
  for (Type type : inputTypes(module)) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape())
      return;
    std::vector<int64_t> shape = tensor.getShape().vec();
    shape.insert(shape.begin(), kSteps);
    inputs.push_back(Array::filled(shape, 1.0f));
  }
  auto interpreter = Interpreter::create(module);
  if (failed(interpreter) || failed((*interpreter)->initState()))
    return;
  (void)(*interpreter)->run(inputs, kSteps);
  for (const std::string &name : (*interpreter)->getStateNames())
    if (std::optional<Array> state = (*interpreter)->getState(name))
      (void)(*interpreter)->setState(name, state->data);
}

Reached fuzz::compileIr(StringRef text) {
  QuietContext context;
  OwningOpRef<ModuleOp> module = context.read(text);
  if (!module || failed(verify(*module)))
    return Reached::Nothing;
  interpret(*module);
  PipelineOptions options;
  options.registerLanes = 8;
  return succeeded(runPipeline(*module, options)) ? Reached::LastPhase
                                                  : Reached::Valid;
}
