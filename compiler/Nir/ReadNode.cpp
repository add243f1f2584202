// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ReadNode.h"
#include "compiler/Nir/CheckImporter.h"
#include "compiler/Nir/Conventions.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cmath>
#include <utility>

using namespace snnc;
using llvm::StringRef;

using Context = NodeContext;

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// A bias that is 0 everywhere is none.
static std::optional<Parameter> readBias(NodeReader &node, int64_t size) {
  std::optional<Tensor> bias = node.tensor("bias", 1);
  if (!bias)
    return std::nullopt;
  if (bias->shape.front() != size)
    node.error("'bias' has the shape " + toString(bias->shape) + ", expected " +
               toString({size}) + " as 'weight' has it");
  llvm::ArrayRef<float> values(bias->data.get(), bias->shape.front());
  if (llvm::all_of(values, [](float value) { return value == 0.0f; }))
    return std::nullopt;
  return Parameter(std::move(*bias), node.where());
}

static LayerClass readDense(NodeReader &node, bool hasBias) {
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

static LayerClass readAffine(NodeReader &node, const Context &) {
  return readDense(node, true);
}

static LayerClass readLinear(NodeReader &node, const Context &) {
  return readDense(node, false);
}

static std::variant<Padding, SamePadding> readPadding(NodeReader &node,
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

/// "same" is of windows one behind the other, as PyTorch has it.
static void checkSamePadding(NodeReader &node, const Conv &conv) {
  if (std::holds_alternative<SamePadding>(conv.padding) &&
      llvm::any_of(conv.stride, [](int64_t stride) { return stride != 1; }))
    node.error("'padding' is \"same\", which needs a stride of 1");
}

template <typename ConvClass, size_t axes>
static LayerClass readConv(NodeReader &node, const Context &) {
  Conv conv;
  std::optional<Tensor> weight = node.tensor("weight", axes + 2);
  conv.stride = node.perAxis("stride", axes, 1, 1);
  conv.dilation = node.perAxis("dilation", axes, 1, 1);
  conv.padding = readPadding(node, axes);
  conv.groups = node.integer("groups", 1, 1);
  checkSamePadding(node, conv);
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

//===----------------------------------------------------------------------===//
// Windows and shapes
//===----------------------------------------------------------------------===//

static Pool readPool(NodeReader &node, bool dropsPadding) {
  Pool pool;
  pool.kernelSize = node.perAxis("kernel_size", 2, std::nullopt, 1);
  pool.stride = node.perAxis("stride", 2, std::nullopt, 1);
  std::vector<int64_t> padding = node.perAxis("padding", 2, 0, 0);
  for (auto [amount, kernel] : llvm::zip(padding, pool.kernelSize)) {
    if (dropsPadding && amount != 0)
      node.warning("'padding' is ignored, as the convention has it");
    amount = dropsPadding ? 0 : amount;
    if (amount > kernel)
      node.error("'padding' is " + llvm::Twine(amount) +
                 ", expected at most the kernel's size " + llvm::Twine(kernel));
    pool.padding.push_back({amount, amount});
  }
  return pool;
}

static LayerClass readAvgPool2d(NodeReader &node, const Context &) {
  AvgPool2d pool;
  static_cast<Pool &>(pool) = readPool(node, false);
  return pool;
}

static LayerClass readSumPool2d(NodeReader &node, const Context &context) {
  SumPool2d pool;
  static_cast<Pool &>(pool) =
      readPool(node, dropsPoolPadding(context.convention));
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
  return context.inputRank && type->size() == *context.inputRank + 1;
}

static LayerClass readFlatten(NodeReader &node, const Context &context) {
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

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

template <typename Neuron>
static void readLeaky(NodeReader &node, const Context &context,
                      Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.tau = node.parameter("tau", std::nullopt, Finite::No);
  neuron.r = node.parameter("r", std::nullopt, Finite::No);
  neuron.vLeak = node.parameter("v_leak", 0.0f);
}

template <typename Neuron>
static void readCuba(NodeReader &node, const Context &context, Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.tauMem = node.parameter("tau_mem", std::nullopt, Finite::No);
  neuron.tauSyn = node.parameter("tau_syn", std::nullopt, Finite::No);
  neuron.r = node.parameter("r", std::nullopt, Finite::No);
  neuron.vLeak = node.parameter("v_leak", 0.0f);
  neuron.wIn = node.parameter("w_in", 1.0f, Finite::No);
}

template <typename Neuron>
static void readIntegrator(NodeReader &node, const Context &context,
                           Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.r = node.parameter("r", std::nullopt);
}

template <typename Neuron>
static void readFiring(NodeReader &node, const Context &, Neuron &neuron) {
  neuron.vThreshold = node.parameter("v_threshold", std::nullopt);
  neuron.vReset = node.parameter("v_reset", 0.0f);
  if (neuron.rule.reset != Reset::Value &&
      !Constants(neuron.vReset).areAll(0.0f))
    node.warning("'v_reset' is ignored: the convention's reset is not to it");
}

/// A neuron whose fields `parts` read, one after another.
template <typename Neuron, auto... parts>
static LayerClass readParts(NodeReader &node, const Context &context) {
  Neuron neuron;
  (parts(node, context, neuron), ...);
  checkImporter(node, neuron, context.convention);
  if (std::optional<std::string> problem = findProblem(fieldRules(neuron)))
    node.error(*problem);
  return neuron;
}

//===----------------------------------------------------------------------===//
// Other nodes
//===----------------------------------------------------------------------===//

static LayerClass readThreshold(NodeReader &node, const Context &context) {
  Threshold layer;
  layer.threshold = node.parameter("threshold", std::nullopt);
  layer.compare = ruleOf(context.convention, node.type(), 1.0).compare;
  return layer;
}

static LayerClass readScale(NodeReader &node, const Context &) {
  return Scale{node.parameter("scale", std::nullopt)};
}

/// The delay in whole steps, in the node's unit of time.
static Parameter rounded(const Parameter &delay, double dt) {
  auto round = [dt](float seconds) {
    return float(std::round(seconds / dt) * dt);
  };
  if (const float *number = delay.number())
    return round(*number);
  const Tensor &tensor = *delay.tensor();
  size_t count = countElements(tensor.shape).value_or(0);
  std::vector<float> values(tensor.data.get(), tensor.data.get() + count);
  llvm::transform(values, values.begin(), round);
  return Tensor::of(tensor.shape, std::move(values));
}

static LayerClass readDelay(NodeReader &node, const Context &context) {
  Delay layer;
  layer.delay = node.parameter("delay", std::nullopt);
  layer.dt = context.dt;
  if (context.convention.roundDelays)
    layer.delay = rounded(layer.delay, layer.dt);
  if (!delaySteps(layer))
    node.error("'delay' is no whole number of steps of " +
               formatNumber(layer.dt) +
               ", not negative; --round-delays takes the nearest");
  return layer;
}

static LayerClass readIdentity(NodeReader &, const Context &) {
  return Identity();
}

//===----------------------------------------------------------------------===//
// All types
//===----------------------------------------------------------------------===//

namespace {
struct NodeType {
  StringRef name, operation;
  NirRole role;
  LayerClass (*read)(NodeReader &, const Context &) = nullptr;
  bool needsStep = false, givesSpikes = false;
};
} // namespace

// A new node's line goes here.
static constexpr NodeType types[] = {
    {"Input", "snn.input", NirRole::Input},
    {"Output", "snn.output", NirRole::Output},
    {"Affine", "snn.linear", NirRole::Stateless, readAffine},
    {"Linear", "snn.linear", NirRole::Stateless, readLinear},
    {"Scale", "snn.scale", NirRole::Stateless, readScale},
    {"Conv1d", "snn.conv", NirRole::Stateless, readConv<Conv1d, 1>},
    {"Conv2d", "snn.conv", NirRole::Stateless, readConv<Conv2d, 2>},
    {"SumPool2d", "snn.sum_pool", NirRole::Stateless, readSumPool2d},
    {"AvgPool2d", "snn.avg_pool", NirRole::Stateless, readAvgPool2d},
    {"Flatten", "snn.flatten", NirRole::Stateless, readFlatten},
    {"Delay", "snn.delay_line", NirRole::Stateless, readDelay, true},
    {"I", "snn.equations", NirRole::Neuron, readParts<I, readIntegrator<I>>,
     true},
    {"IF", "snn.equations", NirRole::Neuron,
     readParts<IF, readIntegrator<IF>, readFiring<IF>>, true, true},
    {"LI", "snn.equations", NirRole::Neuron, readParts<NirLI, readLeaky<NirLI>>,
     true},
    {"LIF", "snn.equations", NirRole::Neuron,
     readParts<NirLIF, readLeaky<NirLIF>, readFiring<NirLIF>>, true, true},
    {"CubaLI", "snn.equations", NirRole::Neuron,
     readParts<CubaLI, readCuba<CubaLI>>, true},
    {"CubaLIF", "snn.equations", NirRole::Neuron,
     readParts<CubaLIF, readCuba<CubaLIF>, readFiring<CubaLIF>>, true, true},
    {"Threshold", "snn.equations", NirRole::Stateless, readThreshold},
    {"Identity", "snn.identity", NirRole::Stateless, readIdentity},
};

static const NodeType *findType(StringRef name) {
  const NodeType *found = llvm::find_if(
      types, [&](const NodeType &type) { return type.name == name; });
  return found == std::end(types) ? nullptr : found;
}

std::optional<NirRole> snnc::roleOf(StringRef type) {
  const NodeType *found = findType(type);
  return found ? std::optional(found->role) : std::nullopt;
}

bool snnc::givesSpikes(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found && found->givesSpikes;
}

bool snnc::needsStep(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found && found->needsStep;
}

llvm::StringRef snnc::operationOf(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found ? found->operation : "";
}

std::string snnc::knownTypes() {
  std::string text;
  for (const NodeType &type : types)
    text += (text.empty() ? "" : ", ") + type.name.str();
  return text + ", NIRGraph";
}

/// What the gain divides the potential by (docs/Semantics.md, M1 to M4).
static Constants foldOf(const NirLI &neuron) {
  return membraneGains(neuron).fold;
}
static Constants foldOf(const I &neuron) { return membraneGains(neuron).fold; }
static Constants foldOf(const CubaLI &neuron) {
  return synapseGains(neuron).fold * membraneGains(neuron).fold;
}

/// Where the potential starts, if not from 0 (docs/Semantics.md, M8).
static std::map<std::string, Parameter> startsOf(const LayerClass &layer,
                                                 const Convention &convention) {
  std::map<std::string, Parameter> starts;
  auto start = [&](const char *state, const Parameter &value,
                   const Constants &fold) {
    Constants folded = Constants(value) / fold;
    if (!folded.areAll(0.0f))
      starts[state] = folded.get();
  };
  std::visit(
      [&](const auto &neuron) {
        using Class = std::decay_t<decltype(neuron)>;
        constexpr bool isCuba = std::is_base_of_v<CubaLI, Class>;
        if constexpr (isCuba || std::is_base_of_v<NirLI, Class>) {
          if (startOf(convention) == Start::Leak)
            start("v", neuron.vLeak, foldOf(neuron));
        }
        if constexpr (isCuba) {
          if (startOf(convention) == Start::Leak)
            start("i", neuron.vLeak, synapseGains(neuron).fold);
        }
        if constexpr (std::is_same_v<Class, NirLIF> ||
                      std::is_same_v<Class, CubaLIF> ||
                      std::is_same_v<Class, IF>) {
          if (startOf(convention) == Start::Reset)
            start("v", neuron.vReset, foldOf(neuron));
        }
      },
      layer);
  return starts;
}

std::optional<Layer> snnc::readNode(NodeReader &node, const Context &context) {
  unsigned errors = node.errorCount();
  Layer layer = findType(node.type())->read(node, context);
  if (node.errorCount() != errors)
    return std::nullopt;
  layer.place = node.where();
  layer.shape = node.neuronShape;
  layer.initState = startsOf(layer.layer, context.convention);
  return layer;
}
