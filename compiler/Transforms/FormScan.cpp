// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns a resolved network into a scan over time: delays become carried values.

#include "compiler/Spec/Names.h"
#include "compiler/Transforms/InterfaceNames.h"
#include "compiler/Transforms/ParamNames.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/Registers.h"
#include "dialect/Elements.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

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
  LogicalResult createModel();
  LogicalResult addPort(Location loc, snn::PortAttr port, bool isOutput,
                        SmallVector<Attribute> &ports);
  void createInit();
  void createRun();
  void fillBody(snn::ScanOp scan);
  SmallVector<Value> stepResults(Block &body);

  /// A value that leaves the network at every step.
  struct Output {
    std::string name;
    Value value;
    snn::Reduce reduce = snn::Reduce::None;
    snn::Element element = snn::Element::F32;
    Location loc;
  };

  snn::NetworkOp network;
  OpBuilder builder;
  Block &block;
  SmallVector<snn::InputOp> inputs;
  SmallVector<snn::DelayOp> delays;
  SmallVector<Output> outputs;
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

/// A delay by a step is its value; one by more, and one of a layer's own, which
/// may say a delay for each element, a queue.
bool becomesQueue(snn::DelayOp delay) {
  return delay.getSteps() > 1 || delay.getEach();
}

RankedTensorType slotType(snn::DelayOp delay) {
  if (!becomesQueue(delay))
    return typeOf(delay);
  RankedTensorType type = stacked(typeOf(delay), delay.getSteps());
  return RankedTensorType::get(type.getShape(), type.getElementType(),
                               snn::QueueAttr::get(type.getContext()));
}

/// What a delay gives at this step, from the queue that is its state.
Value readQueue(snn::DelayOp delay, Value queue, OpBuilder &builder) {
  DenseIntElementsAttr each = delay.getEachAttr();
  StringAttr layer;
  if (each) // a layer's own delay, whose state has the layer's name
    layer = builder.getStringAttr(delay.getName()->rsplit('.').first);
  if (each && each.isSplat())
    each = nullptr; // all read the oldest
  return snn::QueueReadOp::create(
      builder, delay.getLoc(), typeOf(delay), layer, queue,
      delay.readsNow() ? delay.getValue() : Value(), each);
}

LogicalResult ScanFormer::collect() {
  if (failed(snnc::checkInterfaceNames(network)))
    return failure();
  // First, as delays that share a register are replaced.
  delays = snnc::collectRegisters(block);
  for (snn::DelayOp delay : delays)
    if (delay.getSteps() == 0)
      return mlir::emitError(delay.getLoc(), "a delay of 0 steps, which is its "
                                             "value; run canonicalize first");
  llvm::append_range(inputs, block.getOps<snn::InputOp>());
  for (auto output : block.getOps<snn::OutputOp>())
    outputs.push_back({output.getName().str(), output.getValue(),
                       output.getReduce(), output.getElement(),
                       output.getLoc()});
  return collectRecords();
}

/// A recorded state is one more output: the state after the step.
LogicalResult ScanFormer::collectRecords() {
  if (!network.getRecord())
    return success();
  for (StringRef name : network.getRecord()->getAsValueRange<StringAttr>()) {
    auto found = llvm::find_if(
        delays, [&](snn::DelayOp delay) { return delay.getName() == name; });
    if (found == delays.end()) {
      InFlightDiagnostic error =
          mlir::emitError(network.getLoc(), "no state named '")
          << name << "' to record; the states are";
      for (snn::DelayOp delay : delays)
        error << (delay == delays.front() ? " '" : ", '") << *delay.getName()
              << "'";
      return error;
    }
    if (becomesQueue(*found))
      return mlir::emitError(network.getLoc(), "'")
             << name << "' is a delay of several steps and cannot be recorded";
    std::string identifier = snnc::toCName(name, snnc::NameUse::Port);
    if (llvm::any_of(outputs, [&](const Output &output) {
          return output.name == identifier;
        }))
      return mlir::emitError(network.getLoc(), "the record of '")
             << name << "' is the output '" << identifier
             << "', a name that another output has";
    outputs.push_back({identifier, found->getValue(), snn::Reduce::None,
                       snn::Element::F32, found->getLoc()});
  }
  return success();
}

