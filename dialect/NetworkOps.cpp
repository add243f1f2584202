// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of the network level; its shape rules are in ShapeRules.cpp.

#include "dialect/SNNDialect.h"
#include "dialect/ScalarOps.h"
#include "dialect/ShapeRules.h"
#include "dialect/StepKinds.h"
#include "dialect/Storage.h"
#include "dialect/VerifyLayer.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mlir::snn;

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

RegionKind NetworkOp::getRegionKind(unsigned) { return RegionKind::Graph; }

/// True if the value of `op` depends on nothing of the same step.
static bool isOfEarlierSteps(Operation *op) {
  auto delay = dyn_cast<DelayOp>(op);
  return delay && !delay.readsNow();
}

/// An operation whose value depends on itself within one step, or null.
static Operation *findInstantCycle(Block &block) {
  llvm::DenseMap<Operation *, unsigned> missing;
  SmallVector<Operation *> ready;
  for (Operation &op : block) {
    unsigned count = isOfEarlierSteps(&op)
                         ? 0
                         : llvm::count_if(op.getOperands(), [&](Value operand) {
                             return operand.getParentBlock() == &block &&
                                    operand.getDefiningOp();
                           });
    missing[&op] = count;
    if (count == 0)
      ready.push_back(&op);
  }
  while (!ready.empty())
    for (OpOperand &use : ready.pop_back_val()->getUses()) {
      Operation *user = use.getOwner();
      if (!isOfEarlierSteps(user) && missing.contains(user) &&
          --missing[user] == 0)
        ready.push_back(user);
    }
  for (Operation &op : block)
    if (missing[&op] != 0)
      return &op;
  return nullptr;
}

/// True if following `delay` to what it delays leads to something else than a
/// ring of delays.
static bool hasSource(DelayOp delay) {
  llvm::SmallPtrSet<Operation *, 4> seen;
  for (; delay; delay = delay.getValue().getDefiningOp<DelayOp>())
    if (!seen.insert(delay).second)
      return false;
  return true;
}

/// What the value before the first step depends on that is not known then: an
/// input, a delay or a layer with a state, or null.
static Operation *findChanging(Value init) {
  llvm::SmallPtrSet<Operation *, 8> seen;
  SmallVector<Value> pending = {init};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val().getDefiningOp();
    if (!op || !seen.insert(op).second)
      continue;
    auto layer = dyn_cast<LayerOpInterface>(op);
    if (isa<InputOp, DelayOp>(op) || (layer && layer.hasState()))
      return op;
    llvm::append_range(pending, op->getOperands());
  }
  return nullptr;
}

static LogicalResult verifyInit(DelayOp delay) {
  Operation *changing =
      delay.getInit() ? findChanging(delay.getInit()) : nullptr;
  if (!changing)
    return success();
  InFlightDiagnostic error = delay.emitError(
      "starts from a value that changes from step to step; expected one of "
      "constants and parameters alone");
  error.attachNote(changing->getLoc()) << "this is what it depends on";
  return error;
}

/// What a network is made of. A constant has one value for all elements; what
/// differs is a parameter.
static bool isNetworkOp(Operation *op) {
  return isa<InputOp, OutputOp, DelayOp, StepOpInterface, LayerOpInterface>(
             op) ||
         isSplat(op);
}

LogicalResult NetworkOp::verifyRegions() {
  llvm::StringSet<> inputs, outputs;
  for (Operation &op : getBody().front()) {
    if (!isNetworkOp(&op))
      return op.emitOpError("is no layer, delay or constant of one value, of "
                            "which a network is made");
    auto input = dyn_cast<InputOp>(op);
    if (input && !inputs.insert(input.getName()).second)
      return op.emitError("a second input named '") << input.getName() << "'";
    auto output = dyn_cast<OutputOp>(op);
    if (output && !outputs.insert(output.getName()).second)
      return op.emitError("a second output named '") << output.getName() << "'";
    auto delay = dyn_cast<DelayOp>(op);
    if (delay && !hasSource(delay))
      return op.emitError("delays nothing but itself");
    if (delay && failed(verifyInit(delay)))
      return failure();
  }
  if (getForward() != Forward::Resolved)
    return success();
  for (Operation &op : getBody().front())
    for (Type type : op.getResultTypes())
      if (!isStorable(type))
        return op.emitError("a resolved network needs tensors of known sizes, "
                            "f32 or i1, of at most 1 TiB; found ")
               << type;
  if (Operation *op = findInstantCycle(getBody().front()))
    return mlir::emitError(op->getLoc(),
                           "this value depends on itself within one step; "
                           "a resolved network needs a delay in every cycle");
  return success();
}

