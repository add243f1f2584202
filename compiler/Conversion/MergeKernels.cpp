// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets kernels that differ in numbers share one function.

#include "compiler/Conversion/Code/MatchFunctions.h"
#include "compiler/Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace snnc {
#define GEN_PASS_DEF_MERGEKERNELS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

/// Functions of the same code but for constants. All lists of places have the
/// same places.
struct Family {
  SmallVector<LLVM::LLVMFuncOp> members;
  SmallVector<SmallVector<ConstantUse>> uses; ///< of each member
};

/// A number that the functions of a family are given, and those places of the
/// first one that it stands for.
struct Parameter {
  SmallVector<TypedAttr> values; ///< for each member
  SmallVector<OpOperand *> places;
};

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

/// What differs from member to member. Places that have the same values in each
/// of them are one parameter.
SmallVector<Parameter> findParameters(const Family &family) {
  llvm::MapVector<ArrayAttr, Parameter> found;
  for (size_t place = 0; place < family.uses.front().size(); ++place) {
    Parameter parameter;
    for (ArrayRef<ConstantUse> uses : family.uses)
      parameter.values.push_back(uses[place].value);
    if (llvm::all_equal(parameter.values))
      continue;
    SmallVector<Attribute> key(parameter.values.begin(),
                               parameter.values.end());
    auto [known, isNew] = found.try_emplace(
        ArrayAttr::get(key.front().getContext(), key), parameter);
    known->second.places.push_back(family.uses.front()[place].operand);
  }
  return llvm::map_to_vector(found, [](auto &entry) { return entry.second; });
}

/// A vector travels as a number: its only element, or its bits.
TypedAttr scalarOf(TypedAttr value) {
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (!elements)
    return value;
  if (!elements.getElementType().isInteger(1))
    return elements.getSplatValue<TypedAttr>();
  APInt bits(elements.getNumElements(), 0);
  for (auto [lane, bit] : llvm::enumerate(elements.getValues<bool>()))
    bits.setBitVal(lane, bit);
  return IntegerAttr::get(
      IntegerType::get(value.getContext(), bits.getBitWidth()), bits);
}

/// The constant of that type that the number stands for.
Value expand(OpBuilder &builder, Location loc, Value scalar, Type type) {
  auto vector = dyn_cast<VectorType>(type);
  if (!vector)
    return scalar;
  if (vector.getElementType().isInteger(1))
    return LLVM::BitcastOp::create(builder, loc, type, scalar);
  Value zero = LLVM::ConstantOp::create(builder, loc, builder.getI64Type(),
                                        builder.getI64IntegerAttr(0));
  Value lane = LLVM::InsertElementOp::create(
      builder, loc, LLVM::PoisonOp::create(builder, loc, type), scalar, zero);
  SmallVector<int32_t> first(vector.getDimSize(0), 0);
  return LLVM::ShuffleVectorOp::create(builder, loc, lane, lane, first);
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

/// What holds for the arguments of all members. Families agree but for the
/// bytes that lie behind a pointer.
void joinArguments(const Family &family) {
  StringRef bytes = LLVM::LLVMDialect::getDereferenceableAttrName();
  LLVM::LLVMFuncOp first = family.members.front();
  for (unsigned number = 0; number < first.getNumArguments(); ++number)
    for (LLVM::LLVMFuncOp member : family.members) {
      auto least = first.getArgAttrOfType<IntegerAttr>(number, bytes);
      auto other = member.getArgAttrOfType<IntegerAttr>(number, bytes);
      if (least && other.getInt() < least.getInt())
        first.setArgAttr(number, bytes, other);
    }
}

/// Gives the first function of the family the parameters.
void addParameters(LLVM::LLVMFuncOp function, ArrayRef<Parameter> parameters) {
  SmallVector<Type> types(function.getFunctionType().getParams());
  SmallVector<DictionaryAttr> notes;
  function.getAllArgAttrs(notes);
  Block &entry = function.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&entry);
  for (const Parameter &parameter : parameters) {
    Type type = scalarOf(parameter.values.front()).getType();
    Value argument = entry.addArgument(type, function.getLoc());
    Value value = expand(builder, function.getLoc(), argument,
                         parameter.values.front().getType());
    for (OpOperand *place : parameter.places)
      place->set(value);
    types.push_back(type);
    notes.push_back(builder.getDictionaryAttr({}));
  }
  function.setFunctionType(LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(function.getContext()), types));
  function.setAllArgAttrs(notes);
}

