// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels over buffers, and what goes from the application to buffers and back.

#include "compiler/Reference/Hazards.h"
#include "compiler/Reference/LongSum.h"
#include "compiler/Reference/LoopInterpreter.h"
#include "compiler/Reference/Math.h"
#include "compiler/Reference/Sequence.h"
#include "dialect/Reduce.h"

using namespace mlir;

namespace snnc {

static LogicalResult outside(Operation *op) {
  return op->emitError("reads or writes outside of a buffer");
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {
/// A tensor of a kernel in its buffer: of one step, if it has a block for each,
/// or all slots of a queue, whose oldest is `oldest`.
class TensorPlace {
public:
  TensorPlace(const MemoryView &buffer, Type type, int64_t step, int64_t oldest)
      : buffer(buffer), type(cast<RankedTensorType>(type)), oldest(oldest),
        block(buffer.sizes[1] == 1 ? 0 : step) {}

  /// True if both have bytes in common.
  bool overlaps(const TensorPlace &other) const {
    auto [begin, end] = range();
    auto [otherBegin, otherEnd] = other.range();
    return begin < otherEnd && otherBegin < end;
  }
  bool isQueue() const { return snn::isQueue(type); }

  std::optional<Array> load() const {
    if (!snn::isQueue(type))
      return loadBlock(buffer, block, type.getShape());
    Array queue{type.getShape().vec(), {}};
    for (int64_t slot = 0, slots = buffer.sizes[1]; slot < slots; ++slot) {
      auto value = loadBlock(buffer, (oldest + slot) % slots,
                             type.getShape().drop_front());
      if (!value)
        return std::nullopt;
      llvm::append_range(queue.data, value->data);
    }
    return queue;
  }

  /// Of a queue that was pushed to, only the newest value is stored: where the
  /// oldest was.
  bool store(const Array &values, bool isPushed) const {
    if (!snn::isQueue(type))
      return storeBlock(buffer, block, values);
    int64_t slots = buffer.sizes[1], size = values.size() / slots;
    for (int64_t slot = isPushed ? slots - 1 : 0; slot < slots; ++slot) {
      auto begin = values.data.begin() + slot * size;
      if (!storeBlock(
              buffer, isPushed ? oldest : slot,
              {type.getShape().drop_front().vec(), {begin, begin + size}}))
        return false;
    }
    return true;
  }

private:
  std::pair<int64_t, int64_t> range() const {
    int64_t size = buffer.element.getIntOrFloatBitWidth() / 8;
    int64_t bytes = buffer.strides[1] * size;
    int64_t begin = buffer.offset + (isQueue() ? 0 : block) * bytes;
    return {begin, begin + (isQueue() ? buffer.sizes[1] : 1) * bytes};
  }

  MemoryView buffer;
  RankedTensorType type;
  int64_t oldest, block;
};
} // namespace

/// Row `row` of an array [sample, row, element] of the application.
static bool storeRow(const MemoryView &sequence, int64_t row,
                     const Array &values,
                     snn::Element element = snn::Element::F32) {
  for (size_t k = 0; k < values.size(); ++k)
    if (!storeElement(sequence, element, row, k, values[k]))
      return false;
  return true;
}

/// A kernel that writes over what it still has to read. Queues change in place
/// by what their operations are.
static LogicalResult
checkHazards(snn::KernelOp kernel,
             function_ref<TensorPlace(Value, Type)> placeOf) {
  Block &body = kernel.getBody().front();
  for (auto [number, output] : llvm::enumerate(kernel.getOutputs())) {
    TensorPlace to =
        placeOf(output, body.getTerminator()->getOperand(number).getType());
    for (auto [buffer, argument] :
         llvm::zip_equal(kernel.getInputs(), body.getArguments())) {
      TensorPlace from = placeOf(buffer, argument.getType());
      if (!to.isQueue() && !from.isQueue() && to.overlaps(from) &&
          !mayShareMemory(kernel, argument, number))
        return kernel.emitError("writes result ")
               << number << " over input " << argument.getArgNumber()
               << ", which it reads later";
    }
  }
  return success();
}

LogicalResult LoopInterpreter::runKernelStep(snn::KernelOp kernel, Cells &cells,
                                             int64_t step) {
  Block &body = kernel.getBody().front();
  auto first = cells.lookup(kernel.getFirst()).number;
  int64_t head = 0;
  if (kernel.getHead()) {
    auto found = cells.lookup(kernel.getHead()).view.load({0, 0});
    if (!found)
      return outside(kernel);
    head = int64_t(*found);
  }
  auto placeOf = [&](Value buffer, Type type) {
    const MemoryView &view = cells.find(buffer)->second.view;
    int64_t oldest =
        snn::isQueue(type) ? (head + first + step) % view.sizes[1] : 0;
    return TensorPlace(view, type, first + step, oldest);
  };
  std::vector<Array> inputs;
  for (auto [buffer, argument] :
       llvm::zip_equal(kernel.getInputs(), body.getArguments())) {
    auto value = placeOf(buffer, argument.getType()).load();
    if (!value)
      return outside(kernel);
    inputs.push_back(std::move(*value));
  }
  if (failed(checkHazards(kernel, placeOf)))
    return failure();
  std::vector<const Array *> pointers;
  for (const Array &input : inputs)
    pointers.push_back(&input);
  FailureOr<std::vector<Array>> results = ops.run(body, pointers);
  if (failed(results))
    return failure();
  if (kernel.getSequence())
    return success(storeRow(cells.lookup(kernel.getSequence()).view,
                            cells.lookup(kernel.getRow()).number + step,
                            results->front()));
  for (auto [buffer, value, result] : llvm::zip_equal(
           kernel.getOutputs(), body.getTerminator()->getOperands(), *results))
    if (!placeOf(buffer, value.getType())
             .store(result, kernel.getHead() != nullptr))
      return outside(kernel);
  return success();
}

LogicalResult LoopInterpreter::runKernel(snn::KernelOp kernel, Cells &cells) {
  int64_t steps = cells.lookup(kernel.getSteps()).number;
  for (int64_t step = 0; step < steps; ++step)
    if (failed(runKernelStep(kernel, cells, step)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// The application's arrays
//===----------------------------------------------------------------------===//

LogicalResult LoopInterpreter::runRead(snn::ReadOp op, Cells &cells) {
  const MemoryView &sequence = cells.find(op.getSequence())->second.view;
  const MemoryView &buffer = cells.find(op.getBuffer())->second.view;
  int64_t first = cells.lookup(op.getFirst()).number;
  int64_t steps = cells.lookup(op.getSteps()).number;
  auto type = cast<RankedTensorType>(op.getType());
  for (int64_t step = 0; step < steps; ++step) {
    Array values = Array::zeros(type.getShape().vec());
    for (size_t k = 0; k < values.size(); ++k) {
      auto value = loadElement(sequence, op.getElement(), first + step, k);
      if (!value)
        return outside(op);
      values[k] = type.getElementType().isInteger(1) ? *value != 0 : *value;
    }
    if (!storeBlock(buffer, step, values))
      return outside(op);
  }
  return success();
}

LogicalResult LoopInterpreter::runDraw(snn::DrawOp op, Cells &cells) {
  auto type = cast<RankedTensorType>(op.getType());
  Array values = parameters.draw(op.getDraw(), type.getShape().vec());
  return storeBlock(cells.lookup(op.getBuffer()).view, 0, values) ? success()
                                                                  : outside(op);
}

/// N9: adds a step to a sum in two blocks, and settles it where due.
static bool addToSum(const MemoryView &sums, const Array &values,
                     bool isSettled, std::vector<float> &now) {
  auto sum = loadBlock(sums, 0, values.shape);
  auto rest = loadBlock(sums, 1, values.shape);
  if (!sum || !rest)
    return false;
  for (size_t k = 0; k < values.size(); ++k) {
    LongSum each{(*sum)[k], (*rest)[k]};
    each.add(values[k]);
    if (isSettled)
      each.settle();
    (*sum)[k] = each.sum;
    (*rest)[k] = each.rest;
  }
  now = sum->data;
  return storeBlock(sums, 0, *sum) && storeBlock(sums, 1, *rest);
}

/// A step behind the burn-in, joined with the row that there is (G6).
static bool joinRow(const MemoryView &sequence, const Array &values,
                    snn::Reduce reduce, snn::Element element, bool isFirst) {
  Array joined = values;
  for (size_t k = 0; k < values.size(); ++k) {
    auto before = loadElement(sequence, element, 0, k);
    if (!before)
      return false;
    if (reduce == snn::Reduce::Max && !isFirst)
      joined[k] = elementary::maximum(float(*before), values[k]);
  }
  return storeRow(sequence, 0, joined, element);
}

LogicalResult LoopInterpreter::runWrite(snn::WriteOp op, Cells &cells) {
  const MemoryView &sequence = cells.find(op.getSequence())->second.view;
  const MemoryView &buffer = cells.find(op.getBuffer())->second.view;
  auto number = [&](Value value) { return cells.lookup(value).number; };
  int64_t first = number(op.getFirst()), burnin = number(op.getBurnin());
  int64_t total = number(op.getTotal());
  auto shape = cast<RankedTensorType>(op.getType()).getShape();
  for (int64_t step = 0; step < number(op.getSteps()); ++step) {
    int64_t t = first + step;
    if (t < burnin)
      continue;
    auto values = loadBlock(buffer, step, shape);
    if (!values)
      return outside(op);
    bool isLast = t == total - 1, isGood = true;
    if (op.getReduce() == snn::Reduce::None) {
      isGood = storeRow(sequence, t - burnin, *values, op.getElement());
    } else if (!snn::isSum(op.getReduce())) {
      isGood = joinRow(sequence, *values, op.getReduce(), op.getElement(),
                       t == burnin);
    } else {
      Array now = *values;
      isGood = addToSum(cells.lookup(op.getSums()).view, *values,
                        isLast || (t - burnin) % 16 == 15, now.data);
      if (op.getReduce() == snn::Reduce::Mean)
        for (float &value : now.data)
          value = value / float(total - burnin);
      isGood = isGood && (!isLast || storeRow(sequence, 0, now));
    }
    if (!isGood)
      return outside(op);
  }
  return success();
}

} // namespace snnc
