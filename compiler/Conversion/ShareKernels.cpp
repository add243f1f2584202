// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets kernels of the same code share one function.

#include "compiler/Conversion/Passes.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/OperationSupport.h"

namespace snnc {
#define GEN_PASS_DEF_SHAREKERNELS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// A function that only this module calls, for what it does to memory.
struct Kernel {
  func::FuncOp function;
  SmallVector<func::CallOp> calls;
};

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// What LLVM knows of a constant that it sees, of one that is an argument.
DictionaryAttr describeConstant(memref::GlobalOp global) {
  Builder builder(global.getContext());
  MemRefType type = global.getType();
  int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  using Dialect = LLVM::LLVMDialect;
  SmallVector<NamedAttribute> notes = {
      builder.getNamedAttr(Dialect::getNoAliasAttrName(),
                           builder.getUnitAttr()),
      builder.getNamedAttr(Dialect::getReadonlyAttrName(),
                           builder.getUnitAttr()),
      builder.getNamedAttr(Dialect::getDereferenceableAttrName(),
                           builder.getI64IntegerAttr(bytes))};
  if (IntegerAttr alignment = global.getAlignmentAttr())
    notes.push_back(
        builder.getNamedAttr(Dialect::getAlignAttrName(), alignment));
  return builder.getDictionaryAttr(notes);
}

/// Makes the constants that the function reads arguments of it.
void passConstants(Kernel &kernel, SymbolTable &symbols) {
  func::FuncOp function = kernel.function;
  llvm::MapVector<StringAttr, SmallVector<memref::GetGlobalOp>> uses;
  function.walk([&](memref::GetGlobalOp use) {
    if (symbols.lookup<memref::GlobalOp>(use.getName()).getConstant())
      uses[use.getNameAttr().getAttr()].push_back(use);
  });
  for (auto &[name, places] : uses) {
    unsigned number = function.getNumArguments();
    memref::GetGlobalOp first = places.front();
    (void)function.insertArgument(
        number, first.getType(),
        describeConstant(symbols.lookup<memref::GlobalOp>(name)),
        first.getLoc());
    for (memref::GetGlobalOp use : places) {
      use.replaceAllUsesWith(Value(function.getArgument(number)));
      use.erase();
    }
    for (func::CallOp call : kernel.calls) {
      OpBuilder builder(call);
      call.getOperandsMutable().append(
          memref::GetGlobalOp::create(builder, call.getLoc(),
                                      function.getArgument(number).getType(),
                                      name)
              .getResult());
    }
  }
}

//===----------------------------------------------------------------------===//
// Equal functions
//===----------------------------------------------------------------------===//

/// The same for equal functions.
llvm::hash_code hashOf(func::FuncOp function) {
  llvm::hash_code hash = hash_value(function.getFunctionType());
  function.getBody().walk([&](Operation *op) {
    hash = llvm::hash_combine(
        hash, op->getName(), op->getDiscardableAttrDictionary(),
        op->hashProperties(), llvm::hash_combine_range(op->getResultTypes()));
  });
  return hash;
}

bool areEqual(func::FuncOp a, func::FuncOp b) {
  return a.getFunctionType() == b.getFunctionType() &&
         a.getArgAttrsAttr() == b.getArgAttrsAttr() &&
         a->getDiscardableAttrDictionary() ==
             b->getDiscardableAttrDictionary() &&
         OperationEquivalence::isRegionEquivalentTo(
             &a.getBody(), &b.getBody(), OperationEquivalence::IgnoreLocations);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

struct ShareKernels : snnc::impl::ShareKernelsBase<ShareKernels> {
  void runOnOperation() override {
    std::vector<Kernel> kernels = findKernels();
    SymbolTable symbols(getOperation());
    for (Kernel &kernel : kernels)
      passConstants(kernel, symbols);
    share(kernels);
    numFunctions += kernels.size();
  }

private:
  std::vector<Kernel> findKernels();
  void share(std::vector<Kernel> &kernels);
};

std::vector<Kernel> ShareKernels::findKernels() {
  llvm::StringMap<SmallVector<func::CallOp>> calls;
  getOperation().walk(
      [&](func::CallOp call) { calls[call.getCallee()].push_back(call); });
  std::vector<Kernel> kernels;
  for (auto function : getOperation().getOps<func::FuncOp>())
    if (function.isPrivate() && !function.isExternal() &&
        function.getNumResults() == 0)
      kernels.push_back({function, calls.lookup(function.getSymName())});
  return kernels;
}

/// Leaves one of each.
void ShareKernels::share(std::vector<Kernel> &kernels) {
  llvm::DenseMap<size_t, SmallVector<size_t>> byHash;
  std::vector<Kernel> kept;
  for (Kernel &kernel : kernels) {
    SmallVector<size_t> &alike = byHash[hashOf(kernel.function)];
    auto same = llvm::find_if(alike, [&](size_t number) {
      return areEqual(kept[number].function, kernel.function);
    });
    if (same == alike.end()) {
      alike.push_back(kept.size());
      kept.push_back(std::move(kernel));
      continue;
    }
    for (func::CallOp call : kernel.calls) {
      call.setCallee(kept[*same].function.getSymName());
      kept[*same].calls.push_back(call);
    }
    kernel.function.erase();
    ++numShared;
  }
  kernels = std::move(kept);
}

} // namespace