/// True if both types are known and are not the same.
static bool contradict(Type a, Type b) {
  return isa<RankedTensorType>(a) && isa<RankedTensorType>(b) && a != b;
}

void DelayOp::build(OpBuilder &builder, OperationState &state, Type result,
                    Value value, Value init, uint64_t steps, StringAttr name) {
  build(builder, state, result, value, init, steps, /*each=*/nullptr, name);
}

bool DelayOp::readsNow() {
  return getEach() && llvm::is_contained(getEach()->getValues<int32_t>(), 0);
}

/// Checks the delays of elements against the delay's type and longest one.
static LogicalResult verifyEach(DelayOp op, DenseIntElementsAttr each) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || type.getShape() != each.getType().getShape())
    return op.emitOpError() << "needs steps for each element of "
                            << op.getType() << ", found " << each.getType();
  if (hasImpliedDelays(op))
    return op.emitOpError("of each element stands in a network whose delays "
                          "are not resolved; 'snn.delay_line' says it there");
  int64_t longest = 0;
  for (int32_t steps : each.getValues<int32_t>()) {
    if (steps < 0)
      return op.emitOpError() << "needs numbers of steps that are not "
                                 "negative, found "
                              << steps;
    longest = std::max<int64_t>(longest, steps);
  }
  if (longest == int64_t(op.getSteps()))
    return success();
  return op.emitOpError() << "needs the longest of its delays as steps, "
                          << longest << ", found " << op.getSteps();
}

LogicalResult DelayOp::verify() {
  if (int64_t(getSteps()) < 0)
    return emitOpError("needs a number of steps that is not negative, found ")
           << int64_t(getSteps());
  if (contradict(getValue().getType(), getType()))
    return emitOpError("delays a ")
           << getValue().getType() << " and gives a " << getType();
  if (getInit() && contradict(getInit().getType(), getType()))
    return emitOpError("starts from a ")
           << getInit().getType() << " and gives a " << getType();
  return getEach() ? verifyEach(*this, *getEach()) : success();
}

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

LogicalResult DelayLineOp::verify() {
  for (int32_t steps : getSteps().getValues<int32_t>())
    if (steps < 0)
      return emitOpError("needs numbers of steps that are not negative, found ")
             << steps;
  return success();
}

LogicalResult mlir::snn::verifyWeightedSum(WeightedSumOpInterface op) {
  if (op.getInit() && op.getBiasAttr())
    return op->emitOpError("starts from 'init' or from 'bias', not from both");
  for (std::optional<APFloat> part : {op.getDensity(), op.getCrossover()})
    if (part && !(part->convertToDouble() >= 0 && part->convertToDouble() <= 1))
      return op->emitOpError("needs a part from 0 to 1, found ")
             << part->convertToDouble();
  return success();
}

LogicalResult LinearOp::verify() { return verifyWeightedSum(*this); }
/// Of tensors, other vectors are joined and no vector is longer.
bool LinearOp::isOneSum() {
  return cast<RankedTensorType>(getSources().front().getType()).getRank() == 1;
}
/// A grouped convolution has channels that are not in every sum.
bool ConvOp::isOneSum() { return getGroups() == 1; }

LogicalResult mlir::snn::checkAxes(Operation *op, StringRef what,
                                   ArrayRef<int64_t> values, size_t length,
                                   int64_t least) {
  if (length == 0)
    return op->emitOpError() << "needs at least one value of '" << what << "'";
  if (values.size() != length)
    return op->emitOpError() << "needs " << length << " values of '" << what
                             << "', found " << values.size();
  for (int64_t value : values)
    if (value < least || value > std::numeric_limits<int32_t>::max())
      return op->emitOpError()
             << "needs values of '" << what << "' from " << least << " to "
             << std::numeric_limits<int32_t>::max() << ", found " << value;
  return success();
}

template <typename Conv> static LogicalResult verifyAxes(Conv op) {
  size_t axes = op.getStride().size();
  if (failed(checkAxes(op, "groups", {int64_t(op.getGroups())}, 1, 1)))
    return failure();
  if (failed(checkAxes(op, "stride", op.getStride(), axes, 1)) ||
      failed(checkAxes(op, "padding", op.getPadding(), 2 * axes, 0)))
    return failure();
  if (op.getSpread() &&
      failed(checkAxes(op, "spread", *op.getSpread(), axes, 1)))
    return failure();
  return checkAxes(op, "dilation", op.getDilation(), axes, 1);
}
LogicalResult mlir::snn::verifyConvolution(ConvOp op) { return verifyAxes(op); }
LogicalResult mlir::snn::verifyConvolution(ConvolveOp op) {
  return verifyAxes(op);
}

