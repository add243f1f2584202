// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Spikes of images by channels. In memory a position has a word of bits for
// each 64 channels; here lanes are positions, and a channel is one of their
// bits, so that an image is turned without moving a bit.

#ifndef SNNC_CONVERSION_CODE_SPIKELANES_H
#define SNNC_CONVERSION_CODE_SPIKELANES_H

#include "compiler/Conversion/Kernels/Producers.h"

#include <vector>

namespace snnc {

/// A word of some positions: for its lower and its upper 32 channels a vector
/// of integers that has a lane for each position.
class SpikeLanes {
public:
  /// Channels of a word, and of half a word.
  static constexpr int64_t kChannels = 64, kHalf = kChannels / 2;

  explicit SpikeLanes(mlir::Value low, mlir::Value high) : halves{low, high} {}

  /// Loads a word of each of these positions.
  static SpikeLanes load(Emitter &, const Buffer &, mlir::Value word,
                         llvm::ArrayRef<mlir::Value> positions);
  /// The same of `count` positions from `first` on, some `distance` apart. What
  /// lies between them is loaded, too, and behind the last up to the next.
  static SpikeLanes load(Emitter &, const Buffer &, mlir::Value word,
                         mlir::Value first, int64_t count,
                         int64_t distance = 1);
  /// Words of some places by vectors, of which the last may be shorter.
  static std::vector<SpikeLanes> loadAll(Emitter &, const Buffer &,
                                         mlir::Value word, mlir::Value first,
                                         int64_t places);
  /// Stores the first `count` lanes from a position on.
  void store(Emitter &, const Buffer &, mlir::Value word, mlir::Value first,
             int64_t count) const;

  /// Visits the word's first channels: each is a vector of floats, 0.0 and 1.0,
  /// for each of these vectors of positions.
  using ChannelBody =
      llvm::function_ref<void(mlir::Value channel, mlir::ValueRange floats)>;
  static void forEachChannel(Emitter &, llvm::ArrayRef<SpikeLanes>,
                             int64_t channels, ChannelBody);

  /// The same for some channels from one on, all in one half of the word.
  static void forEachChannel(Emitter &, llvm::ArrayRef<SpikeLanes>,
                             mlir::Value first, int64_t channels, ChannelBody);

  /// Some vectors of positions from what `isSpike` gives for each of the word's
  /// first channels, a vector of bits for each of these.
  static std::vector<SpikeLanes>
  join(Emitter &, int64_t channels, int64_t vectors,
       llvm::function_ref<Emitter::Values(mlir::Value channel)> isSpike);

private:
  mlir::Value halves[2];
};

/// Visits the words of a position and how many channels each has.
void forEachWord(Emitter &, const mlir::snn::Storage &,
                 llvm::function_ref<void(mlir::Value word, int64_t channels)>);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_SPIKELANES_H
