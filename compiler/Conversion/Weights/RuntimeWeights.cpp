// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights that the program gives: packed arrays leave the object and become
// places in a buffer, which a function of the model fills.

#include "compiler/Conversion/ABI/EmitABI.h"
#include "compiler/Conversion/Passes.h"
#include "compiler/Conversion/Weights/WeightSource.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace snnc {
#define GEN_PASS_DEF_RUNTIMEWEIGHTS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

/// A packed array that the program gives.
struct PackedArray {
  memref::GlobalOp global;
  WeightSource source;
  int64_t offset; ///< bytes from the beginning of the buffer
  size_t param;   ///< among the parameters
};

/// One model's.
class WeightGiver {
public:
  explicit WeightGiver(snn::ModelOp model)
      : model(model), builder(model), init(model.getInitFunction()),
        run(model.getRunFunction()) {}

  LogicalResult give();

private:
  LogicalResult collect();
  size_t addParam(snn::ParamOp param);
  void passBuffer(func::FuncOp function);
  void emitPack();
  Value emitIsFinite(Value param, Value before);
  void emitCopy(PackedArray &array, Value param, Value buffer);
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, model.getLoc(), value);
  }

  snn::ModelOp model;
  OpBuilder builder;
  func::FuncOp init, run;
  llvm::MapVector<StringAttr, PackedArray> arrays; ///< By the global's name.
  llvm::MapVector<StringAttr, RankedTensorType> params; ///< By file's name.
  int64_t bytes = 0;
};

} // namespace

/// One parameter may have several symbols, with its values in other shapes: its
/// own is the one of the fewest axes.
size_t WeightGiver::addParam(snn::ParamOp param) {
  auto name = param->getAttrOfType<StringAttr>(runtimeAttr);
  auto type = cast<RankedTensorType>(param.getType());
  for (auto other : param->getParentOfType<ModuleOp>().getOps<snn::ParamOp>())
    if (auto own = cast<RankedTensorType>(other.getType());
        other->getAttr(runtimeAttr) == name && own.getRank() < type.getRank())
      type = own;
  return params.insert({name, type}).first - params.begin();
}

/// With what lies behind the array up to the next.
static int64_t bytesOf(memref::GlobalOp global) {
  return llvm::alignTo(global.getType().getNumElements() * sizeof(float),
                       snn::kArrayAlignment);
}

/// Places of the arrays that the model's functions read, in the order of these.
LogicalResult WeightGiver::collect() {
  auto module = model->getParentOfType<ModuleOp>();
  SymbolTable symbols(module);
  WalkResult result = module.walk([&](memref::GetGlobalOp use) {
    auto global = symbols.lookup<memref::GlobalOp>(use.getName());
    auto packing = global->getAttrOfType<DictionaryAttr>(packingAttr);
    if (!packing)
      return WalkResult::advance();
    auto reader = use->getParentOfType<func::FuncOp>();
    if (reader != run && reader != init) {
      use.emitError("weights that are given at run time are read outside of "
                    "the functions that are given them");
      return WalkResult::interrupt();
    }
    StringAttr name = global.getSymNameAttr();
    if (arrays.contains(name))
      return WalkResult::advance();
    auto param =
        symbols.lookup<snn::ParamOp>(packing.getAs<StringAttr>("param"));
    arrays[name] = {global, WeightSource::of(packing), bytes, addParam(param)};
    bytes += bytesOf(global);
    return WalkResult::advance();
  });
  return success(!result.wasInterrupted());
}

/// The buffer becomes the last argument of the function, and arrays views of
/// it.
void WeightGiver::passBuffer(func::FuncOp function) {
  auto type = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  unsigned number = function.getNumArguments();
  (void)function.insertArgument(number, type, {}, function.getLoc());
  Value buffer = function.getArgument(number);
  SmallVector<memref::GetGlobalOp> uses;
  function.walk([&](memref::GetGlobalOp use) { uses.push_back(use); });
  for (memref::GetGlobalOp use : uses) {
    auto found = arrays.find(use.getNameAttr().getAttr());
    if (found == arrays.end())
      continue;
    builder.setInsertionPoint(use);
    Value place = index(found->second.offset);
    Value view = memref::ViewOp::create(builder, use.getLoc(),
                                        cast<MemRefType>(use.getType()), buffer,
                                        place, ValueRange());
    use.replaceAllUsesWith(view);
    use.erase();
  }
}

