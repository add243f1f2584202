// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions that a C program calls: they take pointers and call the model's
// own functions on memrefs.

#include "compiler/Conversion/EmitABI.h"

#include "compiler/Conversion/Passes.h"
#include "dialect/Storage.h"
#include "mlir/Conversion/LLVMCommon/LoweringOptions.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

namespace snnc {
#define GEN_PASS_DEF_EMITABI
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace snnc;
using namespace mlir;

//===----------------------------------------------------------------------===//
// The model's own functions
//===----------------------------------------------------------------------===//

namespace {

/// `@<net>.init_state` and `@<net>.run`.
struct InnerFunctions {
  func::FuncOp initState, run;
};

} // namespace

/// The function `name` if it takes `arguments` arguments and returns nothing.
static FailureOr<func::FuncOp>
findFunction(snn::ModelOp model, StringRef suffix, unsigned arguments) {
  std::string name = (model.getSymName() + suffix).str();
  auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      model, StringAttr::get(model.getContext(), name));
  if (!function)
    return model.emitError("expected a function @") << name << " beside it";
  FunctionType type = function.getFunctionType();
  if (type.getNumInputs() == arguments && type.getNumResults() == 0 &&
      isa<MemRefType>(type.getInput(0)))
    return function;
  return function.emitError("expected ")
         << arguments << " arguments, the state first, and no results, found "
         << type;
}

static FailureOr<InnerFunctions> findFunctions(snn::ModelOp model) {
  unsigned ports = model.getInputs().size() + model.getOutputs().size();
  auto initState = findFunction(model, ".init_state", 2);
  auto run = findFunction(model, ".run", ports + 3);
  if (failed(initState) || failed(run))
    return failure();
  return InnerFunctions{*initState, *run};
}

/// Only the C functions call it; LLVM inlines it into the one that does.
static void makeInternal(func::FuncOp function) {
  auto internal =
      LLVM::LinkageAttr::get(function.getContext(), LLVM::Linkage::Internal);
  function->setAttr("llvm.linkage", internal);
  function.setPrivate();
}

/// The constants that a model's functions read, each once.
static llvm::SetVector<memref::GlobalOp> findGlobals(InnerFunctions functions) {
  llvm::SetVector<memref::GlobalOp> globals;
  llvm::SetVector<Operation *> pending;
  pending.insert(functions.initState);
  pending.insert(functions.run);
  for (unsigned i = 0; i < pending.size(); ++i)
    pending[i]->walk([&](Operation *op) {
      if (auto access = dyn_cast<memref::GetGlobalOp>(op)) {
        globals.insert(SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(
            op, access.getNameAttr()));
      } else if (auto call = dyn_cast<func::CallOp>(op)) {
        pending.insert(
            SymbolTable::lookupNearestSymbolFrom(op, call.getCalleeAttr()));
      }
    });
  return globals;
}

static int64_t countBytes(const llvm::SetVector<memref::GlobalOp> &globals) {
  int64_t bytes = 0;
  for (memref::GlobalOp global : globals)
    bytes += llvm::divideCeil(global.getType().getNumElements() *
                                  global.getType().getElementTypeBitWidth(),
                              8);
  return bytes;
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

namespace {

/// Makes the C functions of one model.
class EntryBuilder {
public:
  EntryBuilder(OpBuilder &builder, snn::ModelOp model, InnerFunctions inner,
               const LLVMTypeConverter &types)
      : builder(builder), loc(model.getLoc()), model(model), inner(inner),
        types(types), pointer(LLVM::LLVMPointerType::get(builder.getContext())),
        size(types.getIndexType()) {}

  void emitInitState();
  void emitRun();
  void emitStep(); ///< After emitRun, which it calls.

private:
  /// Starts `<net><suffix>`; the state comes first.
  LLVM::LLVMFuncOp begin(StringRef suffix, ArrayRef<Type> arguments);
  Value makeMemRef(Value data, Type type, Value rows);
  Value loadPointer(Value array, int64_t index);
  Value toIndex(Value value) {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      value);
  }

  OpBuilder &builder;
  Location loc;
  snn::ModelOp model;
  InnerFunctions inner;
  const LLVMTypeConverter &types;
  Type pointer, size;
  LLVM::LLVMFuncOp run;
};

} // namespace

LLVM::LLVMFuncOp EntryBuilder::begin(StringRef suffix,
                                     ArrayRef<Type> arguments) {
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), arguments);
  auto function = LLVM::LLVMFuncOp::create(
      builder, loc, (model.getSymName() + suffix).str(), type);
  function.setDsoLocal(true);
  function.setArgAttr(0, LLVM::LLVMDialect::getNoAliasAttrName(),
                      builder.getUnitAttr());
  function.setArgAttr(0, LLVM::LLVMDialect::getAlignAttrName(),
                      builder.getI64IntegerAttr(snn::kArrayAlignment));
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  return function;
}

