// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's convolutions and pools (0.13), SNNAX's pools that spike, and NIR's
// sums. Arguments and defaults are those of their constructors.

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerTypes.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <string>

using namespace snnc;
using llvm::StringRef;

/// Says the default of a value for each axis.
static void byDefault(std::vector<int64_t> &values, size_t axes,
                      int64_t number) {
  if (values.empty())
    values.assign(axes, number);
}
static void byDefault(Padding &padding, size_t axes) {
  if (padding.empty())
    padding.resize(axes);
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// A bias has the shape (out, 1...) in Equinox; (out) is as good.
static void takeBiasShape(LayerCheck &check, Conv &conv, size_t axes) {
  auto *tensor = conv.bias ? std::get_if<Tensor>(&conv.bias->value) : nullptr;
  int64_t out = conv.outChannels;
  if (!tensor || !out)
    return;
  Shape ofEquinox(axes + 1, 1);
  ofEquinox[0] = out;
  if (tensor->shape == ofEquinox)
    tensor->shape = {out};
  if (tensor->shape != Shape{out})
    check.error("bias", "'bias' has the shape " + toString(tensor->shape) +
                            ", expected " + toString({out}) + " or " +
                            toString(ofEquinox));
}

static void checkGroups(LayerCheck &check, const Conv &conv) {
  for (auto [key, channels] : {std::pair("in_channels", conv.inChannels),
                               std::pair("out_channels", conv.outChannels)})
    if (channels % conv.groups != 0)
      check.expected(key, "a multiple of the " + std::to_string(conv.groups) +
                              " groups");
}

static void describeWindow(LayerFields &fields, Conv &conv, size_t axes) {
  byDefault(conv.kernelSize, axes, 0);
  byDefault(conv.stride, axes, 1);
  byDefault(conv.dilation, axes, 1);
  fields.perAxis(required("kernel_size", "of the window, on each axis"),
                 conv.kernelSize, positive32);
  fields.perAxis(optional("stride", "from one window to the next"), conv.stride,
                 positive32);
  fields.padding(optional("padding", "around the input"), conv.padding, axes);
  fields.perAxis(optional("dilation", "from one element of a window to the "
                                      "next"),
                 conv.dilation, positive32);
}

static void describeConv(LayerFields &fields, Conv &conv, size_t axes) {
  if (auto *padding = std::get_if<Padding>(&conv.padding))
    byDefault(*padding, axes);
  fields.integer(required("in_channels", "channels of the input"),
                 conv.inChannels, positive);
  fields.integer(required("out_channels", "channels of the output"),
                 conv.outChannels, positive);
  describeWindow(fields, conv, axes);
  fields.integer(optional("groups", "which the channels fall into"),
                 conv.groups, positive);
  fields.check([&](LayerCheck &check) { checkGroups(check, conv); });
  fields.word(optional("padding_mode", "what stands in the padding")
                  .leftOutIf(conv.paddingMode == PaddingMode::Zeros),
              conv.paddingMode, {paddingModeNames, /*isAnyCase=*/true});
  InitFn uniform = equinoxInit(conv.getFanIn());
  Shape weight = {conv.outChannels,
                  conv.groups > 0 ? conv.inChannels / conv.groups : 0};
  llvm::append_range(weight, conv.kernelSize);
  fields.parameter(
      required("weight", "[out_channels, in_channels / groups, kernel...]"),
      conv.weight, weight, "out_channels, in_channels / groups, kernel_size",
      uniform);
  Switch useBias = fields.toggle(
      optional("use_bias", "whether there is a bias"), conv.bias.has_value());
  fields.switched(required("bias", "[out_channels] or [out_channels, 1...]"),
                  useBias, conv.bias, {0}, "", uniform);
  fields.check([&](LayerCheck &check) { takeBiasShape(check, conv, axes); });
}

template <size_t axes>
static void describeConvOn(LayerFields &fields, ConvOn<axes> &conv) {
  describeConv(fields, conv, axes);
}

/// Equinox takes any padding; more than the kernel reaches would cut off what
/// the layer has computed.
static void checkTransposedPadding(LayerCheck &check,
                                   const ConvTranspose2d &conv) {
  for (auto [axis, sides] : llvm::enumerate(conv.getTransposedPadding()))
    if (conv.kernelSize[axis] && std::min(sides[0], sides[1]) < 0) {
      check.expected("padding",
                     "at most the kernel's reach, dilation (kernel_size - 1)"
                     " = " +
                         std::to_string(conv.dilation[axis] *
                                        (conv.kernelSize[axis] - 1)) +
                         ",");
      return;
    }
}

/// What Equinox refuses.
static void checkTransposedMode(LayerCheck &check,
                                const ConvTranspose2d &conv) {
  if (conv.paddingMode == PaddingMode::Zeros)
    return;
  if (conv.paddingMode != PaddingMode::Circular)
    check.expected("padding_mode",
                   R"("ZEROS" or "CIRCULAR" of a transposed convolution)");
  else if (!std::holds_alternative<SamePadding>(conv.padding) ||
           llvm::any_of(conv.outputPadding, [](int64_t n) { return n != 0; }))
    check.error("padding_mode",
                "a circular padding of a transposed convolution needs "
                "\"SAME\" or \"SAME_LOWER\" as 'padding', and no "
                "'output_padding'");
}

/// One wrong value, one message.
static void checkOutputPadding(LayerCheck &check, const ConvTranspose2d &conv) {
  for (auto [added, stride] : llvm::zip(conv.outputPadding, conv.stride))
    if (added >= stride && stride)
      return check.expected("output_padding",
                            "less than the stride " + std::to_string(stride));
}

static void describeConvTranspose2d(LayerFields &fields,
                                    ConvTranspose2d &conv) {
  describeConv(fields, conv, 2);
  fields.perAxis(optional("output_padding", "added to the far end, less than "
                                            "the stride"),
                 conv.outputPadding, notNegative32);
  fields.check([&](LayerCheck &check) {
    checkOutputPadding(check, conv);
    checkTransposedMode(check, conv);
    checkTransposedPadding(check, conv);
  });
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

/// Equinox wants no side wider than the kernel. One message is enough.
static void checkPoolPadding(LayerCheck &check, const Pool &pool) {
  for (auto [sides, kernel] : llvm::zip(pool.padding, pool.kernelSize))
    if (kernel && std::max(sides[0], sides[1]) > kernel)
      return check.expected("padding", "at most the kernel's size " +
                                           std::to_string(kernel));
}

template <typename PoolClass, size_t axes>
static void describePool(LayerFields &fields, PoolClass &pool) {
  byDefault(pool.kernelSize, axes, 0);
  byDefault(pool.stride, axes, 1);
  byDefault(pool.padding, axes);
  fields.perAxis(required("kernel_size", "of the window, on each axis"),
                 pool.kernelSize, positive32);
  fields.perAxis(optional("stride", "from one window to the next"), pool.stride,
                 positive32);
  fields.padding(optional("padding", "around the input, at most the kernel's "
                                     "size"),
                 pool.padding);
  fields.check([&](LayerCheck &check) { checkPoolPadding(check, pool); });
  fields.boolean(optional("use_ceil", "adds a window where the last would "
                                      "leave input out"),
                 pool.useCeil);
}

template <typename PoolClass, size_t axes>
static void describeSpikingPool(LayerFields &fields, PoolClass &pool) {
  describePool<PoolClass, axes>(fields, pool);
  fields.perNeuron(optional("threshold", "a number, or of the output's shape"),
                   pool.threshold);
  describeSurrogate(fields, pool.spikeFn);
}

template <typename PoolClass, size_t axes>
static void describeAdaptivePool(LayerFields &fields, PoolClass &pool) {
  byDefault(pool.targetShape, axes, 0);
  fields.perAxis(required("target_shape", "number of windows, on each axis"),
                 pool.targetShape, positive32);
}

llvm::ArrayRef<LayerType> snnc::windowLayerTypes() {
  static constexpr StringRef equinox = "equinox.nn", snnax = "snnax";
  static constexpr StringRef conv = "A convolution of [in_channels, space...].";
  static constexpr StringRef average = "The average of each window.";
  static constexpr StringRef most = "The largest of each window.";
  static constexpr StringRef spike =
      "A spike where the largest of a window reaches the threshold.";
  static constexpr StringRef fewAverage =
      "The average of each of so many windows that divide the input.";
  static constexpr StringRef fewMost =
      "The largest of each of so many windows that divide the input.";
  static constexpr LayerType types[] = {
      layerType<Conv1d, describeConvOn<1>>("Conv1d", equinox, conv),
      layerType<Conv2d, describeConvOn<2>>("Conv2d", equinox, conv),
      layerType<Conv3d, describeConvOn<3>>("Conv3d", equinox, conv),
      layerType<ConvTranspose2d, describeConvTranspose2d>(
          "ConvTranspose2d", equinox,
          "A convolution of an input whose elements stand `stride` apart."),
      layerType<AvgPool1d, describePool<AvgPool1d, 1>>("AvgPool1d", equinox,
                                                       average),
      layerType<AvgPool2d, describePool<AvgPool2d, 2>>("AvgPool2d", equinox,
                                                       average),
      layerType<MaxPool1d, describePool<MaxPool1d, 1>>("MaxPool1d", equinox,
                                                       most),
      layerType<MaxPool2d, describePool<MaxPool2d, 2>>("MaxPool2d", equinox,
                                                       most),
      layerType<AdaptiveAvgPool1d, describeAdaptivePool<AdaptiveAvgPool1d, 1>>(
          "AdaptiveAvgPool1d", equinox, fewAverage),
      layerType<AdaptiveAvgPool2d, describeAdaptivePool<AdaptiveAvgPool2d, 2>>(
          "AdaptiveAvgPool2d", equinox, fewAverage),
      layerType<AdaptiveMaxPool1d, describeAdaptivePool<AdaptiveMaxPool1d, 1>>(
          "AdaptiveMaxPool1d", equinox, fewMost),
      layerType<AdaptiveMaxPool2d, describeAdaptivePool<AdaptiveMaxPool2d, 2>>(
          "AdaptiveMaxPool2d", equinox, fewMost),
      layerType<SpikingMaxPool1d, describeSpikingPool<SpikingMaxPool1d, 1>>(
          "SpikingMaxPool1d", snnax, spike),
      layerType<SpikingMaxPool2d, describeSpikingPool<SpikingMaxPool2d, 2>>(
          "SpikingMaxPool2d", snnax, spike),
      layerType<SumPool2d, describePool<SumPool2d, 2>>(
          "SumPool2d", "nir", "The sum of each window."),
  };
  return types;
}
