// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The input of a convolution, turned from channels at each place to places of
// each channel.

#include "compiler/Conversion/ABI/SequenceRows.h"
#include "compiler/Conversion/Code/PhaseLoops.h"
#include "compiler/Conversion/Code/SpikeLanes.h"
#include "compiler/Conversion/Code/Transpose.h"
#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/ConvParts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class PlaneCopy {
public:
  PlaneCopy(Emitter &e, const ConvPart &part, Value first, int64_t channels)
      : e(e), part(part), first(first), channels(channels),
        layout(*part.plan.planes), last(part.plan.axes.back()),
        lanes(e.options.registerLanes) {
    for (int64_t number = 0; number < last.inputStride; ++number)
      phases.push_back(phaseOf(number));
  }

  void emit();

private:
  /// A row of places, those along the last axis: where it begins in a plane,
  /// and which of the input's it is, if any.
  struct Row {
    Value plane, place, number, isInput;
  };
  /// Each phase of the places goes to a plane of its own: `count` inputs from
  /// `firstInput` on, `before` places behind the begin of a row.
  struct Phase {
    int64_t before, firstInput, count;
  };
  Phase phaseOf(int64_t number);
  Row findRow(Value number);
  void copyRow(const Row &row);
  void copyPhase(const Phase &phase, Value begin, Value to);

  /// Some places of a row.
  struct Part {
    Value first, to; ///< an input, and its place in the first channel's plane
    int64_t count;
  };
  void copyPart(const Part &);
  void copyFloats(const Part &);
  void copySpikes(const Part &);
  std::vector<SpikeLanes> loadWords(const Part &, Value word);
  void storePart(const Part &, ArrayRef<Value> vectors, Value channel);
  Value placeOf(Value channel, Value to) {
    return e.add(e.mul(channel, layout.perChannel * layout.pitch), to);
  }
  void store(Value x, Value place) {
    vector::StoreOp::create(e.builder, e.loc, x, part.planes,
                            ValueRange{place});
  }

  Emitter &e;
  const ConvPart &part;
  Value first; ///< channel; null for all
  int64_t channels;
  const snn::ProductPlan::Planes &layout;
  const snn::AxisPhases &last;
  int64_t lanes;
  SmallVector<Phase> phases;
};

/// The row of that number among those that windows cover, in the padding too.
PlaneCopy::Row PlaneCopy::findRow(Value number) {
  Row row = {e.index(0), e.index(0), e.index(0), {}};
  ArrayRef<snn::AxisPhases> axes = ArrayRef(part.plan.axes).drop_back();
  SmallVector<int64_t> extents;
  for (const snn::AxisPhases &axis : axes)
    extents.push_back(axis.extent);
  SmallVector<Value> coordinates = coordinatesOf(e, number, extents);
  for (size_t number = 0; number < axes.size(); ++number) {
    const snn::AxisPhases &axis = axes[number];
    int64_t inputs = part.window.input[number];
    Value on = coordinates[number], input = e.add(on, e.index(axis.lowest));
    row.number = e.add(e.mul(row.number, inputs), input);
    row.plane = e.add(e.mul(row.plane, axis.inputStride),
                      remainder(e, on, axis.inputStride));
    row.place = e.add(e.mul(row.place, layout.extent[number]),
                      divide(e, on, axis.inputStride));
    if (axis.lowest >= 0 && axis.lowest + axis.extent <= inputs)
      continue;
    row.isInput = isInside(e, row.isInput, input, inputs);
  }
  return row;
}

PlaneCopy::Phase PlaneCopy::phaseOf(int64_t number) {
  int64_t stride = last.inputStride, places = part.window.input.back(),
          extent = layout.extent.back();
  int64_t outside = std::max<int64_t>(-last.lowest - number, 0),
          before = std::min(llvm::divideCeilSigned(outside, stride), extent),
          input = before * stride + number + last.lowest;
  int64_t count =
      std::min(llvm::divideCeilSigned(places - input, stride), extent - before);
  return {before, input, std::max<int64_t>(count, 0)};
}

void PlaneCopy::copyRow(const Row &row) {
  Value begin = e.mul(row.number, part.window.input.back());
  for (auto [number, phase] : llvm::enumerate(phases)) {
    Value plane = e.add(e.mul(row.plane, last.inputStride), e.index(number)),
          to = e.add(e.mul(plane, layout.pitch),
                     e.mul(row.place, layout.extent.back()));
    copyPhase(phase, e.add(begin, e.index(phase.firstInput)),
              e.add(to, e.index(layout.begin + phase.before)));
  }
}

