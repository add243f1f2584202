// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Layers/ShapedNodeToLayer.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Graph/OutputShape.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace snnc;

using Context = NodeContext;

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// A bias that is 0 everywhere is none.
static std::optional<Parameter> readBias(NodeFields &node, int64_t size) {
  std::optional<Tensor> bias = node.vector("bias", size);
  if (!bias)
    return std::nullopt;
  llvm::ArrayRef<float> values(bias->data.get(), bias->shape.front());
  if (llvm::all_of(values, [](float value) { return value == 0.0f; }))
    return std::nullopt;
  return Parameter(std::move(*bias), node.where());
}

static LayerClass readDense(NodeFields &node, bool hasBias) {
  Linear linear;
  std::optional<Tensor> weight = node.tensor("weight", 2);
  if (!weight)
    return linear;
  linear.outFeatures = weight->shape[0];
  linear.inFeatures = weight->shape[1];
  if (hasBias)
    linear.bias = readBias(node, linear.outFeatures);
  linear.weight = Parameter(std::move(*weight), node.where());
  return linear;
}

LayerClass snnc::readAffine(NodeFields &node, const Context &) {
  return readDense(node, true);
}

LayerClass snnc::readLinear(NodeFields &node, const Context &) {
  return readDense(node, false);
}

static std::variant<Padding, SamePadding> readPadding(NodeFields &node,
                                                      size_t axes) {
  Padding none(axes);
  if (const std::string *rule = node.text("padding")) {
    if (*rule == "same")
      return SamePadding();
    if (*rule != "valid")
      node.error("expected numbers, \"same\" or \"valid\" for 'padding', found "
                 "\"" +
                 *rule + "\"");
    return none;
  }
  for (auto [sides, amount] :
       llvm::zip(none, node.perAxis("padding", axes, 0, 0)))
    sides = {amount, amount};
  return none;
}

/// "same" is of windows one behind the other, as PyTorch has it; not as JAX.
static void checkSamePadding(NodeFields &node, const Conv &conv,
                             const Convention &convention) {
  if (std::holds_alternative<SamePadding>(conv.padding) &&
      convention.preset != Preset::Spyx &&
      llvm::any_of(conv.stride, [](int64_t stride) { return stride != 1; }))
    node.error("'padding' is \"same\", which needs a stride of 1");
}

/// Spyx gives its convolutions none.
static void dropDilation(NodeFields &node, Conv &conv) {
  if (llvm::all_equal(conv.dilation) && conv.dilation.front() == 1)
    return;
  node.warning("'dilation' is ignored, as the convention has it");
  conv.dilation.assign(conv.dilation.size(), 1);
}

template <typename ConvClass, size_t axes>
static LayerClass readConv(NodeFields &node, const Context &context) {
  Conv conv;
  std::optional<Tensor> weight = node.tensor("weight", axes + 2);
  conv.stride = node.perAxis("stride", axes, 1, 1);
  conv.dilation = node.perAxis("dilation", axes, 1, 1);
  if (context.convention.preset == Preset::Spyx)
    dropDilation(node, conv);
  conv.padding = readPadding(node, axes);
  conv.groups = node.integer("groups", 1, 1);
  checkSamePadding(node, conv, context.convention);
  if (!weight)
    return Identity();
  conv.outChannels = weight->shape[0];
  conv.inChannels = weight->shape[1] * conv.groups;
  conv.kernelSize.assign(weight->shape.begin() + 2, weight->shape.end());
  if (conv.outChannels % conv.groups != 0)
    node.error("'weight' has " + llvm::Twine(conv.outChannels) +
               " output channels, expected a multiple of the " +
               llvm::Twine(conv.groups) + " groups");
  if (node.has("bias"))
    conv.bias = readBias(node, conv.outChannels);
  conv.weight = Parameter(std::move(*weight), node.where());
  return ConvClass(std::move(conv));
}

LayerClass snnc::readConv1d(NodeFields &node, const Context &context) {
  return readConv<Conv1d, 1>(node, context);
}

LayerClass snnc::readConv2d(NodeFields &node, const Context &context) {
  return readConv<Conv2d, 2>(node, context);
}

//===----------------------------------------------------------------------===//
// Windows and shapes
//===----------------------------------------------------------------------===//

static Padding readAmounts(NodeFields &node, const Pool &pool) {
  Padding padding;
  for (auto [amount, kernel] :
       llvm::zip(node.perAxis("padding", 2, 0, 0), pool.kernelSize)) {
    if (amount > kernel)
      node.error("'padding' is " + llvm::Twine(amount) +
                 ", expected at most the kernel's size " + llvm::Twine(kernel));
    padding.push_back({amount, amount});
  }
  return padding;
}

static Pool readPool(NodeFields &node, const Context &context,
                     PoolPadding meaning) {
  Pool pool;
  pool.kernelSize = node.perAxis("kernel_size", 2, std::nullopt, 1);
  pool.stride = node.perAxis("stride", 2, std::nullopt, 1);
  pool.padding = Padding(2);
  std::vector<int64_t> amounts = node.perAxis("padding", 2, 0, 0);
  bool pads = llvm::any_of(amounts, [](int64_t amount) { return amount != 0; });
  if (!pads)
    return pool;
  if (meaning == PoolPadding::Amount)
    pool.padding = readAmounts(node, pool);
  else if (meaning == PoolPadding::Ignored)
    node.warning("'padding' is ignored, as the convention has it");
  else if (context.input && context.input->size() == 3)
    pool.padding = sameAround(pool, *context.input);
  else
    node.error("'padding' means as many windows as strides fit into the input, "
               "whose shape nothing says");
  return pool;
}

LayerClass snnc::readAvgPool2d(NodeFields &node, const Context &context) {
  AvgPool2d pool;
  static_cast<Pool &>(pool) = readPool(node, context, PoolPadding::Amount);
  return pool;
}

LayerClass snnc::readSumPool2d(NodeFields &node, const Context &context) {
  SumPool2d pool;
  static_cast<Pool &>(pool) =
      readPool(node, context, sumPoolPadding(context.convention));
  return pool;
}

/// Whether the axes of a Flatten count one of a batch in front: its stored type
/// has an axis more than what it reads; or there is no type, as in files of
/// old, where the first axis is the batch unless it is flattened; or only so
/// its reader gets a vector.
static bool countsBatch(const Context &context,
                        const std::optional<Shape> &type, int64_t start) {
  if (start < 1)
    return false;
  if (context.feedsVector || !type)
    return true;
  return context.input && type->size() == context.input->size() + 1;
}

LayerClass snnc::readFlatten(NodeFields &node, const Context &context) {
  Flatten flatten;
  flatten.startDim = node.integer("start_dim", 1);
  flatten.endDim = node.integer("end_dim", -1);
  if (countsBatch(context, node.shape("input_type"), flatten.startDim)) {
    --flatten.startDim;
    if (flatten.endDim >= 0)
      --flatten.endDim;
  }
  return flatten;
}
