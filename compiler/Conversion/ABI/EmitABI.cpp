// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions that a C program calls: they take pointers and call the model's
// own functions on memrefs.

#include "compiler/Conversion/ABI/EmitABI.h"

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
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <snn/abi.h>

namespace snnc {
#define GEN_PASS_DEF_EMITABI
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace snnc;
using namespace mlir;

//===----------------------------------------------------------------------===//
// The model's own functions
//===----------------------------------------------------------------------===//

/// What the program gives; null where the object has its weights.
static ArrayAttr paramsOf(snn::ModelOp model) {
  return model->getAttrOfType<ArrayAttr>(paramsAttr);
}

namespace {

/// `@<net>.init_state` and `@<net>.run`, and `@<net>.pack` where the program
/// gives weights.
struct InnerFunctions {
  func::FuncOp initState, run, pack;
};

} // namespace

/// The function of that name if it takes `arguments` and gives `results`.
static FailureOr<func::FuncOp> findFunction(snn::ModelOp model,
                                            StringRef suffix,
                                            ArrayRef<Type> arguments,
                                            ArrayRef<Type> results = {}) {
  std::string name = (model.getSymName() + suffix).str();
  auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      model, StringAttr::get(model.getContext(), name));
  if (!function)
    return model.emitError("expected a function @") << name << " beside it";
  auto expected = FunctionType::get(model.getContext(), arguments, results);
  if (function.getFunctionType() == expected && !function.isExternal())
    return function;
  return function.emitError("expected a body and the type ")
         << expected << ", found " << function.getFunctionType();
}

static FailureOr<InnerFunctions> findFunctions(snn::ModelOp model) {
  Builder builder(model.getContext());
  int64_t open = ShapedType::kDynamic;
  Type states = MemRefType::get({open}, builder.getI8Type()),
       key = MemRefType::get({2}, builder.getI32Type()),
       index = builder.getIndexType();
  SmallVector<Type> arguments = {states};
  for (auto ports : {model.getInputs(), model.getOutputs()})
    for (auto port : ports.getAsRange<snn::PortAttr>())
      arguments.push_back(port.getSequenceType());
  arguments.append(3, index);
  SmallVector<Type> initial = {states, key, index};
  ArrayAttr params = paramsOf(model);
  if (params)
    for (SmallVector<Type> *types : {&arguments, &initial})
      types->push_back(states);
  auto initState = findFunction(model, ".init_state", initial);
  auto run = findFunction(model, ".run", arguments);
  if (failed(initState) || failed(run))
    return failure();
  if (!params)
    return InnerFunctions{*initState, *run, {}};
  SmallVector<Type> packed;
  for (auto param : params.getAsRange<snn::PortAttr>())
    packed.push_back(MemRefType::get({param.getType().getNumElements()},
                                     builder.getF32Type()));
  packed.push_back(states);
  auto pack = findFunction(model, packSuffix, packed, builder.getI32Type());
  if (failed(pack))
    return failure();
  return InnerFunctions{*initState, *run, *pack};
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
        types(types), sampleBytes(model.getCarried() + model.getScratch()),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())),
        size(types.getIndexType()) {}

  void emitInitState();
  void emitRunBatch();
  void emitRun();  ///< After emitRunBatch, which it calls, as does
  void emitStep(); ///< this one.
  void emitPack(); ///< Where there is one.

private:
  /// Starts `<net><suffix>`; the state comes first.
  LLVM::LLVMFuncOp begin(StringRef suffix, ArrayRef<Type> arguments);
  int64_t paramBytes() {
    return model->getAttrOfType<IntegerAttr>(paramBytesAttr).getInt();
  }
  Value makeMemRef(Value data, Type type, ArrayRef<Value> openSizes);
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, size,
                                    builder.getIntegerAttr(size, value));
  }
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
  int64_t sampleBytes; ///< from one sample's state to the next
  Type pointer, size;
  LLVM::LLVMFuncOp runBatch;
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

