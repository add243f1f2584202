// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operations of a step whose connectivity is resolved, on arrays.

#include "compiler/Reference/StepOps.h"
#include "compiler/Reference/Copies.h"
#include "compiler/Reference/Layers.h"
#include "compiler/Reference/Math.h"
#include "compiler/Reference/Pools.h"
#include "compiler/Reference/Sums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

#include <limits>
#include <numeric>

using namespace mlir;

namespace snnc {

using Operands = ArrayRef<const Array *>;
using Results = FailureOr<std::vector<Array>>;

static std::vector<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().vec();
}

static Results one(Array array) { return std::vector<Array>{std::move(array)}; }

static Results applyConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!elements)
    return op.emitError("is no dense tensor");
  Array array{shapeOf(op.getResult()), {}};
  if (elements.getElementType().isInteger(1))
    llvm::append_range(array.data, elements.getValues<bool>());
  else
    for (const llvm::APFloat &number : elements.getValues<llvm::APFloat>())
      array.data.push_back(number.convertToFloat());
  return one(std::move(array));
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

static Results applyQueueRead(snn::QueueReadOp op, Operands operands) {
  const Array &queue = *operands[0];
  int64_t length = queue.shape[0];
  Array y = Array::zeros(shapeOf(op.getResult()));
  auto each = op.getEachAttr();
  for (size_t k = 0; k < y.size(); ++k) {
    int64_t ago = each ? each.getValues<int32_t>()[k] : length;
    size_t place = (length - ago) * y.size() + k;
    if (ago == 0)
      y[k] = (*operands[1])[k];
    else if (place < queue.size())
      y[k] = queue[place];
    else
      return op.emitError("reads a value that is not in the queue yet");
  }
  return one(std::move(y));
}

static Results applyQueuePush(snn::QueuePushOp op, Operands operands) {
  Array queue = *operands[0];
  const Array &value = *operands[1];
  if (queue.size() != queue.shape[0] * value.size())
    return op.emitError("pushes to a queue that lacks earlier values");
  queue.data.erase(queue.data.begin(), queue.data.begin() + value.size());
  llvm::append_range(queue.data, value.data);
  return one(std::move(queue));
}

static Array applyQueueFill(snn::QueueFillOp op, const Array &value) {
  Array queue{shapeOf(op.getResult()), {}};
  for (int64_t slot = 0; slot < queue.shape[0]; ++slot)
    llvm::append_range(queue.data, value.data);
  return queue;
}

//===----------------------------------------------------------------------===//
// Equations
//===----------------------------------------------------------------------===//

FailureOr<ScalarCode *> StepOps::codeOf(Block &block) {
  auto found = codes.find(&block);
  if (found != codes.end())
    return &found->second;
  FailureOr<ScalarCode> code = ScalarCode::read(block);
  if (failed(code))
    return failure();
  return &codes.try_emplace(&block, std::move(*code)).first->second;
}