/// A contiguous memref over `data`; `rows` is its first size where `type`
/// leaves that open.
Value EntryBuilder::makeMemRef(Value data, Type type, Value rows) {
  auto memref = cast<MemRefType>(type);
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, types.convertType(memref));
  descriptor.setAllocatedPtr(builder, loc, data);
  descriptor.setAlignedPtr(builder, loc, data);
  descriptor.setConstantOffset(builder, loc, 0);
  int64_t stride = 1;
  for (int64_t axis = memref.getRank() - 1; axis >= 0; --axis) {
    descriptor.setConstantStride(builder, loc, axis, stride);
    if (memref.isDynamicDim(axis)) {
      descriptor.setSize(builder, loc, axis, rows);
      continue;
    }
    descriptor.setConstantSize(builder, loc, axis, memref.getDimSize(axis));
    stride *= memref.getDimSize(axis);
  }
  Value value = descriptor;
  return UnrealizedConversionCastOp::create(builder, loc, memref, value)
      .getResult(0);
}

/// Member `index` of a struct of pointers.
Value EntryBuilder::loadPointer(Value array, int64_t index) {
  Value place = LLVM::GEPOp::create(builder, loc, pointer, pointer, array,
                                    ArrayRef<LLVM::GEPArg>{int32_t(index)});
  return LLVM::LoadOp::create(builder, loc, pointer, place);
}

void EntryBuilder::emitRun() {
  OpBuilder::InsertionGuard guard(builder);
  run = begin("_run", {pointer, pointer, pointer, size, size});
  ArrayRef<Type> inputs = inner.run.getFunctionType().getInputs();
  Value rows = run.getArgument(3);
  SmallVector<Value> operands = {
      makeMemRef(run.getArgument(0), inputs[0], rows)};
  for (size_t i = 0; i < model.getInputs().size(); ++i)
    operands.push_back(makeMemRef(loadPointer(run.getArgument(1), i),
                                  inputs[operands.size()], rows));
  for (size_t i = 0; i < model.getOutputs().size(); ++i)
    operands.push_back(makeMemRef(loadPointer(run.getArgument(2), i),
                                  inputs[operands.size()], rows));
  operands.push_back(toIndex(rows));
  operands.push_back(toIndex(run.getArgument(4)));
  func::CallOp::create(builder, loc, inner.run, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// A run of one step, without burn-in.
void EntryBuilder::emitStep() {
  OpBuilder::InsertionGuard guard(builder);
  LLVM::LLVMFuncOp function = begin("_step", {pointer, pointer, pointer});
  SmallVector<Value> operands(function.getArguments());
  for (int64_t value : {1, 0})
    operands.push_back(LLVM::ConstantOp::create(
        builder, loc, size, builder.getIntegerAttr(size, value)));
  LLVM::CallOp::create(builder, loc, run, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

void EntryBuilder::emitInitState() {
  OpBuilder::InsertionGuard guard(builder);
  LLVM::LLVMFuncOp function = begin("_init_state", {pointer, pointer});
  ArrayRef<Type> inputs = inner.initState.getFunctionType().getInputs();
  Value operands[] = {makeMemRef(function.getArgument(0), inputs[0], Value()),
                      makeMemRef(function.getArgument(1), inputs[1], Value())};
  func::CallOp::create(builder, loc, inner.initState, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {

struct EmitABI : snnc::impl::EmitABIBase<EmitABI> {
  using EmitABIBase::EmitABIBase;

  void runOnOperation() override {
    for (auto model : llvm::to_vector(getOperation().getOps<snn::ModelOp>()))
      if (failed(emit(model)))
        return signalPassFailure();
  }

private:
  LogicalResult emit(snn::ModelOp model);
  void note(snn::ModelOp model, const DescriptorFacts &facts);
};

} // namespace

LogicalResult EmitABI::emit(snn::ModelOp model) {
  auto inner = findFunctions(model);
  if (failed(inner))
    return failure();
  auto state = cast<MemRefType>(inner->run.getFunctionType().getInput(0));
  llvm::SetVector<memref::GlobalOp> globals = findGlobals(*inner);

  DescriptorFacts facts;
  facts.compiler = compiler;
  facts.target = target;
  LLVMTypeConverter types(
      &getContext(),
      LowerToLLVMOptions(&getContext(), DataLayout::closest(model)));
  facts.sizeBits = types.getIndexTypeBitwidth();
  // A C array cannot be empty.
  facts.stateBytes =
      std::max(llvm::alignTo(state.getNumElements(), snn::kArrayAlignment),
               uint64_t(snn::kArrayAlignment));
  facts.weightBytes = countBytes(globals);

  OpBuilder builder(&getContext());
  builder.setInsertionPointAfter(model);
  EntryBuilder entries(builder, model, *inner, types);
  entries.emitInitState();
  entries.emitRun();
  entries.emitStep();
  emitDescriptor(builder, model, facts);

  makeInternal(inner->initState);
  makeInternal(inner->run);
  for (memref::GlobalOp global : globals)
    SymbolTable::setSymbolVisibility(global, SymbolTable::Visibility::Private);
  note(model, facts);
  return success();
}

void EmitABI::note(snn::ModelOp model, const DescriptorFacts &facts) {
  Builder builder(model.getContext());
  NamedAttribute notes[] = {
      builder.getNamedAttr("state_bytes",
                           builder.getI64IntegerAttr(facts.stateBytes)),
      builder.getNamedAttr("weight_bytes",
                           builder.getI64IntegerAttr(facts.weightBytes)),
      builder.getNamedAttr("target", builder.getStringAttr(facts.target))};
  model->setAttr(abiNotes, builder.getDictionaryAttr(notes));
}