LogicalResult ConvOp::verify() {
  return failed(verifyWeightedSum(*this)) ? failure() : verifyAxes(*this);
}

LogicalResult PadOp::verify() {
  if (getPadding().size() % 2 != 0)
    return emitOpError("needs a pair of 'padding' for each axis, found ")
           << getPadding().size() << " values";
  return checkAxes(*this, "padding", getPadding(), getPadding().size(), 0);
}

LogicalResult GroupNormOp::verify() {
  return checkAxes(*this, "groups", {int64_t(getGroups())}, 1, 1);
}

template <typename PoolOp> static LogicalResult verifyPool(PoolOp op) {
  size_t axes = op.getKernel().size();
  if (failed(checkAxes(op, "kernel", op.getKernel(), axes, 1)) ||
      failed(checkAxes(op, "stride", op.getStride(), axes, 1)))
    return failure();
  return checkAxes(op, "padding", op.getPadding(), 2 * axes, 0);
}

LogicalResult AvgPoolOp::verify() { return verifyPool(*this); }
LogicalResult SumPoolOp::verify() { return verifyPool(*this); }
LogicalResult MaxPoolOp::verify() { return verifyPool(*this); }
LogicalResult SpikingMaxPoolOp::verify() { return verifyPool(*this); }

template <typename PoolOp> static LogicalResult verifyAdaptivePool(PoolOp op) {
  return checkAxes(op, "target", op.getTarget(), op.getTarget().size(), 1);
}

LogicalResult AdaptiveAvgPoolOp::verify() { return verifyAdaptivePool(*this); }
LogicalResult AdaptiveMaxPoolOp::verify() { return verifyAdaptivePool(*this); }

/// As the equations call them: x, the states, the parameters by their symbols.
void EquationsOp::getAsmBlockArgumentNames(Region &region,
                                           OpAsmSetValueNameFn setName) {
  SmallVector<StringRef> names = {"x"};
  llvm::append_range(names, getStates().getAsValueRange<StringAttr>());
  if (ArrayAttr params = getParamsAttr())
    for (auto symbol : params.getAsRange<FlatSymbolRefAttr>())
      names.push_back(symbol.getValue());
  for (auto [argument, name] : llvm::zip(region.getArguments(), names))
    setName(argument, name);
}

/// A spike starts as a number that is one, or none.
static bool isSpikeValue(Attribute init) {
  auto number = dyn_cast<FloatAttr>(init);
  return number &&
         (number.getValue().isZero() || number.getValue().isExactlyValue(1.0));
}

LogicalResult EquationsOp::verify() {
  ArrayAttr states = getStates(), inits = getInits();
  if (states.size() != inits.size())
    return emitOpError() << "needs one initial value for each of its "
                         << states.size() << " states, found " << inits.size();
  Block &block = getBody().front();
  Type f32 = Float32Type::get(getContext()),
       i1 = IntegerType::get(getContext(), 1);
  size_t params = getParams() ? getParams()->size() : 0;
  if (block.getNumArguments() != 1 + states.size() + params)
    return emitOpError("needs one block argument for the input, each state and "
                       "each parameter");
  SmallVector<Type> types(block.getArgumentTypes());
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() != 1 + states.size())
    return emitOpError("needs to yield its output, then each state");
  SmallVector<Type> yielded(block.getTerminator()->getOperandTypes());
  llvm::StringSet<> names;
  for (auto [index, state] : llvm::enumerate(states.getAsRange<StringAttr>())) {
    Type type = types[1 + index];
    if (!names.insert(state.getValue()).second)
      return emitOpError("has two states named '") << state.getValue() << "'";
    if ((type != f32 && type != i1) || yielded[1 + index] != type)
      return emitOpError("needs to take and to yield the state '")
             << state.getValue() << "' as f32, or as i1";
    if (type == i1 && !isSpikeValue(inits[index]))
      return emitOpError("needs 0.0 or 1.0 for the state '")
             << state.getValue() << "' of spikes to start from";
    types[1 + index] = f32;
  }
  if (!llvm::all_equal(types) || types[0] != f32 ||
      (yielded[0] != f32 && yielded[0] != i1))
    return emitOpError("needs input and parameters of f32, and an output of "
                       "f32 or i1");
  return success();
}

LogicalResult EquationsOp::verifyRegions() {
  return verifyEquations(*this, getBody().front());
}
