// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions and pools: Equinox's (0.13), and SNNAX's spiking pools. Fields
// are those of their constructors, and mean the same. Each takes [channels,
// space...] with one to three axes of space; lists have an element for each.

#ifndef SNNC_WINDOWLAYERS_H
#define SNNC_WINDOWLAYERS_H

#include "snnc/EquinoxLayers.h"
#include "snnc/Parameter.h"
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace snnc {

/// A number for each of N axes: one for all of them, or one by one.
template <size_t N> struct PerAxis {
  PerAxis(int64_t all) : values(N, all) {}
  template <typename... Numbers,
            typename = std::enable_if_t<sizeof...(Numbers) == N && (N > 1)>>
  PerAxis(Numbers... each) : values{static_cast<int64_t>(each)...} {}

  std::vector<int64_t> values;
};

/// For each axis, how much goes before and behind the input.
using Padding = std::vector<std::array<int64_t, 2>>;

/// The same amount on both sides of each axis.
template <size_t N> Padding bothSides(const PerAxis<N> &amounts) {
  Padding padding;
  for (int64_t amount : amounts.values)
    padding.push_back({amount, amount});
  return padding;
}

/// Padding for ceil(size / stride) outputs, the odd one behind the input, or
/// before it.
struct SamePadding {
  bool lower = false;
};

/// What stands in the padding: zeros, the input mirrored at its first and last
/// element (1234 -> 32123432), those two again (11123444), or the input from
/// its other end (34123412). In the order of snn.conv's `mode`, behind the
/// zeros.
enum class PaddingMode { Zeros, Reflect, Replicate, Circular };

/// Cross-correlation of [in_channels, space...] with weight [out_channels,
/// in_channels / groups, kernel...], plus bias [out_channels].
struct Conv {
  int64_t inChannels = 0;
  int64_t outChannels = 0;
  std::vector<int64_t> kernelSize;
  std::vector<int64_t> stride;
  std::variant<Padding, SamePadding> padding;
  std::vector<int64_t> dilation;
  int64_t groups = 1;
  Parameter weight;
  std::optional<Parameter> bias;
  /// For a transposed convolution, Zeros or, as Equinox has it, Circular with a
  /// SamePadding and no outputPadding.
  PaddingMode paddingMode = PaddingMode::Zeros;

  /// How many values are in one sum, as a double: it may be large.
  double getFanIn() const {
    double fanIn = groups > 0 ? inChannels / groups : 0;
    for (int64_t size : kernelSize)
      fanIn *= static_cast<double>(size);
    return fanIn;
  }

protected:
  /// Weight and bias are drawn as Equinox draws them.
  void draw(bool useBias) {
    weight = equinoxInit(getFanIn());
    if (useBias)
      bias = equinoxInit(getFanIn());
  }
};

/// A convolution on N axes. Its constructor leaves weight and bias to be drawn;
/// set the fields to give trained ones, or a padding of other forms.
template <size_t N> struct ConvOn : Conv {
  ConvOn() = default;
  explicit ConvOn(Conv conv) : Conv(std::move(conv)) {}
  ConvOn(int64_t inChannels, int64_t outChannels, PerAxis<N> kernelSize,
         PerAxis<N> stride = 1, PerAxis<N> padding = 0, PerAxis<N> dilation = 1,
         int64_t groups = 1, bool useBias = true)
      : Conv{inChannels,
             outChannels,
             std::move(kernelSize.values),
             std::move(stride.values),
             bothSides(padding),
             std::move(dilation.values),
             groups,
             {},
             {}} {
    draw(useBias);
  }
};

using Conv1d = ConvOn<1>;
using Conv2d = ConvOn<2>;
using Conv3d = ConvOn<3>;

/// The transpose of a convolution in space: `stride` puts zeros between the
/// elements of the input, `padding` takes away from the result, outputPadding
/// (less than the stride) adds to its end. The weight is as for Conv.
struct ConvTranspose2d : Conv {
  ConvTranspose2d() = default;
  explicit ConvTranspose2d(Conv conv) : Conv(std::move(conv)) {}
  ConvTranspose2d(int64_t inChannels, int64_t outChannels,
                  PerAxis<2> kernelSize, PerAxis<2> stride = 1,
                  PerAxis<2> outputPadding = 0, PerAxis<2> padding = 0,
                  PerAxis<2> dilation = 1, int64_t groups = 1,
                  bool useBias = true)
      : Conv(Conv2d(inChannels, outChannels, std::move(kernelSize),
                    std::move(stride), std::move(padding), std::move(dilation),
                    groups, useBias)),
        outputPadding(std::move(outputPadding.values)) {}

  std::vector<int64_t> outputPadding = {0, 0};

  /// The padding of the convolution that it is, on the input with its zeros.
  /// Negative where more is taken away than there is.
  Padding getTransposedPadding() const;
};

/// Common to pools of windows.
struct Pool {
  std::vector<int64_t> kernelSize;
  std::vector<int64_t> stride;
  Padding padding;
  /// Round output sizes up, not down, padding at the end where needed.
  bool useCeil = false;
};

/// Window sums divided by the whole window's size, padding included.
struct AvgPool : Pool {};
struct MaxPool : Pool {};
/// A spike where the maximum of a window reaches the threshold, which is a
/// number or has the shape of the result.
struct SpikingMaxPool : Pool {
  Parameter threshold = 1.0f;
  Surrogate spikeFn;
};

/// A pool on N axes.
template <typename Base, size_t N> struct PoolOn : Base {
  PoolOn() = default;
  explicit PoolOn(Base pool) : Base(std::move(pool)) {}
  explicit PoolOn(PerAxis<N> kernelSize, PerAxis<N> stride = 1,
                  PerAxis<N> padding = 0, bool useCeil = false) {
    this->kernelSize = std::move(kernelSize.values);
    this->stride = std::move(stride.values);
    this->padding = bothSides(padding);
    this->useCeil = useCeil;
  }
};

using AvgPool1d = PoolOn<AvgPool, 1>;
using AvgPool2d = PoolOn<AvgPool, 2>;
using MaxPool1d = PoolOn<MaxPool, 1>;
using MaxPool2d = PoolOn<MaxPool, 2>;
using SpikingMaxPool1d = PoolOn<SpikingMaxPool, 1>;
using SpikingMaxPool2d = PoolOn<SpikingMaxPool, 2>;

/// Common to pools whose windows divide the input among the outputs that are
/// wanted: the first n mod t windows of an axis have n / t + 1 elements, the
/// others n / t.
struct AdaptivePool {
  std::vector<int64_t> targetShape;
};

struct AdaptiveAvgPool : AdaptivePool {};
struct AdaptiveMaxPool : AdaptivePool {};

/// An adaptive pool on N axes.
template <typename Base, size_t N> struct AdaptivePoolOn : Base {
  AdaptivePoolOn() = default;
  explicit AdaptivePoolOn(Base pool) : Base(std::move(pool)) {}
  explicit AdaptivePoolOn(PerAxis<N> targetShape) {
    this->targetShape = std::move(targetShape.values);
  }
};

using AdaptiveAvgPool1d = AdaptivePoolOn<AdaptiveAvgPool, 1>;
using AdaptiveAvgPool2d = AdaptivePoolOn<AdaptiveAvgPool, 2>;
using AdaptiveMaxPool1d = AdaptivePoolOn<AdaptiveMaxPool, 1>;
using AdaptiveMaxPool2d = AdaptivePoolOn<AdaptiveMaxPool, 2>;

} // namespace snnc

#endif // SNNC_WINDOWLAYERS_H
