// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives every kernel a function of its own.

#include "compiler/Conversion/Passes.h"
#include "dialect/SNNDialect.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

//===----------------------------------------------------------------------===//
// What is known of an argument
//===----------------------------------------------------------------------===//

/// The bytes of a sample's state that a view covers.
struct Extent {
  Value states;
  int64_t begin, end;
};

std::optional<Extent> extentOf(Value value) {
  auto view = value.getDefiningOp<memref::ViewOp>();
  APInt offset;
  if (!view || !view.getType().hasStaticShape() ||
      !matchPattern(view.getByteShift(), m_ConstantInt(&offset)))
    return std::nullopt;
  MemRefType type = view.getType();
  int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  return Extent{view.getSource(), offset.getSExtValue(),
                offset.getSExtValue() + bytes};
}

/// True if no other argument has bytes of `extent`. What is not in a state
/// overlaps none (docs/ABI.md).
bool isAlone(const Extent &extent, Value self, ArrayRef<Value> arguments) {
  return llvm::all_of(arguments, [&](Value other) {
    std::optional<Extent> place = extentOf(other);
    if (other == self || (!place && other != extent.states))
      return true;
    return place && place->states == extent.states &&
           (place->end <= extent.begin || extent.end <= place->begin);
  });
}

//===----------------------------------------------------------------------===//
// Outlining
//===----------------------------------------------------------------------===//

/// True if the function computes `value` itself: a number that it can be
/// specialised for, or the view of all samples' memory from that of the first.
bool movesAlong(Value value) {
  Operation *source = value.getDefiningOp();
  return source && isa<arith::ConstantOp, memref::ReinterpretCastOp>(source);
}

void collectArguments(Operation *op, llvm::SetVector<Value> &arguments) {
  for (Value operand : op->getOperands())
    if (movesAlong(operand))
      collectArguments(operand.getDefiningOp(), arguments);
    else
      arguments.insert(operand);
}

void cloneWithSources(Operation *op, IRMapping &mapping, OpBuilder &builder) {
  for (Value operand : op->getOperands())
    if (!mapping.contains(operand))
      cloneWithSources(operand.getDefiningOp(), mapping, builder);
  builder.clone(*op, mapping);
}

/// "net.run.fc.lif": who calls it, and what it computes.
std::string functionName(func::FuncOp caller, Operation *op) {
  std::string name =
      llvm::TypeSwitch<Operation *, std::string>(op)
          .Case([](snn::KernelOp kernel) { return kernel.getName().str(); })
          .Case([](snn::ReadOp) { return "read"; })
          .Case([](snn::WriteOp) { return "write"; })
          .Default([](Operation *) { return "draw"; });
  for (char &letter : name)
    if (!llvm::isAlnum(letter) && letter != '_')
      letter = '.';
  return (caller.getSymName() + "." + name).str();
}

/// A pointer is enough for each of them, as all sizes are known.
bool areStatic(TypeRange types) {
  return llvm::all_of(types, [](Type type) {
    auto memref = dyn_cast<MemRefType>(type);
    return !memref ||
           (memref.hasStaticShape() && memref.getLayout().isIdentity());
  });
}

/// Notes for LLVM what it could not see from inside of the function.
void describeArguments(func::FuncOp function, ArrayRef<Value> arguments) {
  Builder builder(function.getContext());
  for (auto [number, argument] : llvm::enumerate(arguments)) {
    std::optional<Extent> extent = extentOf(argument);
    if (!extent)
      continue;
    if (extent->begin % snn::kArrayAlignment == 0)
      function.setArgAttr(number, LLVM::LLVMDialect::getAlignAttrName(),
                          builder.getI64IntegerAttr(snn::kArrayAlignment));
    if (isAlone(*extent, argument, arguments))
      function.setArgAttr(number, LLVM::LLVMDialect::getNoAliasAttrName(),
                          builder.getUnitAttr());
  }
}

/// Moves `op` to a function of its own, and calls that.
void outline(Operation *op, func::FuncOp caller, Block::iterator place,
             SymbolTable &symbols) {
  llvm::SetVector<Value> found;
  collectArguments(op, found);
  SmallVector<Value> arguments(found.getArrayRef());
  SmallVector<Type> types(ValueRange(arguments).getTypes());

  OpBuilder builder(op);
  auto function = func::FuncOp::create(op->getLoc(), functionName(caller, op),
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  function->setAttr(
      "llvm.linkage",
      LLVM::LinkageAttr::get(builder.getContext(), LLVM::Linkage::Internal));
  function->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  if (areStatic(types))
    function->setAttr("llvm.bareptr", builder.getUnitAttr());
  describeArguments(function, arguments);
  symbols.insert(function, place);
  func::CallOp::create(builder, op->getLoc(), function, arguments);

  IRMapping mapping;
  Block *entry = function.addEntryBlock();
  mapping.map(arguments, entry->getArguments());
  builder.setInsertionPointToStart(entry);
  cloneWithSources(op, mapping, builder);
  func::ReturnOp::create(builder, op->getLoc());
  op->erase();
}

struct OutlineKernels : snnc::impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto caller : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      outlineAll(caller, symbols);
  }

private:
  /// The functions stand behind the one that they are from, in its order.
  void outlineAll(func::FuncOp caller, SymbolTable &symbols) {
    SmallVector<Operation *> ops;
    caller.walk([&](Operation *op) {
      if (isa<snn::KernelOp, snn::ReadOp, snn::WriteOp, snn::DrawOp>(op))
        ops.push_back(op);
    });
    Block::iterator place = std::next(caller->getIterator());
    for (Operation *op : ops)
      outline(op, caller, place, symbols);
    numFunctions += ops.size();
  }
};

} // namespace