Results StepOps::applyScalars(snn::PointwiseOpInterface op, Operands operands) {
  FailureOr<ScalarCode *> code = codeOf(*op.getScalarBlock());
  if (failed(code))
    return failure();
  std::vector<Array> results;
  for (Value result : op->getResults())
    results.push_back(Array::zeros(shapeOf(result)));
  ArrayRef<Attribute> params;
  if (ArrayAttr symbols = op.getScalarParams())
    params = symbols.getValue();
  std::vector<float> arguments, yielded(results.size());
  for (size_t k = 0; k < results[0].size(); ++k) {
    arguments.clear();
    for (const Array *operand : operands)
      arguments.push_back((*operand)[k]);
    for (Attribute param : params)
      arguments.push_back(op.isChannelwise()
                              ? parameters.ofChannel(param, results[0].shape, k)
                              : parameters.at(param, results[0].shape, k));
    (*code)->run(arguments, yielded);
    for (auto [result, value] : llvm::zip_equal(results, yielded))
      result[k] = value;
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Numbers over a layer
//===----------------------------------------------------------------------===//

/// The part of `x` that is group number `group` of so many.
static Array groupOf(const Array &x, size_t group, size_t groups) {
  size_t size = x.size() / groups;
  std::vector<int64_t> shape = x.shape;
  if (!shape.empty())
    shape[0] /= int64_t(groups);
  auto begin = x.data.begin() + group * size;
  return {std::move(shape), {begin, begin + size}};
}

/// N3: sixteen partial results.
template <typename Add>
static float joinAll(snn::Join join, const Array &x, Add add) {
  if (join == snn::Join::Sum)
    return PartialSums(x, add).total();
  size_t channels = x.shape.empty() ? 1 : x.shape[0];
  size_t positions = x.size() / channels;
  std::vector<float> partial(16, -std::numeric_limits<float>::infinity());
  for (size_t p = 0; p < positions; ++p)
    for (size_t c = 0; c < channels; ++c)
      add(partial[c % 16], c * positions + p);
  return std::accumulate(partial.begin() + 1, partial.end(), partial[0],
                         elementary::maximum);
}

Results StepOps::applyReduce(snn::ReduceOp op, Operands operands) {
  FailureOr<ScalarCode *> element = codeOf(op.getElement().front());
  if (failed(element))
    return failure();
  FailureOr<ScalarCode *> finish = codeOf(op.getFinish().front());
  if (failed(finish))
    return failure();
  const Array &source = *operands[0];
  size_t groups = op.getGroups(), size = source.size() / groups;
  Array y = Array::zeros(source.shape);
  std::vector<float> arguments(operands.size() + 1), number(1);
  for (size_t group = 0; group < groups; ++group) {
    for (size_t k = 1; k < operands.size(); ++k)
      arguments[1 + k] = (*operands[k])[group * size];
    Array part = groupOf(source, group, groups);
    float joined = joinAll(op.getJoin(), part, [&](float &partial, size_t k) {
      arguments[0] = partial;
      arguments[1] = part[k];
      (*element)->run(arguments, number);
      partial = number[0];
    });
    (*finish)->run(joined, number);
    std::fill_n(y.data.begin() + group * size, size, number[0]);
  }
  return one(std::move(y));
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

/// The value that a sum begins with, where the operation has one: its second
/// operand.
static const Array *initOf(Operands operands) {
  return operands.size() > 1 ? operands[1] : nullptr;
}

static Results applyOther(Operation &op, Operands operands,
                          Parameters &parameters) {
  auto layer = dyn_cast<snn::LayerOpInterface>(op);
  if (!layer || layer.hasState())
    return op.emitError("is no operation of a step");
  std::vector<Source> sources;
  for (const Array *operand : operands)
    sources.push_back({*operand});
  return one(applyLayer(layer, sources, parameters));
}

Results StepOps::apply(Operation &op, Operands operands) {
  return llvm::TypeSwitch<Operation *, Results>(&op)
      .Case([&](arith::ConstantOp constant) { return applyConstant(constant); })
      .Case([&](snn::RandomOp random) {
        return one(
            parameters.draw(random.getDraw(), shapeOf(random.getResult())));
      })
      .Case([&](snn::GroupOp group) {
        return run(group.getBody().front(), operands);
      })
      .Case([&](snn::PointwiseOpInterface scalars) {
        return applyScalars(scalars, operands);
      })
      .Case<snn::LinearOp, snn::MatvecOp>([&](auto linear) {
        return one(applyLinear(linear, SumPart{operands[0], linear.getOffset()},
                               parameters, initOf(operands)));
      })
      .Case<snn::ConvOp, snn::ConvolveOp>([&](auto conv) {
        return one(applyConv(conv, SumPart{operands[0], conv.getOffset()},
                             parameters, initOf(operands)));
      })
      .Case([&](snn::WindowReduceOp pool) {
        return one(applyWindows(pool, *operands[0]));
      })
      .Case([&](snn::ReduceOp reduce) { return applyReduce(reduce, operands); })
      .Case([&](snn::CopyOp copy) { return one(applyCopy(copy, operands)); })
      .Case([&](snn::ReshapeOp reshape) {
        return one(applyReshape(reshape, *operands[0]));
      })
      .Case([&](snn::PadOp pad) { return one(applyPad(pad, *operands[0])); })
      .Case(
          [&](snn::QueueReadOp read) { return applyQueueRead(read, operands); })
      .Case(
          [&](snn::QueuePushOp push) { return applyQueuePush(push, operands); })
      .Case([&](snn::QueueFillOp fill) {
        return one(applyQueueFill(fill, *operands[0]));
      })
      .Default([&](Operation *other) {
        return applyOther(*other, operands, parameters);
      });
}

Results StepOps::run(Block &block, Operands arguments) {
  llvm::DenseMap<Value, const Array *> values;
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = value;
  // Deque-like: what is pointed to stays where it is.
  std::vector<std::unique_ptr<std::vector<Array>>> kept;
  auto lookup = [&](ValueRange list) {
    std::vector<const Array *> found;
    for (Value value : list)
      found.push_back(values.lookup(value));
    return found;
  };
  for (Operation &op : block.without_terminator()) {
    Results results = apply(op, lookup(op.getOperands()));
    if (failed(results))
      return failure();
    kept.push_back(std::make_unique<std::vector<Array>>(std::move(*results)));
    for (auto [result, array] : llvm::zip_equal(op.getResults(), *kept.back()))
      values[result] = &array;
  }
  std::vector<Array> yielded;
  for (const Array *array : lookup(block.getTerminator()->getOperands()))
    yielded.push_back(*array);
  return yielded;
}

} // namespace snnc
