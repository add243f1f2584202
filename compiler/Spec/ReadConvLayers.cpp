// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's convolutions. Arguments and defaults are those of its constructors
// (0.13).

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/ReadLayer.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <string>

using namespace snnc;
using llvm::StringRef;

std::string snnc::amountForms(size_t axes) {
  std::string count = std::to_string(axes);
  return "an integer, a list of " + count + ", or " + count +
         (axes == 1 ? " pair" : " pairs");
}

Padding snnc::readAmounts(const Report &report, const JsonValue &value,
                          size_t axes) {
  constexpr StringRef key = "padding";
  Padding padding(axes);
  const auto *list = value.getIf<JsonValue::Array>();
  if (list && list->size() != axes) {
    report.expected(value, key, amountForms(axes));
    return padding;
  }
  for (auto [axis, sides] : llvm::enumerate(padding)) {
    const JsonValue &item = list ? (*list)[axis] : value;
    const auto *pair = item.getIf<JsonValue::Array>();
    if (pair && pair->size() != 2) {
      report.expected(item, key, "an integer or a pair");
      continue;
    }
    for (auto [side, amount] : llvm::enumerate(sides)) {
      const JsonValue &number = pair ? (*pair)[side] : item;
      std::optional<int64_t> read =
          readInteger(report, number, key, notNegative32);
      if (!read && !pair)
        return padding; // one wrong value, one message
      amount = read.value_or(0);
    }
  }
  return padding;
}

static std::variant<Padding, SamePadding> readConvPadding(LayerReader &reader,
                                                          size_t axes) {
  const JsonValue *value = reader.object.find("padding");
  if (!value)
    return Padding(axes);
  const Report &report = reader.object.report();
  const std::string *rule = value->getIf<std::string>();
  if (!rule)
    return readAmounts(report, *value, axes);
  StringRef name = *rule;
  if (name.equals_insensitive("SAME") || name.equals_insensitive("SAME_LOWER"))
    return SamePadding{name.equals_insensitive("SAME_LOWER")};
  if (!name.equals_insensitive("VALID"))
    report.expected(*value, "padding",
                    "\"SAME\", \"SAME_LOWER\", \"VALID\", " +
                        amountForms(axes));
  return Padding(axes);
}

/// A bias has the shape (out, 1...) in Equinox; (out) is as good.
static std::optional<Parameter> readConvBias(LayerReader &reader, int64_t out,
                                             size_t axes) {
  ObjectReader &object = reader.object;
  std::optional<Parameter> bias =
      reader.switched("bias", "use_bias", /*needed=*/true, {0}, "");
  Tensor *tensor = bias ? std::get_if<Tensor>(&bias->value) : nullptr;
  if (!tensor || !out)
    return bias;
  Shape ofEquinox(axes + 1, 1);
  ofEquinox[0] = out;
  if (tensor->shape == ofEquinox)
    tensor->shape = {out};
  if (tensor->shape != Shape{out})
    object.report().error(*object.find("bias"),
                          "'bias' has the shape " + toString(tensor->shape) +
                              ", expected " + toString({out}) + " or " +
                              toString(ofEquinox));
  return bias;
}

static PaddingMode readPaddingMode(ObjectReader &object) {
  const JsonValue *mode = object.find("padding_mode");
  if (!mode)
    return PaddingMode::Zeros;
  const std::string *name = mode->getIf<std::string>();
  for (const auto &[index, known] : llvm::enumerate(paddingModeNames))
    if (name && known.equals_insensitive(*name))
      return static_cast<PaddingMode>(index);
  object.report().expected(*mode, "padding_mode",
                           R"("ZEROS", "REFLECT", "REPLICATE" or "CIRCULAR")");
  return PaddingMode::Zeros;
}

static Conv readConv(LayerReader &reader, size_t axes) {
  ObjectReader &object = reader.object;
  Conv conv;
  conv.inChannels = object.integer("in_channels", positive);
  conv.outChannels = object.integer("out_channels", positive);
  conv.kernelSize =
      reader.perAxis("kernel_size", axes, positive32, std::nullopt);
  conv.stride = reader.perAxis("stride", axes, positive32, 1);
  conv.dilation = reader.perAxis("dilation", axes, positive32, 1);
  conv.padding = readConvPadding(reader, axes);
  conv.groups = object.integer("groups", positive, 1);
  for (auto [key, channels] : {std::pair("in_channels", conv.inChannels),
                               std::pair("out_channels", conv.outChannels)})
    if (channels % conv.groups != 0)
      object.report().expected(*object.find(key), key,
                               "a multiple of the " +
                                   std::to_string(conv.groups) + " groups");
  conv.paddingMode = readPaddingMode(object);
  reader.uniform = equinoxInit(conv.getFanIn());
  Shape weight = {conv.outChannels, conv.inChannels / conv.groups};
  llvm::append_range(weight, conv.kernelSize);
  conv.weight = reader.parameter(
      "weight", weight, "out_channels, in_channels / groups, kernel_size");
  conv.bias = readConvBias(reader, conv.outChannels, axes);
  return conv;
}

LayerClass snnc::readConv1d(LayerReader &reader) {
  return Conv1d(readConv(reader, 1));
}

LayerClass snnc::readConv2d(LayerReader &reader) {
  return Conv2d(readConv(reader, 2));
}

LayerClass snnc::readConv3d(LayerReader &reader) {
  return Conv3d(readConv(reader, 3));
}

/// Equinox takes any padding; more than the kernel reaches would cut off what
/// the layer has computed.
static void checkTransposedPadding(const ConvTranspose2d &conv,
                                   const Report &report,
                                   const JsonValue &value) {
  for (auto [axis, sides] : llvm::enumerate(conv.getTransposedPadding()))
    if (conv.kernelSize[axis] && std::min(sides[0], sides[1]) < 0) {
      report.expected(value, "padding",
                      "at most the kernel's reach, dilation (kernel_size - 1)"
                      " = " +
                          std::to_string(conv.dilation[axis] *
                                         (conv.kernelSize[axis] - 1)) +
                          ",");
      return;
    }
}

/// What Equinox refuses.
static void checkTransposedMode(const ConvTranspose2d &conv,
                                ObjectReader &object) {
  if (conv.paddingMode == PaddingMode::Zeros)
    return;
  const Report &report = object.report();
  const JsonValue &mode = *object.find("padding_mode");
  if (conv.paddingMode != PaddingMode::Circular)
    report.expected(mode, "padding_mode",
                    R"("ZEROS" or "CIRCULAR" of a transposed convolution)");
  else if (!std::holds_alternative<SamePadding>(conv.padding) ||
           llvm::any_of(conv.outputPadding, [](int64_t n) { return n != 0; }))
    report.error(mode, "a circular padding of a transposed convolution needs "
                       "\"SAME\" or \"SAME_LOWER\" as 'padding', and no "
                       "'output_padding'");
}

LayerClass snnc::readConvTranspose2d(LayerReader &reader) {
  ObjectReader &object = reader.object;
  ConvTranspose2d conv(readConv(reader, 2));
  conv.outputPadding = reader.perAxis("output_padding", 2, notNegative32, 0);
  for (auto [added, stride] : llvm::zip(conv.outputPadding, conv.stride))
    if (added >= stride && stride) {
      object.report().expected(*object.find("output_padding"), "output_padding",
                               "less than the stride " +
                                   std::to_string(stride));
      break; // one wrong value, one message
    }
  checkTransposedMode(conv, object);
  if (const JsonValue *padding = object.find("padding"))
    checkTransposedPadding(conv, object.report(), *padding);
  return conv;
}
