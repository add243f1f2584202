// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/ABI/SpikeOutputs.h"
#include "compiler/Conversion/Code/Events.h"
#include "compiler/Conversion/Code/SpikeLanes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class SpikeWriter {
public:
  SpikeWriter(Emitter &e, const Row &row, const snn::Storage &storage,
              bool join)
      : e(e), row(row), storage(storage), join(join) {}

  void write();

private:
  bool isBits() const { return row.element == snn::Element::Bits; }
  void storeBytes(Value bytes, Value begin, int64_t valid);
  void storeBits(Value isSpike, Value begin);
  void writeVector();
  void writeImage();
  void writeChannel(Value isSpike, Value channel, Value place);
  void clear();

  Emitter &e;
  const Row &row;
  const snn::Storage &storage;
  bool join;
};

} // namespace

/// Stores the first of some units of the row.
void SpikeWriter::storeBytes(Value bytes, Value begin, int64_t valid) {
  int64_t lanes = cast<VectorType>(bytes.getType()).getDimSize(0);
  if (join)
    bytes = arith::OrIOp::create(e.builder, e.loc, bytes,
                                 loadUnits(e, row, begin, lanes, valid));
  if (valid == lanes)
    vector::StoreOp::create(e.builder, e.loc, bytes, row.sequence,
                            row.at(begin));
  else
    vector::MaskedStoreOp::create(e.builder, e.loc, row.sequence, row.at(begin),
                                  e.firstLanes(valid, lanes), bytes);
}

/// Sets lanes of bits from any bit of the row on.
void SpikeWriter::storeBits(Value isSpike, Value begin) {
  int64_t lanes = cast<VectorType>(isSpike.getType()).getDimSize(0);
  Type word = e.builder.getI32Type(), byteType = e.builder.getI8Type();
  Value shift = arith::RemUIOp::create(e.builder, e.loc, begin, e.index(8));
  Value all =
      arith::ExtUIOp::create(e.builder, e.loc, word, toInteger(e, isSpike));
  all = arith::ShLIOp::create(
      e.builder, e.loc, all,
      arith::IndexCastUIOp::create(e.builder, e.loc, word, shift));
  forEachByte(e, row, begin, lanes, [&](ArrayRef<Value> at, int64_t before) {
    Value distance = arith::ConstantOp::create(
        e.builder, e.loc, e.builder.getI32IntegerAttr(before));
    Value own = arith::TruncIOp::create(
        e.builder, e.loc, byteType,
        arith::ShRUIOp::create(e.builder, e.loc, all, distance));
    Value old = memref::LoadOp::create(e.builder, e.loc, row.sequence, at);
    memref::StoreOp::create(e.builder, e.loc,
                            arith::OrIOp::create(e.builder, e.loc, old, own),
                            row.sequence, at);
  });
}

/// 64 spikes at a time as they are, or 16 as bytes.
void SpikeWriter::writeVector() {
  if (isBits()) {
    auto type = VectorType::get(8, e.builder.getI8Type());
    return forEachBlock(
        e, storage.channels,
        [&](Value channel, int64_t valid) {
          Value byte = arith::DivUIOp::create(e.builder, e.loc, channel,
                                              e.index(8)),
                bits = vector::LoadOp::create(e.builder, e.loc, type, row.block,
                                              ValueRange{e.index(0), byte});
          storeBytes(bits, byte, llvm::divideCeil(valid, 8));
        },
        64);
  }
  auto type = VectorType::get(16, e.builder.getI8Type());
  forEachBlock(e, storage.channels, [&](Value channel, int64_t valid) {
    Panel panel = {e.index(0), {}, channel, 16, valid, false};
    Value isSpike = e.loadPanel(row.block, storage, panel);
    storeBytes(arith::ExtUIOp::create(e.builder, e.loc, type, isSpike), channel,
               valid);
  });
}

/// Some places of a channel.
void SpikeWriter::writeChannel(Value isSpike, Value channel, Value place) {
  Value begin = Row::elementOf(e, storage, place, channel);
  if (isBits())
    return storeBits(isSpike, begin);
  int64_t lanes = cast<VectorType>(isSpike.getType()).getDimSize(0);
  auto type = VectorType::get(lanes, e.builder.getI8Type());
  storeBytes(arith::ExtUIOp::create(e.builder, e.loc, type, isSpike), begin,
             lanes);
}

/// As images of spikes are read (ReadKernel.cpp).
void SpikeWriter::writeImage() {
  int64_t lanes = e.options.registerLanes;
  Buffer from = {row.block, storage};
  forEachWord(e, storage, [&](Value word, int64_t channels) {
    forEachBlock(
        e, storage.positions,
        [&](Value first, int64_t places) {
          SpikeLanes::forEachChannel(
              e, SpikeLanes::loadAll(e, from, word, first, places), channels,
              [&](Value own, ValueRange floats) {
                Value channel = e.add(e.mul(word, SpikeLanes::kChannels), own);
                for (auto [number, x] : llvm::enumerate(floats))
                  writeChannel(e.isNonZero(x), channel,
                               e.add(first, e.index(number * lanes)));
              });
        },
        4 * lanes);
  });
}

void SpikeWriter::clear() {
  Value zero = arith::ConstantOp::create(e.builder, e.loc,
                                         e.builder.getI8IntegerAttr(0));
  e.loop(cast<MemRefType>(row.sequence.getType()).getDimSize(2),
         [&](Value unit) {
           memref::StoreOp::create(e.builder, e.loc, zero, row.sequence,
                                   row.at(unit));
         });
}

void SpikeWriter::write() {
  if (storage.positions == 1)
    return writeVector();
  // Bytes of bits are set bit by bit.
  if (isBits() && !join)
    clear();
  writeImage();
}

void writeSpikeRow(Emitter &e, const Row &row, const snn::Storage &storage,
                   bool join) {
  SpikeWriter(e, row, storage, join).write();
}

} // namespace snnc
