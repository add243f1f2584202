// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions without a look at the values, where outputs do not fill vectors:
// lanes are neighbouring positions of one output, and the outputs of a group
// share what they read. A phase's outputs are counted on the places of a plane,
// so that what a tap reads lies side by side across rows; where a row of
// outputs ends before the plane's, lanes compute what nobody needs.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/PhaseLoops.h"
#include "compiler/Conversion/Transpose.h"
#include "compiler/Conversion/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

/// Sums that stand in registers: some outputs at some vectors of positions.
struct Tile {
  int64_t outputs, vectors;
};

class PlaneProducts {
public:
  PlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums);
  void emit();

private:
  /// A vector of positions.
  struct Positions {
    SmallVector<Value> position, isThere;
  };
  Positions positionsOf(const OutputPhase &phase, Value first);
  void startSums();
  void loadSums(const OutputPhase &phase, Value first);
  void storeSums(const OutputPhase &phase, Value first);
  void forEachVector(
      const OutputPhase &phase, Value first,
      llvm::function_ref<void(const Positions &, Value channel, Value to)>
          body);
  void multiplyGroup(const OutputPhase &phase, Value group, Value first);
  void multiply(const OutputPhase &phase, Value channel, Value output,
                int64_t outputs, Value first);
  Emitter::Values addInput(Value row, Value output, Value from,
                           ValueRange carried);
  Value placeOf(ArrayRef<Value> places);
  Value sumAt(Value output, Value number) {
    return e.add(e.mul(output, tile.vectors * lanes), number);
  }
  Value load(Value memory, Value place) {
    return vector::LoadOp::create(e.builder, e.loc, e.floats(lanes), memory,
                                  place);
  }
  void store(Value x, Value memory, Value place) {
    vector::StoreOp::create(e.builder, e.loc, x, memory, ValueRange{place});
  }

  Emitter &e;
  ConvPart &part;
  const Buffer &sums;
  const snn::ProductPlan::Planes &layout;
  int64_t lanes;
  Tile tile;
};

} // namespace

/// As many sums as registers hold beside what is multiplied; few enough vectors
/// that not many of their lanes lie behind the last output.
static Tile chooseTile(const KernelOptions &options, int64_t outputs,
                       const snn::ProductPlan::Planes &layout) {
  int64_t lanes = options.registerLanes, sums = lanes >= 16 ? 16 : 8;
  Tile tile = {std::min<int64_t>(outputs, 4), 1};
  int64_t most = std::min(sums / tile.outputs, layout.block / lanes), least = 0;
  for (int64_t vectors = 1; vectors <= most; ++vectors) {
    int64_t blocks = llvm::divideCeilSigned(layout.outputs, vectors * lanes),
            cost = blocks * (vectors + 1); // a weight costs, too
    if (least > 0 && cost > least)
      continue;
    least = cost;
    tile.vectors = vectors;
  }
  return tile;
}

PlaneProducts::PlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums)
    : e(e), part(part), sums(sums), layout(*part.plan.planes),
      lanes(e.options.registerLanes),
      tile(chooseTile(e.options, part.groupOutputs, layout)) {}

//===----------------------------------------------------------------------===//
// The sums of a block, by outputs
//===----------------------------------------------------------------------===//

PlaneProducts::Positions PlaneProducts::positionsOf(const OutputPhase &phase,
                                                    Value first) {
  Positions all;
  SmallVector<int64_t> sizes(layout.extent);
  sizes.front() += part.window.output.front(); // a block may end behind
  for (int64_t lane = 0; lane < lanes; ++lane) {
    Value place = e.add(first, e.index(lane));
    auto [position, isThere] =
        phase.getOutput(coordinatesOf(e, place, layout.extent), sizes);
    all.position.push_back(position);
    all.isThere.push_back(isThere);
  }
  return all;
}

/// Visits each vector of the block's positions with 16 outputs at a time.
void PlaneProducts::forEachVector(
    const OutputPhase &phase, Value first,
    llvm::function_ref<void(const Positions &, Value channel, Value to)> body) {
  e.loop(tile.vectors, [&](Value number) {
    Value from = e.mul(number, lanes);
    Positions positions = positionsOf(phase, e.add(first, from));
    e.loop(sums.storage.getPitch() / 16, [&](Value block) {
      Value channel = e.mul(block, 16);
      body(positions, channel, sumAt(channel, from));
    });
  });
}

/// A bias at all positions of the block, and zeros behind the last output.
void PlaneProducts::startSums() {
  auto fill = [&](Value channel, Value x) {
    for (int64_t number = 0; number < tile.vectors; ++number)
      store(x, part.blockSums, sumAt(channel, e.index(number * lanes)));
  };
  int64_t outputs = sums.storage.channels;
  e.loop(outputs, [&](Value channel) {
    Value own = part.start({e.index(0), {}, channel, 1, 1, false});
    fill(channel, e.splat(vector::ExtractOp::create(e.builder, e.loc, own,
                                                    ArrayRef<int64_t>{0}),
                          lanes));
  });
  for (int64_t own = outputs; own < sums.storage.getPitch(); ++own)
    fill(e.index(own), e.splat(0.0f, lanes));
}

