// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a convolution multiplies its whole input, and the memory that this takes.

#include "dialect/ProductPlan.h"

#include "dialect/KernelPlan.h"
#include "dialect/SNNDialect.h"

using namespace mlir;
using namespace mlir::snn;

/// Lanes of the widest registers: what is written or read together.
static constexpr int64_t kLanes = 16;

/// With `alignRows`, the inputs of a row begin where a vector does.
static ProductPlan::Planes planesOf(ArrayRef<AxisPhases> axes,
                                    const Storage &source, int64_t outputs,
                                    bool alignRows) {
  ProductPlan::Planes planes = {1, {}, 0, 1, 0, 0, 0, 0};
  for (const AxisPhases &axis : axes) {
    int64_t extent = (axis.extent - 1) / axis.inputStride + 1;
    if (alignRows && &axis == &axes.back()) {
      int64_t outside = std::max<int64_t>(-axis.lowest, 0),
              before = llvm::divideCeilSigned(outside, axis.inputStride);
      planes.begin = llvm::alignTo(before, kLanes) - before;
      extent = llvm::alignTo(extent, kLanes);
    }
    planes.perChannel *= axis.inputStride;
    planes.extent.push_back(extent);
    planes.pitch *= extent;
    planes.outputs = planes.outputs * extent + axis.count - 1;
  }
  planes.outputs += 1;
  constexpr int64_t mostTogether = 8 * kLanes;
  planes.block =
      std::min<int64_t>(mostTogether, llvm::alignTo(planes.outputs, kLanes));
  planes.blockFloats = llvm::alignTo(outputs, kLanes) * planes.block;
  // The last vector of a row, and of the zeros behind it, may end in what is
  // the next one's; the last block of outputs may end behind all.
  planes.pitch =
      llvm::alignTo(planes.begin + planes.pitch + 2 * kLanes, kLanes);
  planes.floats =
      source.channels * planes.perChannel * planes.pitch + mostTogether;
  // Vectors of places are read behind the source's end, too, which is a part of
  // the state that this memory ends.
  planes.floats +=
      llvm::alignTo(kLanes * axes.back().inputStride * source.getPitch() /
                        (source.isBits() ? 32 : 1),
                    kLanes);
  return planes;
}

/// The part of the lanes that are of use if lanes are outputs or channels.
static double fillOfRows(int64_t outputs) {
  return double(outputs) / llvm::alignTo(outputs, kLanes);
}

/// The same if lanes are positions.
static double fillOfPlanes(ArrayRef<AxisPhases> axes,
                           const ProductPlan::Planes &planes) {
  double useful = 1;
  for (const AxisPhases &axis : axes)
    useful *= axis.count;
  return useful / llvm::alignTo(planes.outputs, kLanes);
}

ProductPlan ProductPlan::of(ConvolveOp conv) {
  auto storageOf = [](Value value) {
    return Storage::of(cast<RankedTensorType>(value.getType()));
  };
  Storage source = storageOf(conv.getSource());
  int64_t outputs = storageOf(conv.getResult()).channels,
          groups = conv.getGroups();
  Window window = Window::of(conv);
  ProductPlan plan;
  for (size_t axis = 0; axis < window.kernel.size(); ++axis)
    plan.axes.push_back(window.getPhases(axis));
  Planes planes = planesOf(plan.axes, source, outputs, /*alignRows=*/false);
  bool isDepthwise =
           groups > 1 && groups == outputs && groups == source.channels,
       isNarrow = (groups == 1 || isDepthwise) &&
                  2 * fillOfRows(outputs) < fillOfPlanes(plan.axes, planes),
       hasWholeGroups = groups == 1 || outputs / groups % kLanes == 0;
  // Sums by positions are not turned where they are given out, unless every
  // other place is of another phase.
  bool isDirect = groups > 1 && isGivenOut(conv->getParentOp()) &&
                  plan.axes.back().phases.size() == 1 &&
                  fillOfPlanes(plan.axes, planes) >= 0.75;
  plan.kind = isNarrow || isDirect ? Kind::Planes
              : isDepthwise        ? Kind::Lanes
              : hasWholeGroups     ? Kind::Rows
                                   : Kind::Planes;
  if (plan.kind == Kind::Planes) {
    // A few channels are copied at a time then: wider rows stay in the cache.
    if (isDirect && source.isBits() && plan.axes.back().count % kLanes == 0)
      planes = planesOf(plan.axes, source, outputs, /*alignRows=*/true);
    plan.planes = planes;
    return plan;
  }
  if (!source.isBits() && window.isInside())
    return plan;
  plan.copy.emplace();
  plan.copy->channels = source.channels;
  for (const AxisPhases &axis : plan.axes)
    plan.copy->positions *= axis.extent;
  return plan;
}