/// A contiguous memref over `data`; `openSizes` are those that `type` leaves
/// open.
Value EntryBuilder::makeMemRef(Value data, Type type,
                               ArrayRef<Value> openSizes) {
  auto memref = cast<MemRefType>(type);
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, types.convertType(memref));
  descriptor.setAllocatedPtr(builder, loc, data);
  descriptor.setAlignedPtr(builder, loc, data);
  descriptor.setConstantOffset(builder, loc, 0);
  Value stride = constant(1);
  for (int64_t axis = memref.getRank() - 1; axis >= 0; --axis) {
    descriptor.setStride(builder, loc, axis, stride);
    Value length;
    if (memref.isDynamicDim(axis)) {
      length = openSizes.back();
      openSizes = openSizes.drop_back();
    } else {
      length = constant(memref.getDimSize(axis));
    }
    descriptor.setSize(builder, loc, axis, length);
    stride = LLVM::MulOp::create(builder, loc, stride, length);
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

/// Rows that a sample has in an output's array: one, or one for each step
/// after the burn-in.
static bool hasRows(snn::PortAttr output) {
  return output.getReduce() == snn::Reduce::None;
}

void EntryBuilder::emitRunBatch() {
  OpBuilder::InsertionGuard guard(builder);
  runBatch = begin("_run_batch", {pointer, pointer, pointer, size, size, size});
  ArrayRef<Type> inputs = inner.run.getFunctionType().getInputs();
  Value samples = runBatch.getArgument(3), steps = runBatch.getArgument(4),
        burnin = runBatch.getArgument(5);
  Value bytes =
      LLVM::MulOp::create(builder, loc, samples, constant(sampleBytes));
  SmallVector<Value> operands = {
      makeMemRef(runBatch.getArgument(0), inputs[0], {bytes})};
  for (size_t i = 0; i < model.getInputs().size(); ++i)
    operands.push_back(makeMemRef(loadPointer(runBatch.getArgument(1), i),
                                  inputs[operands.size()], {samples, steps}));
  // Where the burn-in is longer than the run there are no rows and none is
  // written.
  Value rows = LLVM::SubOp::create(builder, loc, steps, burnin);
  for (auto [i, port] :
       llvm::enumerate(model.getOutputs().getAsRange<snn::PortAttr>()))
    operands.push_back(makeMemRef(
        loadPointer(runBatch.getArgument(2), i), inputs[operands.size()],
        {samples, hasRows(port) ? rows : constant(1)}));
  for (Value count : {steps, burnin, samples})
    operands.push_back(toIndex(count));
  if (inner.pack)
    operands.push_back(makeMemRef(
        loadPointer(runBatch.getArgument(1), model.getInputs().size()),
        inputs.back(), {constant(paramBytes())}));
  func::CallOp::create(builder, loc, inner.run, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// A batch of one sample.
void EntryBuilder::emitRun() {
  OpBuilder::InsertionGuard guard(builder);
  LLVM::LLVMFuncOp function =
      begin("_run", {pointer, pointer, pointer, size, size});
  SmallVector<Value> operands(function.getArguments());
  operands.insert(operands.begin() + 3, constant(1));
  LLVM::CallOp::create(builder, loc, runBatch, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// A run of one step, without burn-in.
void EntryBuilder::emitStep() {
  OpBuilder::InsertionGuard guard(builder);
  LLVM::LLVMFuncOp function = begin("_step", {pointer, pointer, pointer});
  SmallVector<Value> operands(function.getArguments());
  for (int64_t value : {1, 1, 0})
    operands.push_back(constant(value));
  LLVM::CallOp::create(builder, loc, runBatch, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

void EntryBuilder::emitInitState() {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Type> arguments(inner.pack ? 3 : 2, pointer);
  LLVM::LLVMFuncOp function = begin("_init_state", arguments);
  ArrayRef<Type> inputs = inner.initState.getFunctionType().getInputs();
  SmallVector<Value> operands = {
      makeMemRef(function.getArgument(0), inputs[0], {constant(sampleBytes)}),
      makeMemRef(function.getArgument(1), inputs[1], {}), toIndex(constant(1))};
  if (inner.pack)
    operands.push_back(makeMemRef(function.getArgument(2), inputs.back(),
                                  {constant(paramBytes())}));
  func::CallOp::create(builder, loc, inner.initState, operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// Takes a struct of pointers, and the buffer.
void EntryBuilder::emitPack() {
  if (!inner.pack)
    return;
  OpBuilder::InsertionGuard guard(builder);
  FunctionType types = inner.pack.getFunctionType();
  auto function = LLVM::LLVMFuncOp::create(
      builder, loc, (model.getSymName() + "_pack").str(),
      LLVM::LLVMFunctionType::get(types.getResult(0), {pointer, pointer}));
  function.setDsoLocal(true);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  SmallVector<Value> operands;
  for (Type type : types.getInputs().drop_back())
    operands.push_back(makeMemRef(
        loadPointer(function.getArgument(0), operands.size()), type, {}));
  operands.push_back(makeMemRef(function.getArgument(1),
                                types.getInputs().back(),
                                {constant(paramBytes())}));
  auto call = func::CallOp::create(builder, loc, inner.pack, operands);
  LLVM::ReturnOp::create(builder, loc, call.getResults());
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
    getOperation()->removeAttr(abiVariants);
  }

private:
  LogicalResult emit(snn::ModelOp model);
  void note(snn::ModelOp model, const DescriptorFacts &facts);
};

} // namespace

/// What a program that includes a header was compiled with: sizes, names,
/// shapes and where states lie. Trained numbers are not among it.
static std::string hashInterface(snn::ModelOp model, int64_t stateBytes) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << SNN_ABI_VERSION << ' ' << stateBytes << ' ' << model.getInputs() << ' '
     << model.getOutputs() << ' ' << model.getStates();
  if (ArrayAttr params = paramsOf(model))
    os << ' ' << params << ' ' << model->getAttr(paramBytesAttr);
  return llvm::utohexstr(llvm::xxh3_64bits(text), /*LowerCase=*/true,
                         /*Width=*/16);
}

LogicalResult EmitABI::emit(snn::ModelOp model) {
  auto inner = findFunctions(model);
  if (failed(inner))
    return failure();
  int64_t stateBytes = model.getCarried() + model.getScratch();
  llvm::SetVector<memref::GlobalOp> globals = findGlobals(*inner);

  DescriptorFacts facts;
  facts.compiler = compiler;
  facts.target = target;
  facts.variants = getOperation()->getAttrOfType<ArrayAttr>(abiVariants);
  LLVMTypeConverter types(
      &getContext(),
      LowerToLLVMOptions(&getContext(), DataLayout::closest(model)));
  facts.sizeBits = types.getIndexTypeBitwidth();
  // A C array cannot be empty.
  facts.stateBytes = std::max(llvm::alignTo(stateBytes, snn::kArrayAlignment),
                              uint64_t(snn::kArrayAlignment));
  facts.weightBytes = countBytes(globals);
  if (int64_t most = snn::mostBytesOnTarget(model); facts.weightBytes > most)
    return model.emitError("the weights take ")
           << facts.weightBytes << " bytes, expected at most " << most
           << " for this target";
  facts.interface = hashInterface(model, facts.stateBytes);

  OpBuilder builder(&getContext());
  builder.setInsertionPointAfter(model);
  EntryBuilder entries(builder, model, *inner, types);
  entries.emitInitState();
  entries.emitRunBatch();
  entries.emitRun();
  entries.emitStep();
  entries.emitPack();
  emitDescriptor(builder, model, facts);

  makeInternal(inner->initState);
  makeInternal(inner->run);
  if (inner->pack)
    makeInternal(inner->pack);
  for (memref::GlobalOp global : globals)
    SymbolTable::setSymbolVisibility(global, SymbolTable::Visibility::Private);
  note(model, facts);
  return success();
}

void EmitABI::note(snn::ModelOp model, const DescriptorFacts &facts) {
  Builder builder(model.getContext());
  SmallVector<NamedAttribute> notes = {
      builder.getNamedAttr("state_bytes",
                           builder.getI64IntegerAttr(facts.stateBytes)),
      builder.getNamedAttr("weight_bytes",
                           builder.getI64IntegerAttr(facts.weightBytes)),
      builder.getNamedAttr("target", builder.getStringAttr(facts.target)),
      builder.getNamedAttr("interface",
                           builder.getStringAttr(facts.interface))};
  if (facts.variants)
    notes.push_back(builder.getNamedAttr("variants", facts.variants));
  model->setAttr(abiNotes, builder.getDictionaryAttr(notes));
}
