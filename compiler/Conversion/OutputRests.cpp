// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/OutputRests.h"

#include "compiler/Conversion/Buffers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace snnc {

/// Clears row 0 of every sample.
static void clear(OpBuilder &builder, Location loc, Value row, Value samples) {
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  OpBuilder::InsertionGuard guard(builder);
  auto forEach = [&](Value count) -> Value {
    auto loop = scf::ForOp::create(builder, loc, index(0), count, index(1));
    builder.setInsertionPointToStart(loop.getBody());
    return loop.getInductionVar();
  };
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
  int64_t size = cast<MemRefType>(row.getType()).getDimSize(2);
  Value sample = forEach(samples), element = forEach(index(size));
  memref::StoreOp::create(builder, loc, zero, row,
                          ValueRange{sample, index(0), element});
}

SmallVector<Value> startOutputs(OpBuilder &builder, snn::ModelOp model,
                                const SampleMemory &memory,
                                ValueRange sequences) {
  Location loc = model.getLoc();
  SmallVector<Value> rests(sequences.size());
  for (auto [index, port] :
       llvm::enumerate(model.getOutputs().getAsRange<snn::PortAttr>())) {
    if (port.getReduce() != snn::Reduce::None)
      clear(builder, loc, sequences[index], memory.samples);
    std::optional<int64_t> offset = model.getRestOffset(index);
    if (!offset)
      continue;
    rests[index] = createSampleView(builder, loc, memory.bytes, *offset,
                                    {1, port.getType().getNumElements()},
                                    builder.getF32Type(), memory.samples,
                                    memory.sampleBytes);
    clear(builder, loc, rests[index], memory.samples);
  }
  return rests;
}

} // namespace snnc
