// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a model as snn.scan has it.

#include "compiler/Reference/ScanInterpreter.h"
#include "compiler/Reference/Inputs.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

ScanInterpreter::ScanInterpreter(OwningOpRef<ModuleOp> module)
    : module(std::move(module)), parameters(*this->module), ops(parameters) {}

FailureOr<std::unique_ptr<ScanInterpreter>>
ScanInterpreter::create(snn::ModelOp model) {
  auto module = model->getParentOfType<ModuleOp>();
  std::unique_ptr<ScanInterpreter> interpreter(
      new ScanInterpreter(OwningOpRef<ModuleOp>(module.clone())));
  interpreter->model =
      interpreter->module->lookupSymbol<snn::ModelOp>(model.getSymName());
  if (failed(interpreter->read()) || failed(interpreter->initState()))
    return failure();
  return interpreter;
}

/// True for a group that takes turns with its neighbours in a tile.
static bool takesTurns(Operation &op) {
  auto group = dyn_cast<snn::GroupOp>(op);
  return group && group.getStepwise() &&
         group.getKind() != snn::KernelKind::Input;
}

LogicalResult ScanInterpreter::read() {
  func::FuncOp run = model.getRunFunction();
  if (!run || !model.getInitFunction())
    return model.emitError("has no functions init_state and run");
  run.walk([&](snn::ScanOp found) { scan = found; });
  if (!scan)
    return run.emitError("has no snn.scan");
  bool isOpen = false;
  for (Operation &op : scan.getBody().front().without_terminator()) {
    bool joins = scan.getTile() > 1 && takesTurns(op);
    if (!joins || !isOpen)
      sections.emplace_back();
    sections.back().push_back(&op);
    isOpen = joins;
  }
  return success();
}

/// The number of the state that an argument of the body is.
std::optional<unsigned> ScanInterpreter::stateOf(Value value) const {
  auto argument = dyn_cast<BlockArgument>(value);
  unsigned numInputs = snn::ScanOp(scan).getInputs().size();
  if (!argument || argument.getArgNumber() < numInputs)
    return std::nullopt;
  return argument.getArgNumber() - numInputs;
}

