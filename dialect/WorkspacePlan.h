// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The memory that a kernel needs for itself while it runs, part by part.

#ifndef SNN_WORKSPACE_PLAN_H
#define SNN_WORKSPACE_PLAN_H

#include "dialect/SNNDialect.h"

#include <map>

namespace mlir::snn {

/// Steps that a matrix product computes side by side: with four registers each
/// they fill a register file of sixteen.
inline constexpr int64_t kDenseRows = 3;
/// Inputs that a matrix product takes at a time, a multiple of 64: they and
/// their weights stay in the nearest cache.
inline constexpr int64_t kDenseInputs = 512;
/// Most outputs that any kernel computes side by side.
inline constexpr int64_t kMostLanes = 64;

/// The workspace of a group or kernel that computes up to so many steps in one
/// go: the one place that knows what it needs, for the pass that reserves it
/// and for the lowering that uses it, byte for byte.
class WorkspacePlan {
public:
  WorkspacePlan(Block &body, int64_t steps);

  /// What a part is for. Most belong to an operation.
  enum class Use {
    Kept,          ///< a value that a later pass reads
    EventIndices,  ///< matvec: [event], of all steps of a sample
    EventStarts,   ///< matvec: [step], then two numbers, of a sample
    ProductSums,   ///< the first matvec: [step, lane]
    ProductInputs, ///< the first matvec: [kDenseRows, kDenseInputs]
    ConvSums,      ///< the first convolution of a sum: as its result
    ConvCopy,      ///< convolution: ProductPlan::copy
    ConvPlanes,    ///< convolution: ProductPlan::planes
    ConvBlock,     ///< convolution: sums of a block of planes
    GroupNumbers,  ///< a reduction of several groups: [channel]
  };

  struct Part {
    MemRefType type; ///< of one sample
    int64_t offset;  ///< in bytes
  };

  /// The part that `op`, or a value, has for this use.
  const Part &get(Operation *op, Use use) const { return parts.at({op, use}); }
  const Part &get(Value kept) const {
    return parts.at({kept.getAsOpaquePointer(), Use::Kept});
  }

  int64_t getBytes() const { return bytes; }

  /// What an operation needs, added by itself (`StepOpInterface`).
  void addMatvec(MatvecOp matvec, int64_t steps);
  void addConvolve(ConvolveOp conv);
  void addNumbers(ReduceOp reduce);

private:
  void add(const void *owner, Use use, MemRefType type);
  void add(const void *owner, Use use, ArrayRef<int64_t> shape, Type element);
  void addBlock(const void *owner, Use use, Value value);
  void addProducts(MatvecOp first, int64_t steps);

  std::map<std::pair<const void *, Use>, Part> parts;
  int64_t bytes = 0;
};

/// The most steps that a group computes in one go, in a scan of that tile.
int64_t mostSteps(GroupOp group, int64_t tile);
/// The same for the kernel that it became.
int64_t mostSteps(KernelOp kernel);

} // namespace mlir::snn

#endif // SNN_WORKSPACE_PLAN_H