/// Some vectors at a time; the last ones have what is left.
void PlaneCopy::copyPhase(const Phase &phase, Value begin, Value to) {
  int64_t together = 4 * lanes,
          whole = std::max<int64_t>(phase.count - 1, 0) / together,
          done = whole * together;
  if (whole > 0)
    e.loop(whole, [&](Value number) {
      copyPart({e.add(begin, e.mul(number, together * last.inputStride)),
                e.add(to, e.mul(number, together)), together});
    });
  copyPart({e.add(begin, e.index(done * last.inputStride)),
            e.add(to, e.index(done)), phase.count - done});
}

void PlaneCopy::copyPart(const Part &places) {
  if (part.source.storage.isBits())
    copySpikes(places);
  else
    copyFloats(places);
}

/// Lanes behind the last place hold something, as memory goes on there.
void PlaneCopy::copyFloats(const Part &places) {
  forEachBlock(e, channels, [&](Value channel, int64_t count) {
    std::vector<Emitter::Values> columns(count);
    for (int64_t begin = 0; begin < places.count; begin += lanes) {
      SmallVector<Value> from;
      for (int64_t lane = begin; lane < begin + lanes; ++lane)
        from.push_back(e.add(places.first, e.index(lane * last.inputStride)));
      forEachColumn(e, part.source, from, channel, count,
                    [&](int64_t own, Value x) { columns[own].push_back(x); });
    }
    for (int64_t own = 0; own < count; ++own)
      storePart(places, columns[own], e.add(channel, e.index(own)));
  });
}

/// Vectors of words, each of a vector of places.
std::vector<SpikeLanes> PlaneCopy::loadWords(const Part &places, Value word) {
  std::vector<SpikeLanes> words;
  for (int64_t begin = 0; begin < places.count; begin += lanes)
    words.push_back(
        SpikeLanes::load(e, part.source, word,
                         e.add(places.first, e.index(begin * last.inputStride)),
                         lanes, last.inputStride));
  return words;
}

void PlaneCopy::copySpikes(const Part &places) {
  if (first) {
    Value word = divide(e, first, SpikeLanes::kChannels),
          begin = remainder(e, first, SpikeLanes::kChannels);
    return SpikeLanes::forEachChannel(
        e, loadWords(places, word), begin, channels,
        [&](Value own, ValueRange floats) {
          Value channel = arith::SubIOp::create(e.builder, e.loc, own, begin);
          storePart(places, llvm::to_vector(floats), channel);
        });
  }
  forEachWord(e, part.source.storage, [&](Value word, int64_t count) {
    SpikeLanes::forEachChannel(
        e, loadWords(places, word), count, [&](Value own, ValueRange floats) {
          Value channel = e.add(e.mul(word, SpikeLanes::kChannels), own);
          storePart(places, llvm::to_vector(floats), channel);
        });
  });
}

/// The vectors of a channel. The last one's lanes behind the places are zeros:
/// they belong to the padding, or to a row that is written later.
void PlaneCopy::storePart(const Part &places, ArrayRef<Value> vectors,
                          Value channel) {
  Value to = placeOf(channel, places.to);
  for (auto [number, vector] : llvm::enumerate(vectors)) {
    int64_t left = places.count - number * lanes;
    Value x = vector;
    if (left < lanes)
      x = arith::SelectOp::create(e.builder, e.loc, e.firstLanes(left, lanes),
                                  x, e.splat(0.0f, lanes));
    store(x, e.add(to, e.index(number * lanes)));
  }
}

void PlaneCopy::emit() {
  int64_t rows = 1;
  for (const snn::AxisPhases &axis : ArrayRef(part.plan.axes).drop_back())
    rows *= axis.extent;
  e.loop(rows, [&](Value number) {
    Row row = findRow(number);
    if (!row.isInput)
      return copyRow(row);
    e.branch(row.isInput, ValueRange(), [&] {
      copyRow(row);
      return Emitter::Values();
    });
  });
}

} // namespace

/// What lies behind the places of a plane, and behind the last plane, is read
/// by the last vectors of products. It decides no output, but what is left
/// there may be subnormal, and then products take ten times as long.
void clearPlanes(Emitter &e, const ConvPart &part, int64_t channels) {
  const snn::ProductPlan::Planes &layout = *part.plan.planes;
  int64_t lanes = e.options.registerLanes,
          floats = channels * layout.perChannel * layout.pitch + layout.block;
  e.loop(floats / lanes, [&](Value number) {
    vector::StoreOp::create(e.builder, e.loc, e.splat(0.0f, lanes), part.planes,
                            ValueRange{e.mul(number, lanes)});
  });
}

void copyToPlanes(Emitter &e, const ConvPart &part) {
  PlaneCopy(e, part, {}, part.source.storage.channels).emit();
}

void copyToPlanes(Emitter &e, const ConvPart &part, Value first,
                  int64_t channels) {
  PlaneCopy(e, part, first, channels).emit();
}

} // namespace snnc