void PlaneProducts::loadSums(const OutputPhase &phase, Value first) {
  forEachVector(
      phase, first, [&](const Positions &at, Value channel, Value to) {
        SmallVector<Value> any; // where there is no such output
        for (auto [position, isThere] : llvm::zip(at.position, at.isThere))
          any.push_back(arith::SelectOp::create(e.builder, e.loc, isThere,
                                                position, e.index(0)));
        forEachColumn(e, sums, any, channel, 16,
                      [&](int64_t own, Value column) {
                        store(column, part.blockSums,
                              e.add(to, e.index(own * tile.vectors * lanes)));
                      });
      });
}

void PlaneProducts::storeSums(const OutputPhase &phase, Value first) {
  forEachVector(
      phase, first, [&](const Positions &at, Value channel, Value from) {
        SmallVector<Emitter::Values> blocks;
        for (int64_t begin = 0; begin < 16; begin += lanes) {
          Emitter::Values block;
          for (int64_t own = begin; own < begin + lanes; ++own)
            block.push_back(
                load(part.blockSums,
                     e.add(from, e.index(own * tile.vectors * lanes))));
          blocks.push_back(transpose(e, block));
        }
        for (int64_t lane = 0; lane < lanes; ++lane)
          e.branch(at.isThere[lane], ValueRange(), [&] {
            for (auto [number, block] : llvm::enumerate(blocks)) {
              Value column = e.add(channel, e.index(number * lanes));
              Panel panel = {
                  at.position[lane], {}, column, lanes, lanes, false};
              e.storePanel(block[lane], sums.memory, sums.storage, panel);
            }
            return Emitter::Values();
          });
      });
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Where in the planes of a channel the first output's input stands.
Value PlaneProducts::placeOf(ArrayRef<Value> places) {
  Value plane = e.index(0), flat = e.index(0);
  for (auto [axis, extent, place] :
       llvm::zip(part.plan.axes, layout.extent, places)) {
    plane = e.add(e.mul(plane, axis.inputStride),
                  remainder(e, place, axis.inputStride));
    flat = e.add(e.mul(flat, extent), divide(e, place, axis.inputStride));
  }
  return e.add(e.mul(plane, layout.pitch), flat);
}

/// Adds one input of the window to all sums of the tile.
Emitter::Values PlaneProducts::addInput(Value row, Value output, Value from,
                                        ValueRange carried) {
  Emitter::Values inputs, results;
  for (int64_t number = 0; number < tile.vectors; ++number)
    inputs.push_back(load(part.planes, e.add(from, e.index(number * lanes))));
  for (size_t number = 0; number < carried.size(); number += tile.vectors) {
    Value at = e.add(output, e.index(number / tile.vectors));
    Value weight = e.splat(part.rows.loadWeight(row, at), lanes);
    for (auto [input, sum] :
         llvm::zip(inputs, carried.slice(number, tile.vectors)))
      results.push_back(e.fma(input, weight, sum));
  }
  return results;
}

/// Adds all products to the sums of some outputs of a group, whose first input
/// is `channel`, at a block of positions.
void PlaneProducts::multiply(const OutputPhase &phase, Value channel,
                             Value output, int64_t outputs, Value first) {
  SmallVector<Value> places;
  Emitter::Values values;
  for (int64_t own = 0; own < outputs; ++own)
    for (int64_t number = 0; number < tile.vectors; ++number) {
      places.push_back(
          sumAt(e.add(output, e.index(own)), e.index(number * lanes)));
      values.push_back(load(part.blockSums, places.back()));
    }
  int64_t taps = part.window.getTaps(),
          pitch = layout.perChannel * layout.pitch;
  values = phase.forEachTap(
      values, [&](Value tap, ArrayRef<Value> read, ValueRange outer) {
        Value from = e.add(first, placeOf(read));
        return e.loop(e.index(0), e.index(part.groupInputs), e.index(1), outer,
                      [&](Value own, ValueRange inner) {
                        Value plane = e.mul(e.add(channel, own), pitch);
                        return addInput(e.add(e.mul(own, taps), tap), output,
                                        e.add(plane, from), inner);
                      });
      });
  for (auto [place, value] : llvm::zip(places, values))
    store(value, part.blockSums, place);
}

/// Cuts the outputs of a group into parts that differ by one at most.
void PlaneProducts::multiplyGroup(const OutputPhase &phase, Value group,
                                  Value first) {
  int64_t parts = llvm::divideCeilSigned(part.groupOutputs, tile.outputs),
          size = part.groupOutputs / parts, larger = part.groupOutputs % parts;
  Value channel = e.mul(group, part.groupInputs),
        output = e.mul(group, part.groupOutputs);
  auto multiplyParts = [&](int64_t from, int64_t count, int64_t outputs) {
    if (count > 0)
      e.loop(count, [&](Value number) {
        Value at = e.add(e.mul(number, outputs), e.index(from));
        multiply(phase, channel, e.add(output, at), outputs, first);
      });
  };
  multiplyParts(0, larger, size + 1);
  multiplyParts(larger * (size + 1), parts - larger, size);
}

void PlaneProducts::emit() {
  int64_t size = tile.vectors * lanes,
          blocks = llvm::divideCeilSigned(layout.outputs, size);
  OutputPhase::forEach(
      e, part.window, part.plan.axes, [&](const OutputPhase &phase) {
        e.loop(blocks, [&](Value block) {
          Value first = e.mul(block, size);
          if (part.start)
            startSums();
          else
            loadSums(phase, first);
          e.loop(part.groups,
                 [&](Value group) { multiplyGroup(phase, group, first); });
          storeSums(phase, first);
        });
      });
}

void addPlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums) {
  copyToPlanes(e, part);
  PlaneProducts(e, part, sums).emit();
}

} // namespace snnc
