// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's pools (0.13), and SNNAX's that spike. Arguments and defaults are
// those of their constructors.

#include "compiler/Spec/ReadLayer.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <string>

using namespace snnc;

/// Equinox wants no side wider than the kernel. One message is enough.
static void checkPoolPadding(const Pool &pool, const Report &report,
                             const JsonValue &value) {
  for (auto [sides, kernel] : llvm::zip(pool.padding, pool.kernelSize))
    if (kernel && std::max(sides[0], sides[1]) > kernel) {
      report.expected(value, "padding",
                      "at most the kernel's size " + std::to_string(kernel));
      return;
    }
}

template <typename PoolClass>
static PoolClass readPool(LayerReader &reader, size_t axes) {
  ObjectReader &object = reader.object;
  PoolClass pool;
  pool.kernelSize =
      reader.perAxis("kernel_size", axes, positive32, std::nullopt);
  pool.stride = reader.perAxis("stride", axes, positive32, 1);
  pool.padding.resize(axes);
  if (const JsonValue *padding = object.find("padding")) {
    pool.padding = readAmounts(object.report(), *padding, axes);
    checkPoolPadding(pool, object.report(), *padding);
  }
  pool.useCeil = object.boolean("use_ceil", false);
  return pool;
}

LayerClass snnc::readAvgPool1d(LayerReader &reader) {
  return readPool<AvgPool1d>(reader, 1);
}

LayerClass snnc::readAvgPool2d(LayerReader &reader) {
  return readPool<AvgPool2d>(reader, 2);
}

LayerClass snnc::readSumPool2d(LayerReader &reader) {
  return readPool<SumPool2d>(reader, 2);
}

LayerClass snnc::readMaxPool1d(LayerReader &reader) {
  return readPool<MaxPool1d>(reader, 1);
}

LayerClass snnc::readMaxPool2d(LayerReader &reader) {
  return readPool<MaxPool2d>(reader, 2);
}

template <typename PoolClass>
static PoolClass readSpikingPool(LayerReader &reader, size_t axes) {
  auto pool = readPool<PoolClass>(reader, axes);
  if (auto threshold = readPerNeuron(reader, "threshold"))
    pool.threshold = std::move(*threshold);
  pool.spikeFn = readSurrogate(reader);
  return pool;
}

LayerClass snnc::readSpikingMaxPool1d(LayerReader &reader) {
  return readSpikingPool<SpikingMaxPool1d>(reader, 1);
}

LayerClass snnc::readSpikingMaxPool2d(LayerReader &reader) {
  return readSpikingPool<SpikingMaxPool2d>(reader, 2);
}

template <typename PoolClass>
static PoolClass readAdaptivePool(LayerReader &reader, size_t axes) {
  PoolClass pool;
  pool.targetShape =
      reader.perAxis("target_shape", axes, positive32, std::nullopt);
  return pool;
}

LayerClass snnc::readAdaptiveAvgPool1d(LayerReader &reader) {
  return readAdaptivePool<AdaptiveAvgPool1d>(reader, 1);
}

LayerClass snnc::readAdaptiveAvgPool2d(LayerReader &reader) {
  return readAdaptivePool<AdaptiveAvgPool2d>(reader, 2);
}

LayerClass snnc::readAdaptiveMaxPool1d(LayerReader &reader) {
  return readAdaptivePool<AdaptiveMaxPool1d>(reader, 1);
}

LayerClass snnc::readAdaptiveMaxPool2d(LayerReader &reader) {
  return readAdaptivePool<AdaptiveMaxPool2d>(reader, 2);
}
