// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How products by planes cut their work, and sums of a part of it in memory.

#ifndef SNNC_CONVERSION_KERNELS_PLANETILES_H
#define SNNC_CONVERSION_KERNELS_PLANETILES_H

#include "compiler/Conversion/Code/PhaseLoops.h"
#include "compiler/Conversion/Kernels/ConvParts.h"

namespace snnc {

/// Sums that stand in registers: some outputs of a group at some vectors of
/// positions.
struct PlaneTile {
  int64_t lanes;
  int64_t outputs;
  int64_t rows, vectors; ///< so many vectors in each of so many rows
  /// Vectors end where a row of outputs does; else they go on with the next,
  /// and rows is 1.
  bool alongRows;

  static PlaneTile choose(const KernelOptions &, const ConvPart &);

  int64_t getSums() const { return outputs * rows * vectors; }
  int64_t getPositions() const { return rows * vectors * lanes; }
};

/// The positions of a tile: in a plane, and, along rows, as coordinates of the
/// first output within its phase.
struct PlaneBlock {
  mlir::Value first;
  llvm::SmallVector<mlir::Value> coordinates;
  int64_t rows; ///< fewer than the tile's where it does not divide them
};

/// Visits the blocks of a phase.
void forEachPlaneBlock(Emitter &, const ConvPart &, const PlaneTile &,
                       llvm::function_ref<void(const PlaneBlock &)> body);

/// Some outputs of a group, whose first input has the plane `channel`, at a
/// block.
struct PlaneWork {
  const OutputPhase &phase;
  const PlaneBlock &block;
  mlir::Value channel, output;
  int64_t outputs;
};

/// Adds all products to sums: vectors by output, row and place in the row.
Emitter::Values addTileProducts(Emitter &, ConvPart &, const PlaneTile &,
                                const PlaneWork &, mlir::ValueRange sums);

/// The sums of a block in memory, by outputs, to be turned from and to their
/// place in the result.
class PlaneSums {
public:
  PlaneSums(Emitter &e, const ConvPart &part, const PlaneTile &tile,
            const Buffer &sums)
      : e(e), part(part), tile(tile), sums(sums) {}

  /// A block's vectors from the result, and into it.
  void load(const OutputPhase &, const PlaneBlock &);
  void store(const OutputPhase &, const PlaneBlock &);

  /// Where a vector of an output stands in memory.
  mlir::Value placeOf(mlir::Value output, mlir::Value row, mlir::Value vector);

private:
  struct Positions {
    llvm::SmallVector<mlir::Value> position, isThere;
  };
  Positions positionsOf(const OutputPhase &, const PlaneBlock &,
                        mlir::Value row, mlir::Value vector);
  using VectorBody = llvm::function_ref<void(
      const Positions &, mlir::Value channel, mlir::Value place)>;
  void forEachVector(const OutputPhase &, const PlaneBlock &, VectorBody body);

  Emitter &e;
  const ConvPart &part;
  const PlaneTile &tile;
  const Buffer &sums;
};

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_PLANETILES_H
