// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether two functions differ in numbers only.

#include "compiler/Conversion/Code/MatchFunctions.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static LLVM::ConstantOp constantOf(Value value) {
  return value.getDefiningOp<LLVM::ConstantOp>();
}

/// Numbers, vectors of one number, and masks.
static bool isNumber(TypedAttr value) {
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (!elements)
    return isa<IntegerAttr, FloatAttr>(value);
  auto type = dyn_cast<VectorType>(elements.getType());
  return type && type.getRank() == 1 &&
         (elements.isSplat() || type.getElementType().isInteger(1));
}

/// False where code with a number that is not known is much slower, or there is
/// none.
static bool takesAnyNumber(Operation *user) {
  return !isa<LLVM::UDivOp, LLVM::URemOp, LLVM::SDivOp, LLVM::SRemOp,
              LLVM::AllocaOp, LLVM::ExtractElementOp, LLVM::InsertElementOp,
              LLVM::MemcpyOp, LLVM::MemsetOp>(user);
}

/// The constant in that place, if another one can stand there.
static TypedAttr numberAt(OpOperand &operand) {
  LLVM::ConstantOp constant = constantOf(operand.get());
  if (!constant || !takesAnyNumber(operand.getOwner()))
    return {};
  auto value = dyn_cast<TypedAttr>(constant.getValue());
  // What was an index is one of some width now.
  if (auto index = dyn_cast_or_null<IntegerAttr>(value))
    if (isa<IndexType>(index.getType()))
      value = IntegerAttr::get(constant.getType(), index.getInt());
  return value && value.getType() == constant.getType() && isNumber(value)
             ? value
             : TypedAttr();
}

/// The operations of a block without its constants.
static auto codeOf(Block &block) {
  return llvm::make_filter_range(
      block, [](Operation &op) { return !isa<LLVM::ConstantOp>(op); });
}

SmallVector<ConstantUse> constantsOf(LLVM::LLVMFuncOp function) {
  SmallVector<ConstantUse> uses;
  for (Block &block : function.getBody())
    for (Operation &op : codeOf(block))
      for (OpOperand &operand : op.getOpOperands())
        if (TypedAttr value = numberAt(operand))
          uses.push_back({&operand, value});
  return uses;
}

//===----------------------------------------------------------------------===//
// Everything else
//===----------------------------------------------------------------------===//

/// What is known of a function's arguments, but for how many bytes there are.
static SmallVector<DictionaryAttr> argumentsOf(LLVM::LLVMFuncOp function) {
  SmallVector<DictionaryAttr> notes;
  function.getAllArgAttrs(notes);
  StringRef bytes = LLVM::LLVMDialect::getDereferenceableAttrName();
  for (DictionaryAttr &note : notes) {
    NamedAttrList list(note);
    if (list.get(bytes))
      list.set(bytes, UnitAttr::get(function.getContext()));
    note = list.getDictionary(function.getContext());
  }
  return notes;
}

namespace {

/// Goes through two functions at once.
class Matcher {
public:
  bool match(Region &a, Region &b) {
    if (a.getBlocks().size() != b.getBlocks().size())
      return false;
    auto blocks = llvm::zip_equal(a, b);
    return llvm::all_of(blocks,
                        [&](auto pair) {
                          auto &[first, second] = pair;
                          partners[&first] = &second;
                          return matchArguments(first, second);
                        }) &&
           llvm::all_of(blocks, [&](auto pair) {
             auto &[first, second] = pair;
             return matchCode(first, second);
           });
  }

private:
  bool matchArguments(Block &a, Block &b) {
    if (a.getArgumentTypes() != b.getArgumentTypes())
      return false;
    values.map(a.getArguments(), b.getArguments());
    return true;
  }

  bool matchCode(Block &a, Block &b) {
    auto first = codeOf(a), second = codeOf(b);
    auto at = first.begin(), other = second.begin();
    for (; at != first.end() && other != second.end(); ++at, ++other)
      if (!matchOps(*at, *other))
        return false;
    return at == first.end() && other == second.end();
  }

  bool matchOps(Operation &a, Operation &b) {
    if (a.getName() != b.getName() || a.getNumRegions() > 0 ||
        a.getDiscardableAttrDictionary() != b.getDiscardableAttrDictionary() ||
        !a.getName().compareOpProperties(a.getPropertiesStorage(),
                                         b.getPropertiesStorage()) ||
        a.getResultTypes() != b.getResultTypes() ||
        a.getNumOperands() != b.getNumOperands() ||
        !llvm::equal(a.getSuccessors(), b.getSuccessors(),
                     [&](Block *x, Block *y) { return partners[x] == y; }))
      return false;
    values.map(a.getResults(), b.getResults());
    return llvm::all_of(llvm::zip(a.getOpOperands(), b.getOpOperands()),
                        [&](auto pair) {
                          auto &[x, y] = pair;
                          return matchOperands(x, y);
                        });
  }

  bool matchOperands(OpOperand &a, OpOperand &b) {
    if (a.get().getType() != b.get().getType())
      return false;
    LLVM::ConstantOp x = constantOf(a.get()), y = constantOf(b.get());
    if (x && y)
      return x.getValue() == y.getValue() || (numberAt(a) && numberAt(b));
    return !x && !y && isPartner(a.get(), b.get());
  }

  /// False for what is not met yet, too; blocks come in an order where that is
  /// rare.
  bool isPartner(Value a, Value b) { return values.lookupOrNull(a) == b; }

  IRMapping values;
  llvm::DenseMap<Block *, Block *> partners;
};

} // namespace

bool areAlike(LLVM::LLVMFuncOp a, LLVM::LLVMFuncOp b) {
  return a.getFunctionType() == b.getFunctionType() &&
         argumentsOf(a) == argumentsOf(b) &&
         a->getDiscardableAttrDictionary() ==
             b->getDiscardableAttrDictionary() &&
         Matcher().match(a.getBody(), b.getBody());
}

llvm::hash_code hashOf(LLVM::LLVMFuncOp function) {
  llvm::hash_code hash = hash_value(function.getFunctionType());
  for (Block &block : function.getBody())
    for (Operation &op : codeOf(block))
      hash = llvm::hash_combine(hash, op.getName(), op.hashProperties(),
                                llvm::hash_combine_range(op.getResultTypes()));
  return hash;
}

} // namespace snnc
