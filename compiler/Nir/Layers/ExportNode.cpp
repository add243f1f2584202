// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Layers/ExportNode.h"
#include "compiler/Nir/Graph/OutputShape.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Refractory.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>
#include <utility>

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

NirField snnc::floatField(StringRef name, const Parameter &value,
                          const Shape &shape) {
  std::vector<double> values(countElements(shape).value_or(0));
  const Tensor *tensor = value.tensor();
  for (size_t k = 0; k < values.size(); ++k)
    values[k] = tensor ? tensor->at(broadcastIndex(tensor->shape, shape, k))
                       : value.real();
  Tensor whole = Tensor::ofDoubles(shape, std::move(values));
  bool isSingle = whole.exact == nullptr;
  return {name.str(), shape, std::move(whole), isSingle};
}

NirField snnc::integerField(StringRef name, std::vector<int64_t> values) {
  return {name.str(), {int64_t(values.size())}, std::move(values)};
}

static NirField integerField(StringRef name, int64_t value) {
  return {name.str(), {}, std::vector<int64_t>{value}};
}

NirField snnc::textField(StringRef name, StringRef text) {
  return {name.str(), {}, std::vector<std::string>{text.str()}};
}

NirNode snnc::makeNode(StringRef type, std::vector<NirField> fields) {
  NirNode node;
  node.type = type.str();
  node.fields = std::move(fields);
  llvm::sort(node.fields, [](const NirField &a, const NirField &b) {
    return a.name < b.name;
  });
  return node;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static llvm::Error cannot(const llvm::Twine &why) {
  return llvm::createStringError(why);
}

static NirNode linearNode(const Linear &linear) {
  std::vector<NirField> fields = {floatField(
      "weight", linear.weight, {linear.outFeatures, linear.inFeatures})};
  if (!linear.bias)
    return makeNode("Linear", std::move(fields));
  fields.push_back(floatField("bias", *linear.bias, {linear.outFeatures}));
  return makeNode("Affine", std::move(fields));
}

namespace {

/// One overload for each layer class that NIR can say.
class NodeExporter {
public:
  using Result = llvm::Expected<NirNode>;

  explicit NodeExporter(const ExportContext &context) : context(context) {}

  Result operator()(const Linear &linear) {
    if (context.input.size() > 1)
      return cannot("it is applied along the last axis of a tensor, and NIR's "
                    "takes a vector");
    return linearNode(linear);
  }
  Result operator()(const Conv1d &conv) { return window("Conv1d", conv); }
  Result operator()(const Conv2d &conv) { return window("Conv2d", conv); }
  Result operator()(const AvgPool2d &pool) { return window("AvgPool2d", pool); }
  Result operator()(const SumPool2d &pool) { return window("SumPool2d", pool); }

  Result operator()(const Flatten &flatten) {
    return makeNode("Flatten", {integerField("start_dim", flatten.startDim),
                                integerField("end_dim", flatten.endDim),
                                integerField("input_type", context.input)});
  }
  Result operator()(const Scale &scale) {
    return makeNode("Scale", {field("scale", scale.scale)});
  }
  Result operator()(const Threshold &layer) {
    return makeNode("Threshold", {field("threshold", layer.threshold)});
  }
  Result operator()(const Delay &delay) {
    return makeNode("Delay", {field("delay", delay.delay)});
  }

  Result operator()(const NirLI &neuron) {
    return makeNode("LI", leaky(neuron));
  }
  Result operator()(const NirLIF &neuron) {
    return firing("LIF", leaky(neuron), neuron);
  }
  Result operator()(const CubaLI &neuron) {
    return makeNode("CubaLI", cuba(neuron));
  }
  Result operator()(const CubaLIF &neuron) {
    return firing("CubaLIF", cuba(neuron), neuron);
  }
  Result operator()(const I &neuron) {
    return makeNode("I", {field("r", neuron.r)});
  }
  Result operator()(const IF &neuron) {
    return firing("IF", {field("r", neuron.r)}, neuron);
  }

  template <typename Class> Result operator()(const Class &) {
    return cannot("NIR has no node for this type of layer");
  }

private:
  NirField field(StringRef name, const Parameter &value) {
    return floatField(name, value, context.output);
  }

  std::vector<NirField> leaky(const NirLI &neuron) {
    return {field("tau", neuron.tau), field("r", neuron.r),
            field("v_leak", neuron.vLeak)};
  }

  std::vector<NirField> cuba(const CubaLI &neuron) {
    return {field("tau_mem", neuron.tauMem), field("tau_syn", neuron.tauSyn),
            field("r", neuron.r), field("v_leak", neuron.vLeak),
            field("w_in", neuron.wIn)};
  }

  template <typename Spiking>
  Result firing(StringRef type, std::vector<NirField> fields,
                const Spiking &neuron) {
    if (isRefractory(neuron.refractory))
      return cannot("NIR's neurons have no refractory period");
    fields.push_back(field("v_threshold", neuron.vThreshold));
    // Before 1.0.6, nir refuses the field; without it, later versions read 0.
    if (!Constants(neuron.vReset).areAll(0.0f))
      fields.push_back(field("v_reset", neuron.vReset));
    return makeNode(type, std::move(fields));
  }

  /// NIR pads both sides of an axis alike.
  llvm::Expected<NirField> paddingField(const Padding &padding) {
    std::vector<int64_t> amounts;
    for (const auto &sides : padding) {
      if (sides[0] != sides[1])
        return cannot("it pads the sides of an axis differently");
      amounts.push_back(sides[0]);
    }
    return integerField("padding", std::move(amounts));
  }

  llvm::Expected<NirField>
  paddingField(const std::variant<Padding, SamePadding> &padding,
               const std::vector<int64_t> &stride) {
    if (const auto *amounts = std::get_if<Padding>(&padding))
      return paddingField(*amounts);
    bool isUnit = llvm::all_of(stride, [](int64_t step) { return step == 1; });
    if (std::get<SamePadding>(padding).lower || !isUnit)
      return cannot("its padding of the same size is not PyTorch's");
    return textField("padding", "same");
  }

  /// Spyx writes what it pads in all, from which it knows nothing but that it
  /// pads.
  llvm::Expected<NirField> paddingField(const Pool &pool) {
    bool isEven = llvm::all_of(
        pool.padding, [](const auto &sides) { return sides[0] == sides[1]; });
    if (isEven || pool.padding != sameAround(pool, context.input))
      return paddingField(pool.padding);
    std::vector<int64_t> sums;
    for (const auto &[before, behind] : pool.padding)
      sums.push_back(before + behind);
    return snnc::integerField("padding", std::move(sums));
  }

  Result window(StringRef type, const Conv &conv) {
    if (conv.paddingMode != PaddingMode::Zeros)
      return cannot("NIR pads with zeros alone");
    auto padding = paddingField(conv.padding, conv.stride);
    if (!padding)
      return padding.takeError();
    Shape weight = {conv.outChannels, conv.inChannels / conv.groups};
    llvm::append_range(weight, conv.kernelSize);
    std::vector<int64_t> space(context.input.begin() + 1, context.input.end());
    NirField inputShape = type == "Conv1d"
                              ? integerField("input_shape", space.front())
                              : snnc::integerField("input_shape", space);
    return makeNode(
        type, {floatField("weight", conv.weight, weight),
               floatField("bias", conv.bias.value_or(0.0f), {conv.outChannels}),
               snnc::integerField("stride", conv.stride),
               snnc::integerField("dilation", conv.dilation),
               integerField("groups", conv.groups), std::move(*padding),
               std::move(inputShape)});
  }

  Result window(StringRef type, const Pool &pool) {
    if (pool.useCeil)
      return cannot("NIR's pools have no use_ceil");
    auto padding = paddingField(pool);
    if (!padding)
      return padding.takeError();
    return makeNode(type, {snnc::integerField("kernel_size", pool.kernelSize),
                           snnc::integerField("stride", pool.stride),
                           std::move(*padding)});
  }

  const ExportContext &context;
};

} // namespace

llvm::Expected<NirNode> snnc::exportNode(const LayerClass &layer,
                                         const ExportContext &context) {
  return std::visit(NodeExporter(context), layer);
}