/// `before`, and whether all values of a parameter are finite.
Value WeightGiver::emitIsFinite(Value param, Value before) {
  Location loc = model.getLoc();
  int64_t count = cast<MemRefType>(param.getType()).getDimSize(0);
  auto infinity = llvm::APFloat::getInf(llvm::APFloat::IEEEsingle());
  auto loop = scf::ForOp::create(
      builder, loc, index(0), index(count), index(1), before,
      [&](OpBuilder &inner, Location, Value place, ValueRange carried) {
        Value x = memref::LoadOp::create(inner, loc, param, place);
        // The bits of a number without its sign: NaN and infinity are the
        // largest.
        Value bits =
            arith::BitcastOp::create(inner, loc, inner.getI32Type(), x);
        auto constant = [&](int64_t value) -> Value {
          return arith::ConstantOp::create(
              inner, loc, inner.getI32IntegerAttr(int32_t(value)));
        };
        Value size =
            arith::AndIOp::create(inner, loc, bits, constant(0x7fffffff));
        Value isFinite = arith::CmpIOp::create(
            inner, loc, arith::CmpIPredicate::ult, size,
            constant(infinity.bitcastToAPInt().getSExtValue()));
        Value both =
            arith::AndIOp::create(inner, loc, carried.front(), isFinite);
        scf::YieldOp::create(inner, loc, both);
      });
  return loop.getResult(0);
}

/// Loops over the array's sizes, and one over the zeros behind.
void WeightGiver::emitCopy(PackedArray &array, Value param, Value buffer) {
  Location loc = model.getLoc();
  OpBuilder::InsertionGuard guard(builder);
  int64_t elements = bytesOf(array.global) / int64_t(sizeof(float)),
          count = array.source.count();
  auto type = MemRefType::get({elements}, builder.getF32Type());
  Value to = memref::ViewOp::create(builder, loc, type, buffer,
                                    index(array.offset), ValueRange());
  auto forEach = [&](int64_t size) -> Value {
    auto loop =
        scf::ForOp::create(builder, loc, index(0), index(size), index(1));
    builder.setInsertionPointToStart(loop.getBody());
    return loop.getInductionVar();
  };
  if (elements > count) {
    OpBuilder::InsertionGuard own(builder);
    Value zero =
        arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
    Value place = arith::AddIOp::create(builder, loc, forEach(elements - count),
                                        index(count));
    memref::StoreOp::create(builder, loc, zero, to, place);
  }
  Value from = index(array.source.base), place = index(0);
  for (auto [size, stride] :
       llvm::zip_equal(array.source.sizes, array.source.strides)) {
    Value number = forEach(size);
    auto advance = [&](Value value, int64_t by) -> Value {
      return arith::AddIOp::create(
          builder, loc, value,
          arith::MulIOp::create(builder, loc, number, index(by)));
    };
    from = advance(from, stride);
    place = arith::AddIOp::create(
        builder, loc, arith::MulIOp::create(builder, loc, place, index(size)),
        number);
  }
  Value x = memref::LoadOp::create(builder, loc, param, from);
  memref::StoreOp::create(builder, loc, x, to, place);
}

/// i32 @net.pack(param..., buffer): 0, or the number from 1 on of the first
/// parameter with what is not finite; then nothing is packed.
void WeightGiver::emitPack() {
  Location loc = model.getLoc();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfter(run);
  SmallVector<Type> types;
  for (auto &[name, type] : params)
    types.push_back(
        MemRefType::get({type.getNumElements()}, builder.getF32Type()));
  types.push_back(MemRefType::get({ShapedType::kDynamic}, builder.getI8Type()));
  auto function = func::FuncOp::create(
      builder, loc, (model.getSymName() + packSuffix).str(),
      builder.getFunctionType(types, builder.getI32Type()));
  builder.setInsertionPointToStart(function.addEntryBlock());
  Value fault =
      arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(0));
  for (size_t number = params.size(); number-- > 0;) {
    Value yes =
        arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
    Value isFinite = emitIsFinite(function.getArgument(number), yes);
    Value own = arith::ConstantOp::create(
        builder, loc, builder.getI32IntegerAttr(int32_t(number) + 1));
    fault = arith::SelectOp::create(builder, loc, isFinite, fault, own);
  }
  Value none =
      arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(0));
  Value isGood = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       fault, none);
  auto branch =
      scf::IfOp::create(builder, loc, isGood, /*withElseRegion=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  for (auto &[name, array] : arrays)
    emitCopy(array, function.getArgument(array.param),
             function.getArguments().back());
  builder.setInsertionPointAfter(branch);
  func::ReturnOp::create(builder, loc, fault);
}

LogicalResult WeightGiver::give() {
  if (failed(collect()))
    return failure();
  passBuffer(init);
  passBuffer(run);
  emitPack();
  SmallVector<Attribute> ports;
  for (auto &[name, type] : params)
    ports.push_back(snn::PortAttr::get(builder.getContext(), name, type,
                                       snn::Reduce::None, snn::Element::F32));
  model->setAttr(paramsAttr, builder.getArrayAttr(ports));
  model->setAttr(paramBytesAttr, builder.getI64IntegerAttr(bytes));
  for (auto &[name, array] : arrays)
    array.global.erase();
  return success();
}

namespace {

struct RuntimeWeights : snnc::impl::RuntimeWeightsBase<RuntimeWeights> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>())
      if (model->hasAttr(runtimeWeightsAttr))
        if (failed(WeightGiver(model).give()))
          return signalPassFailure();
  }
};

} // namespace
