// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ExportNode.h"
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

/// The index of a parameter's element for element `k` of a larger shape.
static size_t broadcastIndex(const Shape &from, const Shape &to, size_t k) {
  size_t index = 0, stride = 1;
  for (size_t axis = 0; axis < to.size(); ++axis) {
    size_t size = to[to.size() - 1 - axis], place = k % size;
    k /= size;
    if (axis >= from.size())
      continue;
    size_t own = from[from.size() - 1 - axis];
    index += (own == 1 ? 0 : place) * stride;
    stride *= own;
  }
  return index;
}

NirField snnc::floatField(StringRef name, const Parameter &value,
                          const Shape &shape) {
  std::vector<float> values(countElements(shape).value_or(0));
  const Tensor *tensor = value.tensor();
  for (size_t k = 0; k < values.size(); ++k)
    values[k] =
        tensor ? tensor->data.get()[broadcastIndex(tensor->shape, shape, k)]
               : *value.number();
  return {name.str(), shape, Tensor::of(shape, std::move(values))};
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

static NirNode linearNode(const Parameter &weight, int64_t in, int64_t out,
                          const std::optional<Parameter> &bias) {
  std::vector<NirField> fields = {floatField("weight", weight, {out, in})};
  if (!bias)
    return makeNode("Linear", std::move(fields));
  fields.push_back(floatField("bias", *bias, {out}));
  return makeNode("Affine", std::move(fields));
}

NirNode snnc::exportColumns(const Linear &linear, int64_t first,
                            int64_t count) {
  Parameter weight = linear.weight;
  if (const Tensor *tensor = weight.tensor()) {
    std::vector<float> values;
    for (int64_t row = 0; row < linear.outFeatures; ++row) {
      const float *begin = tensor->data.get() + row * linear.inFeatures + first;
      values.insert(values.end(), begin, begin + count);
    }
    weight = Tensor::of({linear.outFeatures, count}, std::move(values));
  }
  return linearNode(weight, count, linear.outFeatures,
                    first == 0 ? linear.bias : std::nullopt);
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
    return exportColumns(linear, 0, linear.inFeatures);
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

  Result operator()(const SimpleLI &neuron) {
    NirLI own;
    own.tau = tauOf(neuron.decayConstants[0]);
    return (*this)(own);
  }
  Result operator()(const SimpleLIF &neuron) {
    if (neuron.resetVal)
      return cannot("its reset_val is no reset that NIR knows");
    NirLIF own;
    own.tau = tauOf(neuron.decayConstants[0]);
    own.vThreshold = neuron.threshold;
    own.refractory = neuron.refractory;
    return (*this)(own);
  }
  Result operator()(const LIF &neuron) {
    CubaLIF own;
    own.tauMem = tauOf(neuron.decayConstants[0]);
    own.tauSyn = tauOf(neuron.decayConstants[1]);
    own.vThreshold = neuron.threshold;
    own.vReset = neuron.resetVal.value_or(0.0f);
    own.refractory = neuron.refractory;
    return (*this)(own);
  }
  Result operator()(const SimpleIAF &neuron) {
    const float *leak = neuron.leak.number();
    if (neuron.resetVal || !leak || *leak != 0.0f)
      return cannot("NIR's IF has neither a leak nor a reset_val");
    IF own;
    // One step adds the input as it is.
    own.r = float(1.0 / context.dt);
    own.vThreshold = neuron.threshold;
    own.refractory = neuron.refractory;
    return (*this)(own);
  }

  template <typename Class> Result operator()(const Class &) {
    return cannot("NIR has no node for this type of layer");
  }

private:
  NirField field(StringRef name, const Parameter &value) {
    return floatField(name, value, context.output);
  }

  /// The time constant of a decay, which SNNAX limits to [0.5, 1].
  Parameter tauOf(const Parameter &decay) {
    return Constants::map(Constants(decay), 0.0,
                          [&](double a, double) {
                            a = std::clamp(a, 0.5, 1.0);
                            return context.dt / (1.0 - a);
                          })
        .get();
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
    auto padding = paddingField(pool.padding);
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
