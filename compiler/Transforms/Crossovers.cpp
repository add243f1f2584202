// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Transforms/Crossovers.h"

#include "dialect/ProductPlan.h"
#include "dialect/SNNDialect.h"

using namespace mlir;

namespace snnc {

/// Inputs that an output meets, those in the padding too, by channel.
static double tapsOf(const snn::ProductPlan &plan) {
  double taps = 1;
  for (const snn::AxisPhases &axis : plan.axes) {
    double all = 0;
    for (const snn::AxisPhases::Phase &phase : axis.phases)
      all += phase.taps;
    taps *= all / axis.phases.size();
  }
  return taps;
}

/// What products take for each tap of an output, and what they take once, to
/// copy inputs and sums, both as parts of the time that events would take for a
/// tap if all of the input were events. An event adds to few outputs at once
/// where groups are small, and to one where a channel has a kernel of its own,
/// so that products are worth more there. From times of 24 convolutions with 1
/// to 49 taps on an Intel Xeon (Ice Lake), with AVX-512 and with AVX2. Half of
/// what was measured is within a third of what follows from these numbers, all
/// of it within a factor of 2: caches and the number of channels count, too.
static std::pair<double, double> costOf(snn::ProductPlan::Kind kind) {
  switch (kind) {
  case snn::ProductPlan::Kind::Rows:
    return {0.2, 0.45};
  case snn::ProductPlan::Kind::Lanes:
    return {0.05, 0.02};
  case snn::ProductPlan::Kind::Planes:
    return {0.12, 0.2};
  }
  llvm_unreachable("all kinds are above");
}

static double crossoverOf(snn::ProductPlan::Kind kind, double taps) {
  auto [perTap, once] = costOf(kind);
  return perTap + once / taps;
}

double crossoverOf(snn::ConvOp conv, double ofRows) {
  snn::ProductPlan plan = snn::ProductPlan::of(conv);
  return ofRows * crossoverOf(plan.kind, tapsOf(plan)) /
         crossoverOf(snn::ProductPlan::Kind::Rows, 9);
}

} // namespace snnc
