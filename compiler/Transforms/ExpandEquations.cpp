// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer of equations as an snn.neuron whose states are delays of its own
// results.

#include "compiler/Transforms/ExpandEquations.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace {

class EquationsExpander {
public:
  EquationsExpander(snn::EquationsOp op, OpBuilder &builder)
      : op(op), builder(builder), loc(op.getLoc()),
        block(op.getBody().front()) {}

  void expand() {
    builder.setInsertionPoint(op);
    for (size_t index = 0; index < op.getStates().size(); ++index)
      addDelay(index);
    readInput();
    llvm::SetVector<Value> results;
    results.insert_range(block.getTerminator()->getOperands());
    auto indexOf = [&](Value value) {
      return llvm::find(results, value) - results.begin();
    };
    unsigned output = indexOf(op.getYieldedOutput());
    SmallVector<unsigned> states;
    for (size_t index = 0; index < delays.size(); ++index)
      states.push_back(indexOf(op.getYieldedState(index)));
    Operation *neuron = create(results.getArrayRef());
    for (auto [delay, index] : llvm::zip(delays, states))
      delay.getValueMutable().assign(neuron->getResult(index));
    op->replaceAllUsesWith(ValueRange(neuron->getResult(output)));
    op.erase();
  }

private:
  RankedTensorType tensorOf(Type element) {
    return cast<RankedTensorType>(op.getType()).clone(element);
  }

  void addDelay(size_t index) {
    RankedTensorType type = tensorOf(op.getStateArgument(index).getType());
    Value init = initialValue(op.getInits()[index], type);
    auto state = cast<StringAttr>(op.getStates()[index]);
    std::string name = (op.getLayer() + "." + state.getValue()).str();
    // The delay reads a result of the operation that reads the delay; until
    // that exists it reads itself, which a graph region allows.
    delays.push_back(snn::DelayOp::create(builder, loc, type, init, init, 1,
                                          builder.getStringAttr(name)));
  }

  Value initialValue(Attribute init, RankedTensorType type) {
    if (auto symbol = dyn_cast<FlatSymbolRefAttr>(init))
      return initialTensor(symbol, type);
    if (auto draw = dyn_cast<snn::DrawAttr>(init))
      return snn::RandomOp::create(builder, loc, type, draw);
    if (type.getElementType().isInteger(1))
      init = builder.getBoolAttr(!cast<FloatAttr>(init).getValue().isZero());
    return arith::ConstantOp::create(builder, loc,
                                     SplatElementsAttr::get(type, init));
  }

  Value initialTensor(FlatSymbolRefAttr symbol, RankedTensorType type) {
    auto map = snn::MapOp::create(builder, loc, TypeRange(type), op.getLayer(),
                                  ValueRange(), builder.getArrayAttr(symbol),
                                  /*channelwise=*/false);
    OpBuilder::InsertionGuard guard(builder);
    Block &body = map.getBody().emplaceBlock();
    BlockArgument param = body.addArgument(builder.getF32Type(), loc);
    builder.setInsertionPointToEnd(&body);
    snn::YieldOp::create(builder, loc, ValueRange(param));
    return map.getResult(0);
  }

  /// The equations compute with floats. An output that is the input itself
  /// stays of spikes.
  void readInput() {
    BlockArgument input = op.getInputArgument();
    if (getElementTypeOrSelf(op.getSources()[0]).isF32())
      return;
    input.setType(builder.getI1Type());
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&block);
    auto number =
        arith::UIToFPOp::create(builder, loc, builder.getF32Type(), input);
    OpOperand &output = block.getTerminator()->getOpOperand(0);
    input.replaceUsesWithIf(number, [&](OpOperand &use) {
      return use.getOwner() != number && &use != &output;
    });
  }

  Operation *create(ArrayRef<Value> results) {
    block.getTerminator()->setOperands(results);
    SmallVector<Type> types;
    for (Value value : results)
      types.push_back(tensorOf(value.getType()));
    ValueRange sources(op.getSources());
    Operation *created;
    if (delays.empty())
      created = snn::MapOp::create(builder, loc, types, op.getLayer(), sources,
                                   op.getParamsAttr(), op.getChannelwise());
    else
      created = snn::NeuronOp::create(
          builder, loc, types, op.getLayer(), sources,
          llvm::map_to_vector(
              delays, [](snn::DelayOp delay) -> Value { return delay; }),
          op.getParamsAttr());
    created->getRegion(0).takeBody(op.getBody());
    return created;
  }

  snn::EquationsOp op;
  OpBuilder &builder;
  Location loc;
  Block &block;
  SmallVector<snn::DelayOp> delays;
};

} // namespace

LogicalResult snnc::expandEquations(snn::EquationsOp op, OpBuilder &builder) {
  if (op.getSources().size() != 1)
    return emitError(op.getLoc(), "takes one joined source, found ")
           << op.getSources().size();
  EquationsExpander(op, builder).expand();
  return success();
}
