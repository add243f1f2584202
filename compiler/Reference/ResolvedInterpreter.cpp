// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a network whose connectivity is resolved.

#include "compiler/Reference/ResolvedInterpreter.h"
#include "compiler/Reference/Inputs.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

ResolvedInterpreter::ResolvedInterpreter(OwningOpRef<ModuleOp> module)
    : module(std::move(module)), parameters(*this->module), ops(parameters) {}

FailureOr<std::unique_ptr<ResolvedInterpreter>>
ResolvedInterpreter::create(snn::NetworkOp network) {
  auto module = network->getParentOfType<ModuleOp>();
  std::unique_ptr<ResolvedInterpreter> interpreter(
      new ResolvedInterpreter(OwningOpRef<ModuleOp>(module.clone())));
  auto copy =
      interpreter->module->lookupSymbol<snn::NetworkOp>(network.getSymName());
  if (failed(interpreter->read(copy)) || failed(interpreter->initState()))
    return failure();
  return interpreter;
}

LogicalResult ResolvedInterpreter::read(snn::NetworkOp network) {
  Block &block = network.getBody().front();
  llvm::append_range(inputOps, block.getOps<snn::InputOp>());
  llvm::append_range(delays, block.getOps<snn::DelayOp>());
  for (auto line : block.getOps<snn::DelayLineOp>())
    lines.try_emplace(line, line);
  for (auto op : block.getOps<snn::EquationsOp>()) {
    FailureOr<Equations> equations = Equations::read(op);
    if (failed(equations))
      return failure();
    neurons[op] = std::make_unique<Neurons>(Neurons{std::move(*equations), {}});
  }
  for (auto output : block.getOps<snn::OutputOp>())
    outputs.push_back({output.getValue(), output.getReduce(), ""});
  return network.getRecord() ? findRecorded(network.getRecord()->getValue())
                             : success();
}

