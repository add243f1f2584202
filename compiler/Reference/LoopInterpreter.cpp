// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a model as loops over buffers: its states and runs. The kernels
// are in RunKernels.cpp, the loops around them in RunLoops.cpp.

#include "compiler/Reference/LoopInterpreter.h"
#include "compiler/Reference/Inputs.h"
#include "compiler/Reference/Sequence.h"
#include "dialect/Storage.h"

#include "llvm/ADT/STLExtras.h"
#include <list>

using namespace mlir;

namespace snnc {

LoopInterpreter::LoopInterpreter(OwningOpRef<ModuleOp> module)
    : module(std::move(module)), parameters(*this->module), ops(parameters) {}

FailureOr<std::unique_ptr<LoopInterpreter>>
LoopInterpreter::create(snn::ModelOp model) {
  auto module = model->getParentOfType<ModuleOp>();
  std::unique_ptr<LoopInterpreter> interpreter(
      new LoopInterpreter(OwningOpRef<ModuleOp>(module.clone())));
  interpreter->model =
      interpreter->module->lookupSymbol<snn::ModelOp>(model.getSymName());
  if (failed(interpreter->read()) || failed(interpreter->initState()))
    return failure();
  return interpreter;
}

LogicalResult LoopInterpreter::read() {
  if (!model.getInitFunction() || !model.getRunFunction())
    return model.emitError("has no functions init_state and run");
  memory.assign(model.getCarried() + model.getScratch(), 0xff);
  return success();
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

/// Row-major memory of `bytes`.
static MemoryView viewOf(MutableArrayRef<uint8_t> bytes, Type element,
                         ArrayRef<int64_t> sizes) {
  MemoryView view;
  view.bytes = bytes;
  view.element = element;
  view.sizes.assign(sizes.begin(), sizes.end());
  view.strides.assign(sizes.size(), 1);
  for (size_t axis = sizes.size(); axis-- > 1;)
    view.strides[axis - 1] = view.strides[axis] * sizes[axis];
  return view;
}

LoopInterpreter::Cell LoopInterpreter::stateCell() {
  Type byte = IntegerType::get(module->getContext(), 8);
  return {0, viewOf(memory, byte, {int64_t(memory.size())})};
}

LogicalResult LoopInterpreter::initState(Key key) {
  parameters.setKey(key);
  Type word = IntegerType::get(module->getContext(), 32);
  std::vector<uint8_t> bytes(sizeof key);
  std::memcpy(bytes.data(), key.data(), sizeof key);
  return call(model.getInitFunction(),
              {stateCell(), {0, viewOf(bytes, word, {2})}, {1, {}}});
}

FailureOr<std::vector<Array>>
LoopInterpreter::run(const std::vector<Array> &inputs, size_t steps,
                     size_t burnin, function_ref<void()> onStep) {
  if (inputs.size() != model.getInputs().size())
    return model.emitError("takes ")
           << model.getInputs().size() << " inputs, found " << inputs.size();
  std::list<Sequence> sequences; // views are of places that stay
  std::vector<Cell> arguments = {stateCell()};
  auto addSequence = [&](snn::PortAttr port, int64_t rows) -> Sequence & {
    Sequence &added =
        sequences.emplace_back(module->getContext(), port.getElement(), rows,
                               port.getType().getNumElements());
    arguments.push_back({0, added.view()});
    return added;
  };
  for (auto [input, port] :
       llvm::zip_equal(inputs, model.getInputs().getAsRange<snn::PortAttr>()))
    addSequence(port, steps).set(input.data);
  size_t kept = steps > burnin ? steps - burnin : 0;
  std::vector<Array> results;
  std::vector<Sequence *> outputs;
  for (auto port : model.getOutputs().getAsRange<snn::PortAttr>()) {
    std::vector<int64_t> shape = port.getType().getShape().vec();
    bool isReduced = port.getReduce() != snn::Reduce::None;
    if (!isReduced)
      shape.insert(shape.begin(), kept);
    results.push_back({shape, {}});
    outputs.push_back(&addSequence(port, isReduced ? 1 : kept));
  }
  arguments.push_back({int64_t(steps), {}});
  arguments.push_back({int64_t(burnin), {}});
  arguments.push_back({1, {}});
  if (failed(call(model.getRunFunction(), arguments)))
    return failure();
  for (auto [result, output] : llvm::zip_equal(results, outputs))
    result.data = output->get();
  for (size_t t = 0; t < steps; ++t)
    onStep();
  return results;
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

std::vector<std::string> LoopInterpreter::getStateNames() const {
  return stateNamesOf(model);
}

std::optional<snn::SlotAttr> LoopInterpreter::findState(StringRef name) const {
  for (auto slot : snn::ModelOp(model).getStates().getAsRange<snn::SlotAttr>())
    if (slot.getName() == name)
      return slot;
  return std::nullopt;
}

/// [sample, slot, position, pitch].
MemoryView LoopInterpreter::arrayOf(snn::SlotAttr slot) const {
  snn::Storage storage = snn::Storage::of(slot.getType());
  MemRefType block = storage.getBlockType(slot.getContext());
  MemoryView view =
      viewOf(memory, block.getElementType(),
             {1, storage.slots, block.getDimSize(0), block.getDimSize(1)});
  view.offset = slot.getOffset();
  return view;
}

/// The slot of a queue that is the oldest.
int64_t LoopInterpreter::headOf(snn::SlotAttr slot) const {
  if (slot.getHead() < 0)
    return 0;
  int32_t head;
  std::memcpy(&head, memory.data() + slot.getHead(), sizeof head);
  return head;
}

static ArrayRef<int64_t> blockShape(snn::SlotAttr slot) {
  ArrayRef<int64_t> shape = slot.getType().getShape();
  return snn::isQueue(slot.getType()) ? shape.drop_front() : shape;
}

std::optional<Array> LoopInterpreter::getState(StringRef name) const {
  std::optional<snn::SlotAttr> slot = findState(name);
  if (!slot)
    return std::nullopt;
  MemoryView view = arrayOf(*slot);
  Array array{slot->getType().getShape().vec(), {}};
  for (int64_t k = 0, slots = view.sizes[1]; k < slots; ++k)
    if (auto block =
            loadBlock(view, (headOf(*slot) + k) % slots, blockShape(*slot)))
      llvm::append_range(array.data, block->data);
  return array;
}

LogicalResult LoopInterpreter::setState(StringRef name,
                                        const std::vector<float> &data) {
  std::optional<snn::SlotAttr> slot = findState(name);
  if (!slot || data.size() != size_t(slot->getType().getNumElements()))
    return failure();
  MemoryView view = arrayOf(*slot);
  int64_t slots = view.sizes[1], size = data.size() / slots;
  for (int64_t k = 0; k < slots; ++k) {
    auto begin = data.begin() + k * size;
    if (!storeBlock(view, (headOf(*slot) + k) % slots,
                    {blockShape(*slot).vec(), {begin, begin + size}}))
      return failure();
  }
  return success();
}

} // namespace snnc
