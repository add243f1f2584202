// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands around kernels: loops, calls, whole numbers and views of memory.

#include "compiler/Reference/LoopInterpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace snnc {

LogicalResult LoopInterpreter::call(func::FuncOp function,
                                    ArrayRef<Cell> arguments) {
  if (function.isExternal() || function.getNumArguments() != arguments.size())
    return function.emitError("takes ")
           << function.getNumArguments() << " arguments, found "
           << arguments.size() << ", or has no body";
  Cells cells;
  for (auto [argument, cell] :
       llvm::zip_equal(function.getArguments(), arguments))
    cells[argument] = cell;
  return runBlock(function.getBody().front(), cells);
}

LogicalResult LoopInterpreter::runBlock(Block &block, Cells &cells) {
  for (Operation &op : block.without_terminator())
    if (failed(runOp(op, cells)))
      return failure();
  return success();
}

LogicalResult LoopInterpreter::runOp(Operation &op, Cells &cells) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case([&](scf::ForOp loop) { return runLoop(loop, cells); })
      .Case([&](func::CallOp call) { return runCall(call, cells); })
      .Case([&](snn::KernelOp kernel) { return runKernel(kernel, cells); })
      .Case([&](snn::ReadOp read) { return runRead(read, cells); })
      .Case([&](snn::WriteOp write) { return runWrite(write, cells); })
      .Case([&](snn::DrawOp draw) { return runDraw(draw, cells); })
      .Case<memref::ViewOp, memref::ReinterpretCastOp, memref::LoadOp,
            memref::StoreOp>([&](auto) { return runMemory(op, cells); })
      .Default([&](Operation *) { return runNumber(op, cells); });
}

LogicalResult LoopInterpreter::runLoop(scf::ForOp loop, Cells &cells) {
  if (!loop.getInitArgs().empty())
    return loop.emitError("is no loop around kernels");
  int64_t end = cells[loop.getUpperBound()].number;
  int64_t step = cells[loop.getStep()].number;
  if (step < 1)
    return loop.emitError("takes steps of at least 1, found ") << step;
  bool isPastAll = false;
  for (int64_t k = cells[loop.getLowerBound()].number; k < end && !isPastAll;
       isPastAll = llvm::AddOverflow(k, step, k)) {
    cells[loop.getInductionVar()].number = k;
    if (failed(runBlock(*loop.getBody(), cells)))
      return failure();
  }
  return success();
}

LogicalResult LoopInterpreter::runCall(func::CallOp op, Cells &cells) {
  auto callee = module->lookupSymbol<func::FuncOp>(op.getCallee());
  if (!callee)
    return op.emitError("calls a function that is not there");
  SmallVector<Cell> arguments;
  for (Value operand : op.getOperands())
    arguments.push_back(cells.lookup(operand));
  return call(callee, arguments);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

LogicalResult LoopInterpreter::runMemory(Operation &op, Cells &cells) {
  auto numbers = [&](ValueRange values) {
    SmallVector<int64_t> list;
    for (Value value : values)
      list.push_back(cells.lookup(value).number);
    return list;
  };
  auto mixed = [&](ArrayRef<OpFoldResult> values) {
    SmallVector<int64_t> list;
    for (OpFoldResult value : values)
      list.push_back(isa<Attribute>(value)
                         ? cast<IntegerAttr>(cast<Attribute>(value)).getInt()
                         : cells.lookup(cast<Value>(value)).number);
    return list;
  };
  if (auto view = dyn_cast<memref::ViewOp>(op)) {
    MemoryView result = cells.lookup(view.getSource()).view;
    auto type = cast<MemRefType>(view.getType());
    result.offset += cells.lookup(view.getByteShift()).number;
    result.element = type.getElementType();
    result.sizes.assign(type.getShape().begin(), type.getShape().end());
    int64_t offset;
    result.strides.clear();
    if (!type.hasStaticShape() ||
        failed(type.getStridesAndOffset(result.strides, offset)))
      return op.emitError("is no view of known sizes");
    cells[view.getResult()].view = result;
    return success();
  }
  if (auto view = dyn_cast<memref::ReinterpretCastOp>(op)) {
    MemoryView result = cells.lookup(view.getSource()).view;
    int64_t bytes = result.element.getIntOrFloatBitWidth() / 8;
    result.offset += mixed(view.getMixedOffsets()).front() * bytes;
    result.sizes = mixed(view.getMixedSizes());
    result.strides = mixed(view.getMixedStrides());
    cells[view.getResult()].view = result;
    return success();
  }
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    auto value =
        cells.lookup(load.getMemRef()).view.load(numbers(load.getIndices()));
    if (!value)
      return op.emitError("reads outside of its memory");
    cells[load.getResult()].number = int64_t(*value);
    return success();
  }
  auto store = cast<memref::StoreOp>(op);
  if (!cells.lookup(store.getMemRef())
           .view.store(numbers(store.getIndices()),
                       double(cells.lookup(store.getValue()).number)))
    return op.emitError("writes outside of its memory");
  return success();
}

//===----------------------------------------------------------------------===//
// Whole numbers
//===----------------------------------------------------------------------===//

LogicalResult LoopInterpreter::runNumber(Operation &op, Cells &cells) {
  SmallVector<int64_t, 2> x;
  for (Value operand : op.getOperands())
    x.push_back(cells.lookup(operand).number);
  auto result =
      llvm::TypeSwitch<Operation *, std::optional<int64_t>>(&op)
          .Case([](arith::ConstantOp constant) -> std::optional<int64_t> {
            if (auto number = dyn_cast<IntegerAttr>(constant.getValue()))
              return number.getInt();
            // Buffers are cleared with the number zero.
            auto number = dyn_cast<FloatAttr>(constant.getValue());
            if (number && number.getValue().isPosZero())
              return 0;
            return std::nullopt;
          })
          .Case([&](arith::AddIOp) { return x[0] + x[1]; })
          .Case([&](arith::SubIOp) { return x[0] - x[1]; })
          .Case([&](arith::MulIOp) { return x[0] * x[1]; })
          .Case([&](arith::RemUIOp) { return x[0] % x[1]; })
          .Case([&](arith::MinSIOp) { return std::min(x[0], x[1]); })
          .Case([&](arith::MaxSIOp) { return std::max(x[0], x[1]); })
          .Case([&](arith::MinUIOp) { return std::min<uint64_t>(x[0], x[1]); })
          .Case([&](arith::MaxUIOp) { return std::max<uint64_t>(x[0], x[1]); })
          .Case<arith::IndexCastOp, arith::IndexCastUIOp>(
              [&](auto) { return x[0]; })
          .Default(std::optional<int64_t>());
  if (!result)
    return op.emitError("is no operation around kernels");
  cells[op.getResult(0)].number = *result;
  return success();
}

} // namespace snnc