/// Of a recorded state, the value after the step is what its delay reads, or
/// what a layer that is whole has.
LogicalResult
ResolvedInterpreter::findRecorded(llvm::ArrayRef<Attribute> names) {
  for (Attribute name : names) {
    auto found = llvm::find_if(delays, [&](snn::DelayOp delay) {
      return delay.getNameAttr() == name;
    });
    Value value = found == delays.end() ? Value() : found->getValue();
    outputs.push_back({value, snn::Reduce::None, cast<StringAttr>(name).str()});
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

static std::vector<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().vec();
}

/// What a delay gives at this step.
FailureOr<Array> ResolvedInterpreter::delayed(snn::DelayOp delay) {
  History &past = histories[delay];
  auto each = delay.getEachAttr();
  if (!each)
    return past.ago(delay.getSteps());
  Array array = Array::zeros(shapeOf(delay));
  for (size_t k = 0; k < array.size(); ++k) {
    size_t ago = each.getValues<int32_t>()[k];
    if (ago > 0) {
      array[k] = past.ago(ago)[k];
      continue;
    }
    FailureOr<const Array *> now = valueOf(delay.getValue());
    if (failed(now))
      return failure();
    array[k] = (**now)[k];
  }
  return array;
}

FailureOr<std::vector<Array>>
ResolvedInterpreter::apply(Operation &op,
                           llvm::ArrayRef<const Array *> operands) {
  if (auto found = neurons.find(&op); found != neurons.end())
    return std::vector<Array>{found->second->equations.step(
        *operands[0], found->second->state, parameters)};
  if (auto found = lines.find(&op); found != lines.end())
    return std::vector<Array>{found->second.step(*operands[0])};
  return ops.apply(op, operands);
}

/// The value at this step, computed when it is first asked for.
FailureOr<const Array *> ResolvedInterpreter::valueOf(Value value) {
  if (auto found = values.find(value); found != values.end())
    return found->second.get();
  Operation *op = value.getDefiningOp();
  if (auto delay = dyn_cast<snn::DelayOp>(op)) {
    FailureOr<Array> array = delayed(delay);
    if (failed(array))
      return failure();
    values[value] = std::make_unique<Array>(std::move(*array));
    return values[value].get();
  }
  std::vector<const Array *> operands;
  for (Value operand : op->getOperands()) {
    FailureOr<const Array *> array = valueOf(operand);
    if (failed(array))
      return failure();
    operands.push_back(*array);
  }
  FailureOr<std::vector<Array>> results = apply(*op, operands);
  if (failed(results))
    return failure();
  for (auto [result, array] : llvm::zip_equal(op->getResults(), *results))
    values[result] = std::make_unique<Array>(std::move(array));
  return values[value].get();
}

/// What delays start from depends on no input and on no other delay.
LogicalResult ResolvedInterpreter::initState(Key key) {
  parameters.setKey(key);
  values.clear();
  for (auto &[op, layer] : neurons)
    layer->state = layer->equations.initialState(parameters);
  for (auto &[op, line] : lines)
    line.initState();
  for (snn::DelayOp delay : delays) {
    Array before = Array::zeros(shapeOf(delay));
    if (delay.getInit()) {
      FailureOr<const Array *> init = valueOf(delay.getInit());
      if (failed(init))
        return failure();
      before = **init;
    }
    histories[delay] = History(delay.getSteps(), std::move(before));
  }
  return success();
}

LogicalResult ResolvedInterpreter::step(const std::vector<Array> &inputs,
                                        size_t t) {
  values.clear();
  for (auto [op, input] : llvm::zip_equal(inputOps, inputs))
    values[op.getResult()] =
        std::make_unique<Array>(inputAt(input, t, op.getResult().getType()));
  for (const Output &output : outputs)
    if (output.value && failed(valueOf(output.value)))
      return failure();
  for (snn::DelayOp delay : delays)
    if (failed(valueOf(delay.getValue())))
      return failure();
  for (auto &[op, layer] : neurons)
    if (failed(valueOf(op->getResult(0))))
      return failure();
  for (auto &[op, line] : lines)
    if (failed(valueOf(op->getResult(0))))
      return failure();
  return success();
}

Array ResolvedInterpreter::resultOf(const Output &output) const {
  return output.value ? *values.find(output.value)->second
                      : *getState(output.state);
}

FailureOr<std::vector<Array>>
ResolvedInterpreter::run(const std::vector<Array> &inputs, size_t steps,
                         size_t burnin, function_ref<void()> onStep) {
  if (failed(checkInputs(inputs, llvm::to_vector_of<Value>(inputOps),
                         module->getLoc(), steps)))
    return failure();
  std::vector<Collector> collectors;
  for (const Output &output : outputs) {
    std::optional<Array> state = getState(output.state);
    if (!output.value && !state)
      return emitError(module->getLoc(), "no state is named '")
             << output.state << "' to record";
    collectors.push_back(
        collectorOf(output.value ? shapeOf(output.value) : state->shape,
                    output.reduce, steps, burnin));
  }
  for (size_t t = 0; t < steps; ++t) {
    if (failed(step(inputs, t)))
      return failure();
    for (auto [output, collector] : llvm::zip_equal(outputs, collectors))
      if (t >= burnin)
        collector.add(resultOf(output));
    for (snn::DelayOp delay : delays)
      histories[delay].push(*values[delay.getValue()]);
    onStep();
  }
  return resultsOf(collectors);
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

static std::string stateName(Operation *layer, StringRef state) {
  return (cast<snn::LayerOpInterface>(layer).getLayerName() + "." + state)
      .str();
}

std::vector<std::string> ResolvedInterpreter::getStateNames() const {
  std::vector<std::string> names;
  for (auto &[op, layer] : neurons)
    for (auto &[state, array] : layer->state)
      names.push_back(stateName(op, state));
  for (auto &[op, line] : lines)
    if (line.hasState())
      names.push_back(stateName(op, "past"));
  for (snn::DelayOp delay : delays)
    if (delay.getName())
      names.push_back(delay.getName()->str());
  return names;
}

/// A delay by a step is its value; one by more, or of a layer's own, all of
/// them.
static bool isQueue(snn::DelayOp delay) {
  return delay.getSteps() > 1 || delay.getEach();
}

std::optional<Array> ResolvedInterpreter::getState(StringRef name) const {
  for (auto &[op, layer] : neurons)
    for (auto &[state, array] : layer->state)
      if (stateName(op, state) == name)
        return array;
  for (auto &[op, line] : lines)
    if (line.hasState() && stateName(op, "past") == name)
      return line.getState();
  for (snn::DelayOp delay : delays) {
    if (delay.getName() != name)
      continue;
    const History &past = histories.find(delay)->second;
    return isQueue(delay) ? past.get(delay.getSteps()) : past.ago(1);
  }
  return std::nullopt;
}

LogicalResult ResolvedInterpreter::setState(StringRef name,
                                            const std::vector<float> &data) {
  std::optional<Array> before = getState(name);
  if (!before || before->size() != data.size())
    return failure();
  for (auto &[op, layer] : neurons)
    for (auto &[state, array] : layer->state)
      if (stateName(op, state) == name)
        array.data = data;
  for (auto &[op, line] : lines)
    if (stateName(op, "past") == name)
      line.setState(data);
  for (snn::DelayOp delay : delays)
    if (delay.getName() == name)
      histories[delay].set(delay.getSteps(), data);
  return success();
}

} // namespace snnc
