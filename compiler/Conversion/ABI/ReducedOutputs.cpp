// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/ABI/ReducedOutputs.h"

#include "compiler/Conversion/Code/Buffers.h"
#include "dialect/Reduce.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace snnc {

/// Clears what lies in `memory` for every sample; of steps, the first.
static void clear(OpBuilder &builder, Location loc, Value memory,
                  Value samples) {
  OpBuilder::InsertionGuard guard(builder);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  auto forEach = [&](Value count) -> Value {
    auto loop = scf::ForOp::create(builder, loc, index(0), count, index(1));
    builder.setInsertionPointToStart(loop.getBody());
    return loop.getInductionVar();
  };
  auto type = cast<MemRefType>(memory.getType());
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getZeroAttr(type.getElementType()));
  SmallVector<Value> place = {forEach(samples)};
  for (int64_t size : type.getShape().drop_front())
    place.push_back(ShapedType::isDynamic(size) ? index(0)
                                                : forEach(index(size)));
  memref::StoreOp::create(builder, loc, zero, memory, place);
}

SmallVector<Value> startOutputs(OpBuilder &builder, snn::ModelOp model,
                                const SampleMemory &memory,
                                ValueRange sequences) {
  Location loc = model.getLoc();
  SmallVector<Value> sums(sequences.size());
  for (auto [index, port] :
       llvm::enumerate(model.getOutputs().getAsRange<snn::PortAttr>())) {
    if (port.getReduce() != snn::Reduce::None)
      clear(builder, loc, sequences[index], memory.samples);
    std::optional<int64_t> offset = model.getSumOffset(index);
    if (!offset)
      continue;
    sums[index] = createBuffer(
        builder, loc, memory.bytes, snn::storageOfSum(port.getType()), *offset,
        /*blocks=*/2, memory.samples, memory.sampleBytes);
    clear(builder, loc, sums[index], memory.samples);
  }
  return sums;
}

} // namespace snnc
