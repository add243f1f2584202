// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes of IR as passes make them between phases, and worse.

#include "test/fuzz/Draw.h"
#include "test/fuzz/MutateIr.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <vector>

using namespace mlir;
using namespace snnc;
using fuzz::Draw;

namespace {
/// One change of a module.
class Mutation {
public:
  Mutation(ModuleOp module, Draw draw) : draw(draw), builder(module) {
    module.walk([&](Operation *op) {
      if (op == module)
        return;
      ops.push_back(op);
      llvm::append_range(values, op->getResults());
      for (Region &region : op->getRegions())
        for (Block &block : region)
          llvm::append_range(values, block.getArguments());
      for (NamedAttribute attribute : op->getAttrs())
        attributes.push_back(attribute.getValue());
    });
  }

  void run() {
    if (ops.empty() || values.empty())
      return;
    Operation *op = draw.from(ops);
    switch (draw.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return changeAttribute(op);
    case 4:
    case 5:
      return changeOperand(op);
    case 6:
    case 7:
      return changeType(draw.from(values));
    case 8:
      return move(op);
    default:
      return draw.chance(50) ? erase(op) : copy(op);
    }
  }

private:
  void changeAttribute(Operation *op) {
    ArrayRef<NamedAttribute> list = op->getAttrs();
    if (list.empty())
      return;
    NamedAttribute chosen = draw.from(list);
    if (draw.chance(15)) {
      op->removeAttr(chosen.getName());
      return;
    }
    if (draw.chance(15)) {
      op->setAttr(chosen.getName(), draw.from(attributes));
      return;
    }
    if (Attribute value = changed(chosen.getValue()))
      op->setAttr(chosen.getName(), value);
  }

  Attribute changed(Attribute value) {
    return llvm::TypeSwitch<Attribute, Attribute>(value)
        .Case([&](IntegerAttr number) {
          auto width = number.getValue().getBitWidth();
          return IntegerAttr::get(
              number.getType(),
              APInt(width, draw.number(number.getValue().getSExtValue()),
                    /*isSigned=*/true, /*implicitTrunc=*/true));
        })
        .Case([&](FloatAttr number) {
          return FloatAttr::get(number.getType(), draw.real());
        })
        .Case([&](DenseI64ArrayAttr list) {
          return builder.getDenseI64ArrayAttr(changedList(list.asArrayRef()));
        })
        .Case([&](ArrayAttr list) { return changedArray(list); })
        .Case([&](FlatSymbolRefAttr) -> Attribute {
          return FlatSymbolRefAttr::get(builder.getContext(), anyName());
        })
        .Case([&](StringAttr) -> Attribute {
          return builder.getStringAttr(anyName());
        })
        .Case([&](TypeAttr type) -> Attribute {
          return TypeAttr::get(changed(type.getValue()));
        })
        .Default(Attribute());
  }

  SmallVector<int64_t> changedList(ArrayRef<int64_t> list) {
    SmallVector<int64_t> copy(list);
    if (copy.empty() || draw.chance(20))
      copy.push_back(draw.number(1));
    else if (draw.chance(25))
      copy.pop_back();
    else
      copy[draw.below(copy.size())] = draw.number(list.front());
    return copy;
  }

  Attribute changedArray(ArrayAttr list) {
    SmallVector<Attribute> copy(list.getValue());
    if (copy.empty())
      copy.push_back(draw.from(attributes));
    else if (draw.chance(30))
      copy.erase(copy.begin() + draw.below(copy.size()));
    else if (draw.chance(30))
      copy.push_back(draw.from(copy));
    else if (Attribute &place = draw.from(copy);
             Attribute value = changed(place))
      place = value;
    return builder.getArrayAttr(copy);
  }

  std::string anyName() {
    SmallVector<std::string> names = {"", "x", "none", "net.run"};
    for (Attribute attribute : attributes)
      if (auto text = dyn_cast<StringAttr>(attribute))
        names.push_back(text.str());
    return draw.from(names);
  }

  void changeOperand(Operation *op) {
    if (op->getNumOperands() == 0)
      return;
    unsigned number = draw.below(op->getNumOperands());
    Value other = draw.from(values);
    // Mostly one that may stand there.
    for (unsigned tries = 0; tries < 20 && draw.chance(90); ++tries) {
      if (other.getType() == op->getOperand(number).getType() &&
          other.getParentBlock() == op->getBlock())
        break;
      other = draw.from(values);
    }
    op->setOperand(number, other);
  }

  Type changed(Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    if (!shaped || !shaped.hasRank()) {
      SmallVector<Type> types = {builder.getF32Type(), builder.getI1Type(),
                                 builder.getIndexType(), builder.getF64Type()};
      return draw.from(types);
    }
    if (draw.chance(25)) {
      SmallVector<Type> types = {builder.getF32Type(), builder.getI1Type(),
                                 builder.getI8Type(), builder.getF64Type()};
      return shaped.clone(draw.from(types));
    }
    SmallVector<int64_t> shape = changedList(shaped.getShape());
    for (int64_t &size : shape)
      size = size < 0 ? ShapedType::kDynamic : size;
    if (isa<VectorType, MemRefType>(type))
      return type;
    return shaped.clone(shape, shaped.getElementType());
  }

  void changeType(Value value) { value.setType(changed(value.getType())); }

  void move(Operation *op) {
    Operation *other = draw.from(ops);
    bool mayMove = !op->isAncestor(other) &&
                   !op->hasTrait<OpTrait::IsTerminator>() && op->getBlock() &&
                   other->getBlock() &&
                   (draw.chance(20) || op->getBlock() == other->getBlock());
    if (mayMove)
      op->moveBefore(other);
  }

  /// Whether what `op` defines, within its regions too, is read elsewhere.
  static bool isReadElsewhere(Operation *op) {
    auto isOutside = [&](Operation *user) { return !op->isAncestor(user); };
    return op
        ->walk([&](Operation *inner) {
          bool isRead = llvm::any_of(inner->getUsers(), isOutside);
          for (Region &region : inner->getRegions())
            for (BlockArgument argument : region.getArguments())
              isRead |= llvm::any_of(argument.getUsers(), isOutside);
          return isRead ? WalkResult::interrupt() : WalkResult::advance();
        })
        .wasInterrupted();
  }

  /// Uses read another value of the type, where there is one.
  void erase(Operation *op) {
    for (Value result : op->getResults()) {
      auto other = llvm::find_if(values, [&](Value value) {
        return value != result && value.getType() == result.getType() &&
               value.getDefiningOp() != op;
      });
      if (other != values.end())
        result.replaceAllUsesWith(*other);
    }
    if (!isReadElsewhere(op))
      op->erase();
  }

  void copy(Operation *op) {
    Operation *other = draw.from(ops);
    if (op->isAncestor(other))
      return;
    builder.setInsertionPoint(other);
    builder.clone(*op);
  }

  Draw draw;
  OpBuilder builder;
  std::vector<Operation *> ops;
  std::vector<Value> values;
  std::vector<Attribute> attributes;
};
} // namespace

void fuzz::mutateStructure(ModuleOp module, std::mt19937 &random) {
  Mutation(module, Draw(random)).run();
}
