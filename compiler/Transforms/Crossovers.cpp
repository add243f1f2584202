// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Transforms/Crossovers.h"

#include "dialect/KernelPlan.h"
#include "dialect/ProductPlan.h"
#include "dialect/SNNDialect.h"

using namespace mlir;

namespace snnc {

namespace {

/// The time of a convolution in both ways, by input: in nanoseconds of an Intel
/// Xeon (Ice Lake, AVX-512), from the least times of 24 convolutions with 1
/// to 49 taps.
/// What was measured is within a factor of 2 of what follows, as caches and the
/// number of channels count, too.
class ConvCost {
public:
  ConvCost(snn::ConvolveOp conv, int64_t lanes);
  /// The part of inputs that are events from which on products are faster.
  double crossover() const { return (product() + once()) / event(); }

private:
  double event() const;
  double product() const;
  double once() const;

  snn::ProductPlan plan;
  int64_t lanes, groupOutputs;
  bool isGivenOut, isStrided, isDilated;
  double taps = 1;            ///< that an input meets, by output of its group
  double outputsPerInput = 1; ///< of the result, by one of the source
};

} // namespace

ConvCost::ConvCost(snn::ConvolveOp conv, int64_t lanes)
    : plan(snn::ProductPlan::of(conv)), lanes(lanes),
      isGivenOut(snn::isGivenOut(conv->getParentOp())) {
  auto isMore = [](int64_t distance) { return distance > 1; };
  isStrided = llvm::any_of(conv.getStride(), isMore);
  isDilated = llvm::any_of(conv.getDilation(), isMore);
  auto sizeOf = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getShape();
  };
  ArrayRef<int64_t> source = sizeOf(conv.getSource()),
                    result = sizeOf(conv.getResult());
  groupOutputs = result[0] / int64_t(conv.getGroups());
  outputsPerInput = double(result[0]) / source[0];
  for (auto [axis, from, to] :
       llvm::zip(plan.axes, source.drop_front(), result.drop_front())) {
    double all = 0; // taps of an output, those in the padding too
    for (const snn::AxisPhases::Phase &phase : axis.phases)
      all += phase.taps;
    taps *= all / axis.phases.size() * to / from;
    outputsPerInput *= double(to) / from;
  }
}

/// Finds its outputs, by a division where windows move by more than one and a
/// test where taps lie apart, and adds a row to each.
double ConvCost::event() const {
  double vectors = llvm::divideCeilSigned(groupOutputs, lanes),
         tap = 0.95 + 1.37 * (vectors - 1) + (isDilated ? 1 : 0);
  return (isStrided ? 5 : 2) + taps * tap;
}

double ConvCost::product() const {
  double vectors = llvm::divideCeilSigned(groupOutputs, lanes);
  switch (plan.kind) {
  case snn::ProductPlan::Kind::Rows:
    return taps * (0.1 + 0.155 * vectors);
  case snn::ProductPlan::Kind::Lanes:
    return taps * 0.5 / lanes;
  case snn::ProductPlan::Kind::Planes: // a vector of positions an output
    return taps * (0.08 + 0.2 * groupOutputs) / lanes;
  }
  llvm_unreachable("all kinds are above");
}

/// Copies the input, and turns outputs or gives them out; what events add to is
/// cleared before, and turned if it is given out: 0.2 ns an output at least, on
/// that machine and on an AMD EPYC (Zen 4).
double ConvCost::once() const {
  double perOutput = 0;
  if (plan.kind == snn::ProductPlan::Kind::Planes)
    perOutput = isGivenOut && plan.axes.back().phases.size() == 1 ? -0.2 : 0.25;
  return 0.1 + perOutput * outputsPerInput;
}

double crossoverOf(snn::ConvolveOp conv, double ofRows, int64_t lanes) {
  constexpr double least = 0.005; // it takes time to count, too
  double crossover = std::max(ConvCost(conv, lanes).crossover(), least);
  return ofRows / kConvCrossover * crossover;
}

} // namespace snnc