Value ScanInterpreter::nextOf(unsigned state) const {
  snn::ScanOp op = scan;
  return op.getBody().front().getTerminator()->getOperand(
      op.getOutputs().size() + state);
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

LogicalResult ScanInterpreter::initState(Key key) {
  parameters.setKey(key);
  func::FuncOp init = model.getInitFunction();
  Array unused; // the key, which operations that draw do not name
  FailureOr<std::vector<Array>> results =
      ops.run(init.getBody().front(), {&unused});
  if (failed(results))
    return failure();
  states.clear();
  for (Array &array : *results)
    states.push_back({std::move(array)});
  return success();
}

/// A state is where its last update left it. Within a step that is one early
/// for whoever stands behind the update, which is the reader's to say.
FailureOr<const Array *> ScanInterpreter::lookupState(OpOperand &use,
                                                      unsigned state,
                                                      const Section &section,
                                                      size_t step) {
  const Versions &versions = states[state];
  size_t present = versions.size() - 1;
  Operation *maker = nextOf(state).getDefiningOp();
  bool isOneStep = scan.getTile() == 1 || llvm::is_contained(section, maker);
  if (present == step || (isOneStep && present == step + 1))
    return &versions[step];
  auto argument = scan.getBody().getArgument(scan.getInputs().size() + state);
  if (!snn::isQueue(argument.getType()) || present > step)
    return use.getOwner()->emitError("reads the state '")
           << cast<snn::SlotAttr>(model.getStates()[state]).getName()
           << "' in step " << step << " of a tile, when it is in step "
           << present;
  Array queue = versions.back();
  size_t slot = queue.size() / queue.shape[0];
  size_t gone = std::min(queue.size(), slot * (step - present));
  queue.data.erase(queue.data.begin(), queue.data.begin() + gone);
  shifted.push_back(std::make_unique<Array>(std::move(queue)));
  return shifted.back().get();
}

FailureOr<const Array *>
ScanInterpreter::lookup(OpOperand &use, const Section &section, size_t step) {
  if (std::optional<unsigned> state = stateOf(use.get()))
    return lookupState(use, *state, section, step);
  const std::vector<Array> &known = values[use.get()];
  if (step >= known.size())
    return use.getOwner()->emitError("reads step ")
           << step << " of a tile, of which " << known.size()
           << " are computed";
  return &known[step];
}

/// States whose next value an operation has just computed.
LogicalResult ScanInterpreter::updateStates(Operation &op, size_t step) {
  for (unsigned state = 0; state < states.size(); ++state)
    if (Value next = nextOf(state); next.getDefiningOp() == &op) {
      if (states[state].size() != step + 1)
        return op.emitError("brings a state to a step twice");
      states[state].push_back(values[next][step]);
    }
  return success();
}

LogicalResult ScanInterpreter::runOp(Operation &op, const Section &section,
                                     size_t step) {
  std::vector<const Array *> operands;
  for (OpOperand &use : op.getOpOperands()) {
    FailureOr<const Array *> array = lookup(use, section, step);
    if (failed(array))
      return failure();
    operands.push_back(*array);
  }
  FailureOr<std::vector<Array>> results = ops.apply(op, operands);
  if (failed(results))
    return failure();
  for (auto [result, array] : llvm::zip_equal(op.getResults(), *results))
    values[result].push_back(std::move(array));
  return updateStates(op, step);
}

/// States that are given on as they are, or begin anew from an input or
/// another state.
LogicalResult ScanInterpreter::finishStates(size_t steps) {
  std::vector<Versions> before = states;
  for (unsigned state = 0; state < states.size(); ++state) {
    Value next = nextOf(state);
    if (next.getDefiningOp())
      continue;
    if (steps != 1)
      return scan.emitError("a state of a tile is no result of a group");
    std::optional<unsigned> other = stateOf(next);
    states[state].push_back(other ? before[*other].front() : values[next][0]);
  }
  for (Versions &versions : states)
    versions = {std::move(versions.back())};
  return success();
}

LogicalResult ScanInterpreter::runTile(const std::vector<Array> &inputs,
                                       size_t first, size_t steps) {
  values.clear();
  shifted.clear();
  Block &body = scan.getBody().front();
  for (auto [argument, input] : llvm::zip(body.getArguments(), inputs))
    for (size_t step = 0; step < steps; ++step)
      values[argument].push_back(
          inputAt(input, first + step, argument.getType()));
  for (const Section &section : sections)
    for (size_t step = 0; step < steps; ++step)
      for (Operation *op : section)
        if (failed(runOp(*op, section, step)))
          return failure();
  return success();
}

FailureOr<std::vector<Array>>
ScanInterpreter::run(const std::vector<Array> &inputs, size_t steps,
                     size_t burnin, function_ref<void()> onStep) {
  Block &body = scan.getBody().front();
  if (failed(checkInputs(
          inputs, ValueRange(body.getArguments()).take_front(inputs.size()),
          scan.getLoc(), steps)))
    return failure();
  MutableArrayRef<OpOperand> outputs =
      body.getTerminator()->getOpOperands().take_front(scan.getReduce().size());
  std::vector<Collector> collectors;
  for (auto [output, reduce] :
       llvm::zip_equal(outputs, scan.getReduce().getAsRange<snn::ReduceAttr>()))
    collectors.push_back(
        collectorOf(output.get().getType(), reduce.getValue(), steps, burnin));
  size_t tile = scan.getTile();
  for (size_t first = 0; first < steps; first += tile) {
    size_t count = std::min(tile, steps - first);
    if (failed(runTile(inputs, first, count)))
      return failure();
    for (size_t step = 0; step < count; ++step) {
      for (auto [output, collector] : llvm::zip_equal(outputs, collectors)) {
        FailureOr<const Array *> value = lookup(output, {}, step);
        if (failed(value))
          return failure();
        if (first + step >= burnin)
          collector.add(**value);
      }
      onStep();
    }
    if (failed(finishStates(count)))
      return failure();
  }
  return resultsOf(collectors);
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

static StringRef nameOf(Attribute slot) {
  return cast<snn::SlotAttr>(slot).getName();
}

std::vector<std::string> ScanInterpreter::getStateNames() const {
  return stateNamesOf(model);
}

std::optional<Array> ScanInterpreter::getState(StringRef name) const {
  for (auto [slot, versions] :
       llvm::zip_equal(snn::ModelOp(model).getStates(), states))
    if (nameOf(slot) == name)
      return versions.front();
  return std::nullopt;
}

LogicalResult ScanInterpreter::setState(StringRef name,
                                        const std::vector<float> &data) {
  for (auto [slot, versions] : llvm::zip_equal(model.getStates(), states)) {
    if (nameOf(slot) != name)
      continue;
    if (versions.front().size() != data.size())
      return failure();
    versions.front().data = data;
    return success();
  }
  return failure();
}

} // namespace snnc
