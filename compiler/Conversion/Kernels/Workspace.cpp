// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of a kernel's workspace.

#include "compiler/Conversion/Code/Buffers.h"
#include "compiler/Conversion/Kernels/Producers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

LogicalResult Workspace::check(snn::KernelOp kernel) const {
  int64_t available =
      bytes ? cast<MemRefType>(bytes.getType()).getDimSize(1) : 0;
  if (plan.getBytes() <= available)
    return success();
  return mlir::emitError(kernel.getLoc(), "kernel '")
         << kernel.getName()
         << "' has too little workspace; run snn-layout-state first";
}

/// The bytes from the first sample's workspace on.
Value Workspace::flatten() {
  OpBuilder &builder = emitter.builder;
  int64_t stride =
      cast<MemRefType>(bytes.getType()).getStridesAndOffset().first.front();
  Value samples =
      memref::DimOp::create(builder, emitter.loc, bytes, int64_t(0));
  OpFoldResult length = emitter.mul(samples, stride);
  auto type = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  return memref::ReinterpretCastOp::create(
      builder, emitter.loc, type, bytes, builder.getIndexAttr(0),
      ArrayRef<OpFoldResult>{length},
      ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
}

Value Workspace::view(const snn::WorkspacePlan::Part &part) {
  return memref::ViewOp::create(emitter.builder, emitter.loc, part.type,
                                flatten(), emitter.index(part.offset),
                                ValueRange());
}

Value Workspace::get(Operation *op, Use use) { return view(plan.get(op, use)); }

Buffer Workspace::getKept(Value value) {
  return {view(plan.get(value)),
          snn::Storage::of(cast<RankedTensorType>(value.getType()))};
}

Value Workspace::getForSamples(Operation *op, Use use) {
  const snn::WorkspacePlan::Part &part = plan.get(op, use);
  auto layout = cast<MemRefType>(bytes.getType()).getStridesAndOffset().first;
  Value samples =
      memref::DimOp::create(emitter.builder, emitter.loc, bytes, int64_t(0));
  return createSampleView(emitter.builder, emitter.loc, flatten(), part.offset,
                          part.type.getShape(), part.type.getElementType(),
                          samples, layout.front());
}

} // namespace snnc
