// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over the outputs of a convolution, phase by phase.

#include "compiler/Conversion/Code/PhaseLoops.h"
#include "compiler/Conversion/Code/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

Value pick(Emitter &e, Value index, ArrayRef<int64_t> numbers) {
  Value picked = e.index(numbers.back());
  if (llvm::all_equal(numbers))
    return picked;
  for (size_t number = numbers.size() - 1; number-- > 0;) {
    Value isThis = arith::CmpIOp::create(
        e.builder, e.loc, arith::CmpIPredicate::eq, index, e.index(number));
    picked = arith::SelectOp::create(e.builder, e.loc, isThis,
                                     e.index(numbers[number]), picked);
  }
  return picked;
}

OutputPhase::Axis OutputPhase::axisAt(const snn::AxisPhases &axis,
                                      Value number) const {
  auto pickMember = [&](int64_t snn::AxisPhases::Phase::*member) {
    SmallVector<int64_t> numbers;
    for (const snn::AxisPhases::Phase &phase : axis.phases)
      numbers.push_back(phase.*member);
    return pick(e, number, numbers);
  };
  return {number, pickMember(&snn::AxisPhases::Phase::firstTap),
          pickMember(&snn::AxisPhases::Phase::taps),
          pickMember(&snn::AxisPhases::Phase::firstInput)};
}

void OutputPhase::visit(llvm::function_ref<void(const OutputPhase &)> body) {
  if (axes.size() == all.size())
    return body(*this);
  const snn::AxisPhases &axis = all[axes.size()];
  e.loop(axis.phases.size(), [&](Value number) {
    axes.push_back(axisAt(axis, number));
    visit(body);
    axes.pop_back();
  });
}

void OutputPhase::forEach(Emitter &e, const snn::Window &window,
                          ArrayRef<snn::AxisPhases> all,
                          llvm::function_ref<void(const OutputPhase &)> body) {
  OutputPhase(e, window, all).visit(body);
}

OutputPhase::Output OutputPhase::getOutput(ArrayRef<Value> coordinates,
                                           ArrayRef<int64_t> sizes) const {
  Value position = e.index(0), isThere;
  for (size_t axis = 0; axis < axes.size(); ++axis) {
    int64_t phases = all[axis].phases.size(), outputs = window.output[axis];
    Value on = e.add(e.mul(coordinates[axis], phases), axes[axis].number);
    position = e.add(e.mul(position, outputs), on);
    if (sizes[axis] * phases <= outputs)
      continue;
    isThere = isInside(e, isThere, on, outputs);
  }
  return {position, isThere};
}

Emitter::Values OutputPhase::forEachTapOf(size_t number, ValueRange carried,
                                          AxisTapBody body) const {
  const Axis &axis = axes[number];
  return e.loop(
      e.index(0), axis.taps, e.index(1), carried,
      [&](Value k, ValueRange inner) {
        Value own = e.add(e.mul(k, all[number].tapStep), axis.firstTap),
              place = e.add(e.mul(k, all[number].inputStep), axis.firstInput);
        return body(own, place, inner);
      });
}

Emitter::Values OutputPhase::forEachTap(ValueRange carried,
                                        TapBody body) const {
  SmallVector<Value> places;
  std::function<Emitter::Values(Value, ValueRange)> visit =
      [&](Value tap, ValueRange values) -> Emitter::Values {
    size_t number = places.size();
    if (number == axes.size())
      return body(tap, places, values);
    return forEachTapOf(
        number, values, [&](Value own, Value place, ValueRange inner) {
          places.push_back(place);
          Emitter::Values results =
              visit(e.add(e.mul(tap, window.kernel[number]), own), inner);
          places.pop_back();
          return results;
        });
  };
  return visit(e.index(0), carried);
}

} // namespace snnc