LogicalResult ScanFormer::addPort(Location loc, snn::PortAttr port,
                                  bool isOutput,
                                  SmallVector<Attribute> &ports) {
  ports.push_back(port);
  StringRef fault = snn::faultOfElement(port, isOutput);
  if (fault.empty())
    return success();
  return mlir::emitError(loc, isOutput ? "output '" : "input '")
         << port.getName() << "' cannot be an array of "
         << snn::stringifyElement(port.getElement()) << ": it " << fault;
}

LogicalResult ScanFormer::createModel() {
  MLIRContext *context = builder.getContext();
  SmallVector<Attribute> inputPorts, outputPorts, slots;
  for (snn::InputOp input : inputs)
    if (failed(
            addPort(input.getLoc(),
                    snn::PortAttr::get(context, input.getName(), typeOf(input),
                                       snn::Reduce::None, input.getElement()),
                    /*isOutput=*/false, inputPorts)))
      return failure();
  for (const Output &output : outputs)
    if (failed(addPort(output.loc,
                       snn::PortAttr::get(context, output.name,
                                          typeOf(output.value), output.reduce,
                                          output.element),
                       /*isOutput=*/true, outputPorts)))
      return failure();
  for (snn::DelayOp delay : delays)
    slots.push_back(
        snn::SlotAttr::get(context, *delay.getName(), slotType(delay), -1, -1));
  auto model = snn::ModelOp::create(
      builder, network.getLoc(), network.getSymName(),
      builder.getArrayAttr(inputPorts), builder.getArrayAttr(outputPorts),
      builder.getArrayAttr(slots), 0, 0, 0, network.getConventionAttr());
  model->setDiscardableAttrs(network->getDiscardableAttrDictionary());
  return success();
}

bool isZero(Value value) {
  return matchPattern(value, m_Zero()) || matchPattern(value, m_PosZeroFloat());
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
    bool isZeros = !delay.getInit() || isZero(delay.getInit());
    Value init = isZeros
                     ? arith::ConstantOp::create(
                           builder, loc, builder.getZeroAttr(slotType(delay)))
                           .getResult()
                     : cloneSlice(delay.getInit(), mapping, builder);
    if (becomesQueue(delay) && !isZeros)
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
    if (becomesQueue(delay))
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
    Value current = becomesQueue(delay) ? readQueue(delay, argument, builder)
                                        : Value(argument);
    replace(delay.getResult(), current);
  }
  for (Operation &op : llvm::make_early_inc_range(block))
    if (!isa<snn::InputOp, snn::OutputOp, snn::DelayOp>(op))
      op.moveBefore(&body, body.end());
  builder.setInsertionPointToEnd(&body);
  snn::YieldOp::create(builder, network.getLoc(), yielded);
  sortTopologically(&body);
  // A queue changes in place: whoever reads it comes before.
  for (auto push : llvm::to_vector(body.getOps<snn::QueuePushOp>()))
    push->moveBefore(body.getTerminator());
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
  if (failed(collect()))
    return failure();
  builder.setInsertionPoint(network);
  if (failed(createModel()))
    return failure();
  createInit();
  createRun();
  for (Operation &op : block)
    op.dropAllReferences();
  network.erase();
  return success();
}

struct FormScan : snnc::impl::FormScanBase<FormScan> {
  void runOnOperation() override {
    SmallVector<StringRef> names;
    for (auto network : getOperation().getOps<snn::NetworkOp>())
      names.push_back(network.getSymName());
    snnc::renameParams(getOperation(), names);
    for (auto network :
         llvm::make_early_inc_range(getOperation().getOps<snn::NetworkOp>())) {
      ScanFormer former(network);
      if (failed(former.run()))
        return signalPassFailure();
      numStates += former.getNumStates();
    }
    getOperation().walk([&](snn::ScanOp scan) {
      eraseDead(scan.getBody().front());
      for (auto random : scan.getOps<snn::RandomOp>()) {
        emitError(random.getLoc(),
                  "a drawn value is what a delay starts from, and read by "
                  "nothing else");
        signalPassFailure();
      }
    });
  }
};

} // namespace
