// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns a resolved network into a scan over time: delays become carried values.

#include "compiler/Transforms/Passes.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringSet.h"

namespace snnc {
#define GEN_PASS_DEF_FORMSCAN
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// Forms the scan of one network.
class ScanFormer {
public:
  explicit ScanFormer(snn::NetworkOp network)
      : network(network), builder(network.getContext()),
        block(network.getBody().front()) {}

  LogicalResult run();
  size_t getNumStates() const { return delays.size(); }

private:
  LogicalResult collect();
  LogicalResult collectRecords();
  void shareRegisters();
  std::string registerName(snn::DelayOp delay);
  RankedTensorType slotType(snn::DelayOp delay);
  void createModel();
  void createInit();
  void createRun();
  void fillBody(snn::ScanOp scan);
  SmallVector<Value> stepResults(Block &body);

  /// A value that leaves the network at every step.
  struct Output {
    std::string name;
    Value value;
    snn::Reduce reduce;
  };

  snn::NetworkOp network;
  OpBuilder builder;
  Block &block;
  SmallVector<snn::InputOp> inputs;
  SmallVector<snn::DelayOp> delays;
  SmallVector<Output> outputs;
  llvm::StringMap<snn::DelayOp> delayByName;
};

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// `type` with one more axis in front.
RankedTensorType stacked(RankedTensorType type, int64_t length) {
  SmallVector<int64_t> shape = {length};
  llvm::append_range(shape, type.getShape());
  return RankedTensorType::get(shape, type.getElementType());
}

/// True if both values are the same constant, or the same value.
bool isSameInit(Value a, Value b) {
  Attribute left, right;
  return a == b || (a && b && matchPattern(a, m_Constant(&left)) &&
                    matchPattern(b, m_Constant(&right)) && left == right);
}

/// A feedback edge from a neuron often carries what one of the neuron's states
/// holds anyway; one register serves both.
void ScanFormer::shareRegisters() {
  SmallVector<snn::DelayOp> kept;
  for (bool named : {true, false})
    for (auto delay :
         llvm::make_early_inc_range(block.getOps<snn::DelayOp>())) {
      if (delay.getName().has_value() != named)
        continue;
      auto same = llvm::find_if(kept, [&](snn::DelayOp other) {
        return other.getValue() == delay.getValue() &&
               other.getSteps() == delay.getSteps() &&
               isSameInit(other.getInit(), delay.getInit());
      });
      if (named || same == kept.end()) {
        kept.push_back(delay);
        continue;
      }
      delay.getResult().replaceAllUsesWith(same->getResult());
      delay.erase();
    }
}

/// `<layer>.delay` of the value's layer, made unique.
std::string ScanFormer::registerName(snn::DelayOp delay) {
  if (delay.getName())
    return delay.getName()->str();
  std::string name = "delay";
  if (Operation *source = delay.getValue().getDefiningOp()) {
    if (auto layer = source->getAttrOfType<StringAttr>("layer"))
      name = (layer.getValue() + ".delay").str();
    else if (auto input = dyn_cast<snn::InputOp>(source))
      name = (input.getName() + ".delay").str();
  }
  if (delay.getSteps() > 1)
    name += std::to_string(delay.getSteps());
  return name;
}

LogicalResult ScanFormer::collect() {
  for (Operation &op : block) {
    if (auto input = dyn_cast<snn::InputOp>(op))
      inputs.push_back(input);
    if (auto output = dyn_cast<snn::OutputOp>(op))
      outputs.push_back(
          {output.getName().str(), output.getValue(), output.getReduce()});
    auto delay = dyn_cast<snn::DelayOp>(op);
    if (!delay || (delay->use_empty() && !delay.getName()))
      continue;
    std::string name = registerName(delay), unique = name;
    for (int count = 2; !delayByName.try_emplace(unique, delay).second; ++count)
      unique = name + "_" + std::to_string(count);
    delay.setName(unique);
    delays.push_back(delay);
  }
  return collectRecords();
}

/// A recorded state is one more output: the state after the step.
LogicalResult ScanFormer::collectRecords() {
  if (!network.getRecord())
    return success();
  for (StringRef name : network.getRecord()->getAsValueRange<StringAttr>()) {
    auto found = delayByName.find(name);
    if (found == delayByName.end()) {
      InFlightDiagnostic error =
          mlir::emitError(network.getLoc(), "no state named '")
          << name << "' to record; the states are";
      for (snn::DelayOp delay : delays)
        error << (delay == delays.front() ? " '" : ", '") << *delay.getName()
              << "'";
      return error;
    }
    if (found->second.getSteps() != 1)
      return mlir::emitError(network.getLoc(), "'")
             << name << "' is a delay of several steps and cannot be recorded";
    std::string identifier = name.str();
    std::replace_if(
        identifier.begin(), identifier.end(), [](char c) { return !llvm::isAlnum(c) && c != '_'; }, '_');
    if (llvm::isDigit(identifier.front()))
      identifier.insert(0, "_");
    outputs.push_back(
        {identifier, found->second.getValue(), snn::Reduce::None});
  }
  return success();
}

RankedTensorType ScanFormer::slotType(snn::DelayOp delay) {
  return delay.getSteps() == 1 ? typeOf(delay)
                               : stacked(typeOf(delay), delay.getSteps());
}

void ScanFormer::createModel() {
  MLIRContext *context = builder.getContext();
  SmallVector<Attribute> inputPorts, outputPorts, slots;
  for (snn::InputOp input : inputs)
    inputPorts.push_back(snn::PortAttr::get(context, input.getName(),
                                            typeOf(input), snn::Reduce::None));
  for (const Output &output : outputs)
    outputPorts.push_back(snn::PortAttr::get(
        context, output.name, typeOf(output.value), output.reduce));
  for (snn::DelayOp delay : delays) {
    int64_t queue = delay.getSteps() == 1 ? 0 : delay.getSteps();
    slots.push_back(snn::SlotAttr::get(context, *delay.getName(),
                                       slotType(delay), queue, -1));
  }
  snn::ModelOp::create(builder, network.getLoc(), network.getSymName(),
                       builder.getArrayAttr(inputPorts),
                       builder.getArrayAttr(outputPorts),
                       builder.getArrayAttr(slots), 0, 0);
}

/// Copies the operations that `value` depends on to the builder's place.
Value cloneSlice(Value value, IRMapping &mapping, OpBuilder &builder) {
  if (Value mapped = mapping.lookupOrNull(value))
    return mapped;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    cloneSlice(operand, mapping, builder);
  builder.clone(*op, mapping);
  return mapping.lookup(value);
}

void ScanFormer::createInit() {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Type> types;
  for (snn::DelayOp delay : delays)
    types.push_back(slotType(delay));
  auto keyType = RankedTensorType::get({2}, builder.getI32Type());
  auto func = func::FuncOp::create(builder, network.getLoc(),
                                   (network.getSymName() + ".init_state").str(),
                                   builder.getFunctionType(keyType, types));
  builder.setInsertionPointToStart(func.addEntryBlock());
  IRMapping mapping;
  SmallVector<Value> values;
  for (snn::DelayOp delay : delays) {
    Location loc = delay.getLoc();
    Value init;
    if (delay.getInit())
      init = cloneSlice(delay.getInit(), mapping, builder);
    else
      init = arith::ConstantOp::create(builder, loc,
                                       builder.getZeroAttr(typeOf(delay)));
    if (delay.getSteps() > 1)
      init = snn::QueueFillOp::create(builder, loc, slotType(delay), init);
    values.push_back(init);
  }
  func::ReturnOp::create(builder, network.getLoc(), values);
}

/// What the body yields: the outputs, then every state after the step.
SmallVector<Value> ScanFormer::stepResults(Block &body) {
  SmallVector<Value> results;
  for (const Output &output : outputs)
    results.push_back(output.value);
  for (auto [delay, queue] :
       llvm::zip(delays, body.getArguments().drop_front(inputs.size()))) {
    Value next = delay.getValue();
    if (delay.getSteps() > 1)
      next = snn::QueuePushOp::create(builder, delay.getLoc(), queue.getType(),
                                      queue, next);
    results.push_back(next);
  }
  return results;
}

/// Moves the network's operations into the scan, sorted, with block arguments
/// in place of inputs and delays.
void ScanFormer::fillBody(snn::ScanOp scan) {
  Block &body = scan.getBody().front();
  builder.setInsertionPointToEnd(&body);
  SmallVector<Value> yielded = stepResults(body);
  auto replace = [&](Value from, Value to) {
    llvm::replace(yielded, from, to);
    from.replaceAllUsesWith(to);
  };
  for (auto [input, argument] : llvm::zip(inputs, body.getArguments()))
    replace(input, argument);
  builder.setInsertionPointToStart(&body);
  for (auto [delay, argument] :
       llvm::zip(delays, body.getArguments().drop_front(inputs.size()))) {
    Value current = argument;
    if (delay.getSteps() > 1)
      current = snn::QueueFrontOp::create(builder, delay.getLoc(),
                                          typeOf(delay), argument);
    replace(delay.getResult(), current);
  }
  for (Operation &op : llvm::make_early_inc_range(block))
    if (!isa<snn::InputOp, snn::OutputOp, snn::DelayOp>(op))
      op.moveBefore(&body, body.end());
  builder.setInsertionPointToEnd(&body);
  snn::YieldOp::create(builder, network.getLoc(), yielded);
  sortTopologically(&body);
}

void ScanFormer::createRun() {
  OpBuilder::InsertionGuard guard(builder);
  Location loc = network.getLoc();
  int64_t dynamic = ShapedType::kDynamic;
  SmallVector<Type> arguments, outputTypes, stateTypes, bodyTypes;
  SmallVector<Attribute> reduces;
  for (snn::InputOp input : inputs) {
    arguments.push_back(stacked(typeOf(input), dynamic));
    bodyTypes.push_back(typeOf(input));
  }
  for (snn::DelayOp delay : delays)
    stateTypes.push_back(slotType(delay));
  for (const Output &output : outputs) {
    RankedTensorType type = typeOf(output.value);
    bool isReduced = output.reduce != snn::Reduce::None;
    outputTypes.push_back(
        isReduced ? RankedTensorType::get(type.getShape(), builder.getF32Type())
                  : stacked(type, dynamic));
    reduces.push_back(
        snn::ReduceAttr::get(builder.getContext(), output.reduce));
  }
  llvm::append_range(arguments, stateTypes);
  llvm::append_range(bodyTypes, stateTypes);
  arguments.push_back(builder.getIndexType());
  SmallVector<Type> results(outputTypes);
  llvm::append_range(results, stateTypes);
  auto func =
      func::FuncOp::create(builder, loc, (network.getSymName() + ".run").str(),
                           builder.getFunctionType(arguments, results));
  Block *entry = func.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  ValueRange values(entry->getArguments());
  auto scan = snn::ScanOp::create(builder, loc, outputTypes, stateTypes,
                                  values.take_front(inputs.size()),
                                  values.slice(inputs.size(), delays.size()),
                                  values.back(), builder.getArrayAttr(reduces));
  scan.getBody().emplaceBlock().addArguments(
      bodyTypes, SmallVector<Location>(bodyTypes.size(), loc));
  func::ReturnOp::create(builder, loc, scan.getResults());
  fillBody(scan);
}

/// Erases operations whose results nobody reads, last first.
void eraseDead(Block &body) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

LogicalResult ScanFormer::run() {
  if (network.getForward() != snn::Forward::Resolved)
    return mlir::emitError(network.getLoc(),
                           "a scan is formed once the connectivity is "
                           "resolved; run snn-resolve-connectivity first");
  shareRegisters();
  if (failed(collect()))
    return failure();
  builder.setInsertionPoint(network);
  createModel();
  createInit();
  createRun();
  for (Operation &op : block)
    op.dropAllReferences();
  network.erase();
  return success();
}

struct FormScan : snnc::impl::FormScanBase<FormScan> {
  void runOnOperation() override {
    for (auto network :
         llvm::make_early_inc_range(getOperation().getOps<snn::NetworkOp>())) {
      ScanFormer former(network);
      if (failed(former.run()))
        return signalPassFailure();
      numStates += former.getNumStates();
    }
    getOperation().walk(
        [](snn::ScanOp scan) { eraseDead(scan.getBody().front()); });
  }
};

} // namespace
