// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is not zero in a buffer: spikes, and floats that are no zeros.

#include "compiler/Conversion/Code/Events.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Places that are looked at together.
static constexpr int64_t kBlock = 16;

Value toInteger(Emitter &e, Value bits) {
  unsigned lanes = cast<VectorType>(bits.getType()).getDimSize(0);
  auto integer = VectorType::get(1, e.builder.getIntegerType(lanes));
  Value cast = vector::BitCastOp::create(e.builder, e.loc, integer, bits);
  return vector::ExtractOp::create(e.builder, e.loc, cast,
                                   ArrayRef<int64_t>{0});
}

static Value isNotZero(Emitter &e, Value integer) {
  Value zero = arith::ConstantOp::create(
      e.builder, e.loc, e.builder.getZeroAttr(integer.getType()));
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ne,
                               integer, zero);
}

namespace {

/// The words of a buffer of spikes, whatever positions they belong to.
class SpikeWords {
public:
  SpikeWords(Emitter &e, const Buffer &source)
      : e(e), perPosition(source.storage.getPitch() / 64),
        count(source.storage.positions * perPosition) {
    SmallVector<ReassociationIndices> all = {{0, 1}};
    bytes =
        memref::CollapseShapeOp::create(e.builder, e.loc, source.memory, all);
  }

  Value load(Value word, int64_t words) {
    auto type = VectorType::get(8 * words, e.builder.getI8Type());
    Value loaded =
        vector::LoadOp::create(e.builder, e.loc, type, bytes, e.mul(word, 8));
    return vector::BitCastOp::create(
        e.builder, e.loc, VectorType::get(words, e.builder.getI64Type()),
        loaded);
  }

  /// Visits the words that have spikes. Few have if channels are few, so many
  /// are looked at with one comparison.
  void forEach(llvm::function_ref<void(Value word)> body) {
    if (count >= kBlock)
      e.loop(count / kBlock, [&](Value block) {
        Value first = e.mul(block, kBlock);
        Value mask = toInteger(e, isNotZero(e, load(first, kBlock)));
        e.forEachBit(mask, {}, [&](Value bit, ValueRange) {
          body(e.add(first, bit));
          return Emitter::Values();
        });
      });
    e.loop(e.index(count / kBlock * kBlock), e.index(count), e.index(1), {},
           [&](Value word, ValueRange) {
             Value mask = toInteger(e, isNotZero(e, load(word, 1)));
             return e.branch(mask, {}, [&] {
               body(word);
               return Emitter::Values();
             });
           });
  }

  Emitter &e;
  int64_t perPosition, count;

private:
  Value bytes;
};

} // namespace

static void forEachSpike(Emitter &e, const Buffer &source,
                         llvm::function_ref<EventBody(Value position)> enter) {
  SpikeWords words(e, source);
  words.forEach([&](Value word) {
    Value position = word, first = e.index(0);
    if (words.perPosition > 1) {
      Value size = e.index(words.perPosition);
      position = arith::DivUIOp::create(e.builder, e.loc, word, size);
      first = e.mul(arith::RemUIOp::create(e.builder, e.loc, word, size), 64);
    }
    EventBody body = enter(position);
    Value mask = vector::ExtractOp::create(
        e.builder, e.loc, words.load(word, 1), ArrayRef<int64_t>{0});
    e.forEachBit(mask, {}, [&](Value bit, ValueRange) {
      body(e.add(first, bit), {});
      return Emitter::Values();
    });
  });
}

Emitter::Values forEachFloatBlock(Emitter &e, const Buffer &source,
                                  ValueRange carried, FloatBlockBody body) {
  int64_t channels = source.storage.channels, rest = channels % kBlock;
  Value zero = e.index(0), one = e.index(1);
  auto visit = [&](Value position, Value channel, int64_t valid,
                   ValueRange values) {
    Value x =
        vector::LoadOp::create(e.builder, e.loc, e.floats(kBlock),
                               source.memory, ValueRange{position, channel});
    Value isEvent = e.isNonZero(x);
    if (valid < kBlock) // padding holds anything
      isEvent = arith::AndIOp::create(e.builder, e.loc, isEvent,
                                      e.firstLanes(valid, kBlock));
    return body(position, channel, toInteger(e, isEvent), values);
  };
  return e.loop(zero, e.index(source.storage.positions), one, carried,
                [&](Value position, ValueRange outer) {
                  Emitter::Values values =
                      e.loop(zero, e.index(channels / kBlock), one, outer,
                             [&](Value block, ValueRange inner) {
                               return visit(position, e.mul(block, kBlock),
                                            kBlock, inner);
                             });
                  return rest == 0 ? values
                                   : visit(position, e.index(channels - rest),
                                           rest, values);
                });
}

void forEachEvent(Emitter &e, const Buffer &source,
                  llvm::function_ref<EventBody(Value position)> enter) {
  if (source.storage.isBits())
    return forEachSpike(e, source, enter);
  forEachFloatBlock(
      e, source, {},
      [&](Value position, Value channel, Value mask, ValueRange none) {
        return e.branch(isNotZero(e, mask), none, [&] {
          EventBody body = enter(position);
          return e.forEachBit(mask, none, [&](Value bit, ValueRange) {
            Value place = e.add(channel, bit);
            Value x = memref::LoadOp::create(e.builder, e.loc, source.memory,
                                             ValueRange{position, place});
            body(place, x);
            return Emitter::Values();
          });
        });
      });
}

/// Some words at a time where that many fill a register; else words have an
/// instruction of their own, which is faster.
static Value countSpikes(Emitter &e, const Buffer &source) {
  constexpr int64_t together = 8;
  SpikeWords words(e, source);
  auto countBits = [&](Value word, int64_t size) -> Value {
    return math::CtPopOp::create(e.builder, e.loc, words.load(word, size));
  };
  int64_t blocks = e.options.registerLanes >= 16 ? words.count / together : 0;
  Value zero = e.index(0), one = e.index(1), count = zero;
  if (blocks > 0) {
    auto type = VectorType::get(together, e.builder.getI64Type());
    Value none = arith::ConstantOp::create(e.builder, e.loc,
                                           e.builder.getZeroAttr(type));
    Value counts = e.loop(
        zero, e.index(blocks), one, none,
        [&](Value block, ValueRange sum) -> Emitter::Values {
          return {e.add(sum[0], countBits(e.mul(block, together), together))};
        })[0];
    count = e.toIndex(vector::ReductionOp::create(
        e.builder, e.loc, vector::CombiningKind::ADD, counts));
  }
  return e.loop(e.index(blocks * together), e.index(words.count), one, count,
                [&](Value word, ValueRange sum) -> Emitter::Values {
                  Value bits = vector::ExtractOp::create(e.builder, e.loc,
                                                         countBits(word, 1),
                                                         ArrayRef<int64_t>{0});
                  return {e.add(sum[0], e.toIndex(bits))};
                })[0];
}

Value countEvents(Emitter &e, const Buffer &source) {
  auto addBits = [&](Value mask, Value count) -> Emitter::Values {
    Value bits = math::CtPopOp::create(e.builder, e.loc, mask);
    return {e.add(count, e.toIndex(bits))};
  };
  Value zero = e.index(0);
  if (!source.storage.isBits())
    return forEachFloatBlock(e, source, zero,
                             [&](Value, Value, Value mask, ValueRange count) {
                               return addBits(mask, count[0]);
                             })[0];
  return countSpikes(e, source);
}

} // namespace snnc
