// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The input of a convolution, turned from channels at each place to places of
// each channel.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/PhaseLoops.h"
#include "compiler/Conversion/SequenceRows.h"
#include "compiler/Conversion/SpikeLanes.h"
#include "compiler/Conversion/Transpose.h"
#include "compiler/Conversion/WindowLoops.h"

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
  /// Each phase of the places goes to a plane of its own: zeros, some inputs,
  /// zeros up to the plane's extent.
  struct Phase {
    int64_t before, firstInput, count;
    bool clearsBefore; ///< else the row before does, as its last vector is long
  };
  Phase phaseOf(int64_t number);
  Row findRow(Value number);
  void
  forEachPlane(const Row &row,
               llvm::function_ref<void(const Phase &phase, Value to)> body);
  void clearFirst();
  void clearBehind();
  void clearRow(const Row &row);
  void copyRow(const Row &row);
  void copyPhase(const Phase &phase, Value begin, Value to);

  /// Some places of a row, and the vectors of zeros behind them.
  struct Part {
    Value first, to; ///< an input, and its place in the first channel's plane
    int64_t count;
    int64_t zeros = 0;
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
  void clear(Value place, int64_t vectors) {
    for (int64_t number = 0; number < vectors; ++number)
      store(e.splat(0.0f, lanes), e.add(place, e.index(number * lanes)));
  }
  int64_t vectorsOf(int64_t places) {
    return llvm::divideCeilSigned(places, lanes);
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
  count = std::max<int64_t>(count, 0);
  int64_t end = before + vectorsOf(count) * lanes,
          written = end + vectorsOf(std::max<int64_t>(extent - end, 0)) * lanes;
  return {before, input, count,
          /*clearsBefore=*/before > std::min(lanes, written - extent)};
}

/// Visits the planes of a row, each with where the row begins there.
void PlaneCopy::forEachPlane(
    const Row &row,
    llvm::function_ref<void(const Phase &phase, Value to)> body) {
  for (auto [number, phase] : llvm::enumerate(phases)) {
    Value plane = e.add(e.mul(row.plane, last.inputStride), e.index(number));
    body(phase, e.add(e.mul(plane, layout.pitch),
                      e.mul(row.place, layout.extent.back())));
  }
}

/// What no row before does for the first of a plane.
void PlaneCopy::clearFirst() {
  if (llvm::all_of(phases, [](const Phase &phase) {
        return phase.before == 0 || phase.clearsBefore;
      }))
    return;
  e.loop(channels * layout.perChannel,
         [&](Value plane) { clear(e.mul(plane, layout.pitch), 1); });
}

/// What lies behind the places of each plane, and behind the last plane: the
/// last vectors of products read it. It decides no output, but numbers that are
/// left there may be subnormal, and then products take ten times as long.
void PlaneCopy::clearBehind() {
  int64_t places = 1, planes = channels * layout.perChannel;
  for (int64_t extent : layout.extent)
    places *= extent;
  int64_t begin = places / lanes * lanes; // its row comes later
  e.loop(planes, [&](Value plane) {
    clear(e.add(e.mul(plane, layout.pitch), e.index(begin)),
          vectorsOf(layout.pitch - begin));
  });
  e.loop(vectorsOf(layout.block), [&](Value number) {
    clear(e.add(e.index(planes * layout.pitch), e.mul(number, lanes)), 1);
  });
}

void PlaneCopy::clearRow(const Row &row) {
  forEachPlane(row, [&](const Phase &phase, Value to) {
    int64_t places =
        layout.extent.back() + (phase.clearsBefore ? 0 : phase.before);
    e.loop(channels, [&](Value channel) {
      e.loop(vectorsOf(places), [&](Value number) {
        clear(e.add(placeOf(channel, to), e.mul(number, lanes)), 1);
      });
    });
  });
}

void PlaneCopy::copyRow(const Row &row) {
  Value begin = e.mul(row.number, part.window.input.back());
  forEachPlane(row, [&](const Phase &phase, Value to) {
    copyPhase(phase, e.add(begin, e.index(phase.firstInput)),
              e.add(to, e.index(phase.before)));
  });
}

/// Some vectors at a time; the last ones have what is left.
void PlaneCopy::copyPhase(const Phase &phase, Value begin, Value to) {
  if (phase.clearsBefore) {
    Value begin =
        arith::SubIOp::create(e.builder, e.loc, to, e.index(phase.before));
    e.loop(channels, [&](Value channel) {
      clear(placeOf(channel, begin), vectorsOf(phase.before));
    });
  }
  int64_t together = 4 * lanes,
          whole = std::max<int64_t>(phase.count - 1, 0) / together,
          done = whole * together;
  if (whole > 0)
    e.loop(whole, [&](Value number) {
      copyPart({e.add(begin, e.mul(number, together * last.inputStride)),
                e.add(to, e.mul(number, together)), together});
    });
  Part rest = {e.add(begin, e.index(done * last.inputStride)),
               e.add(to, e.index(done)), phase.count - done};
  int64_t end = phase.before + done + vectorsOf(rest.count) * lanes;
  rest.zeros = vectorsOf(std::max<int64_t>(layout.extent.back() - end, 0));
  copyPart(rest);
}

void PlaneCopy::copyPart(const Part &places) {
  if (part.source.storage.isSpikes)
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

/// The vectors of a channel and zeros behind them. The next row is not written
/// yet.
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
  clear(e.add(to, e.index(vectors.size() * lanes)), places.zeros);
}

void PlaneCopy::emit() {
  clearBehind();
  clearFirst();
  int64_t rows = 1;
  for (const snn::AxisPhases &axis : ArrayRef(part.plan.axes).drop_back())
    rows *= axis.extent;
  e.loop(rows, [&](Value number) {
    Row row = findRow(number);
    if (row.isInput)
      e.choose(row.isInput, [&] { copyRow(row); }, [&] { clearRow(row); });
    else
      copyRow(row);
  });
}

} // namespace

void copyToPlanes(Emitter &e, const ConvPart &part) {
  PlaneCopy(e, part, {}, part.source.storage.channels).emit();
}

void copyToPlanes(Emitter &e, const ConvPart &part, Value first,
                  int64_t channels) {
  PlaneCopy(e, part, first, channels).emit();
}

} // namespace snnc