/// Makes a call of a member one of the first member.
void redirect(LLVM::CallOp call, LLVM::LLVMFuncOp first, size_t member,
              ArrayRef<Parameter> parameters) {
  OpBuilder builder(call);
  SmallVector<Value> operands(call.getArgOperands());
  for (const Parameter &parameter : parameters) {
    TypedAttr value = scalarOf(parameter.values[member]);
    operands.push_back(LLVM::ConstantOp::create(builder, call.getLoc(),
                                                value.getType(), value));
  }
  auto merged = LLVM::CallOp::create(builder, call.getLoc(), first, operands);
  merged.setCConv(call.getCConv());
  call.erase();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

struct MergeKernels : snnc::impl::MergeKernelsBase<MergeKernels> {
  using MergeKernelsBase::MergeKernelsBase;

  void runOnOperation() override {
    findCalls();
    auto functions = llvm::filter_to_vector(
        getOperation().getOps<LLVM::LLVMFuncOp>(),
        [&](LLVM::LLVMFuncOp function) { return isCandidate(function); });
    if (functions.size() < fewest)
      return;
    for (Family &family : findFamilies(functions))
      if (family.members.size() > 1)
        merge(family);
  }

private:
  using Calls = SmallVector<LLVM::CallOp>;

  void findCalls();
  bool isCandidate(LLVM::LLVMFuncOp function);
  std::vector<Family> findFamilies(ArrayRef<LLVM::LLVMFuncOp> functions);
  void merge(Family &family);

  llvm::DenseMap<StringAttr, Calls> calls;
  llvm::DenseSet<StringAttr> addressed; ///< those called by a pointer, perhaps
};

void MergeKernels::findCalls() {
  calls.clear();
  addressed.clear();
  getOperation().walk([&](Operation *op) {
    if (auto address = dyn_cast<LLVM::AddressOfOp>(op))
      addressed.insert(address.getGlobalNameAttr().getAttr());
    auto call = dyn_cast<LLVM::CallOp>(op);
    if (FlatSymbolRefAttr callee = call ? call.getCalleeAttr() : nullptr)
      calls[callee.getAttr()].push_back(call);
  });
}

/// Kernels are what is not inlined: only this module calls them.
bool MergeKernels::isCandidate(LLVM::LLVMFuncOp function) {
  auto notes = function->getAttrOfType<ArrayAttr>("passthrough");
  return !function.isExternal() && notes &&
         !addressed.contains(function.getSymNameAttr()) &&
         function.getLinkage() == LLVM::Linkage::Internal &&
         llvm::is_contained(notes,
                            StringAttr::get(&getContext(), "noinline")) &&
         isa<LLVM::LLVMVoidType>(function.getFunctionType().getReturnType());
}

std::vector<Family>
MergeKernels::findFamilies(ArrayRef<LLVM::LLVMFuncOp> functions) {
  llvm::DenseMap<size_t, SmallVector<size_t>> byHash;
  std::vector<Family> families;
  for (LLVM::LLVMFuncOp function : functions) {
    SmallVector<size_t> &alike = byHash[hashOf(function)];
    auto same = llvm::find_if(alike, [&](size_t number) {
      return areAlike(families[number].members.front(), function);
    });
    size_t number = same == alike.end() ? families.size() : *same;
    if (number == families.size()) {
      alike.push_back(number);
      families.emplace_back();
    }
    Family &family = families[number];
    family.members.push_back(function);
    family.uses.push_back(constantsOf(function));
  }
  return families;
}

void MergeKernels::merge(Family &family) {
  LLVM::LLVMFuncOp first = family.members.front();
  SmallVector<Parameter> parameters = findParameters(family);
  joinArguments(family);
  addParameters(first, parameters);
  for (auto [number, member] : llvm::enumerate(family.members)) {
    for (LLVM::CallOp call : calls.lookup(member.getSymNameAttr()))
      redirect(call, first, number, parameters);
    if (number > 0)
      member.erase();
  }
  ++numFunctions;
  numMerged += family.members.size() - 1;
}

} // namespace
