// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions/CheckReading.h"
#include "compiler/Nir/ImportNir.h"
#include "compiler/Nir/Layers/NirForm.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/bit.h"
#include <type_traits>

using namespace snnc;

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// Element \p k of what a parameter is at each neuron of \p shape.
static float valueAt(const Parameter &parameter, const Shape &shape, size_t k) {
  if (const float *number = parameter.number())
    return *number;
  const Tensor &tensor = *parameter.tensor();
  return tensor.data.get()[broadcastIndex(tensor.shape, shape, k)];
}

static bool isSame(const Parameter &a, const Parameter &b, const Shape &shape) {
  if (a.init() || b.init())
    return false;
  bool areNumbers = a.number() && b.number();
  size_t count = areNumbers ? 1 : countElements(shape).value_or(0);
  for (size_t k = 0; k < count; ++k)
    if (llvm::bit_cast<uint32_t>(valueAt(a, shape, k)) !=
        llvm::bit_cast<uint32_t>(valueAt(b, shape, k)))
      return false;
  return true;
}

static bool isSame(const Neuron &a, const Neuron &b, const Shape &shape) {
  auto areConstants = [&](const auto &list, const auto &other) {
    return llvm::equal(list, other, [&](const auto &x, const auto &y) {
      return x.name == y.name && isSame(x.value, y.value, shape);
    });
  };
  auto areSteps = [](const Neuron::Assignment &x, const Neuron::Assignment &y) {
    return x.name == y.name &&
           printExpression(x.value) == printExpression(y.value);
  };
  return areConstants(a.parameters, b.parameters) &&
         llvm::equal(a.step, b.step, areSteps) &&
         printExpression(a.output) == printExpression(b.output);
}

static bool isSame(const Pool &a, const Pool &b) {
  return a.kernelSize == b.kernelSize && a.stride == b.stride &&
         a.padding == b.padding && a.useCeil == b.useCeil;
}

static bool isSame(const Delay &a, const Delay &b, const Shape &shape) {
  auto left = delaySteps(a), right = delaySteps(b);
  if (!left || !right)
    return false;
  auto stepsAt = [&](const Delay &delay, const std::vector<int64_t> &steps,
                     size_t k) {
    const Tensor *tensor = delay.delay.tensor();
    return steps[tensor ? broadcastIndex(tensor->shape, shape, k) : 0];
  };
  for (size_t k = 0, end = countElements(shape).value_or(0); k < end; ++k)
    if (stepsAt(a, *left, k) != stepsAt(b, *right, k))
      return false;
  return true;
}

/// Axes that count from the back, counted from the front.
static bool isSame(const Flatten &a, const Flatten &b, const Shape &input) {
  int64_t rank = input.size();
  auto counted = [rank](int64_t axis) { return axis < 0 ? axis + rank : axis; };
  return counted(a.startDim) == counted(b.startDim) &&
         counted(a.endDim) == counted(b.endDim);
}

bool snnc::isSameStep(const LayerClass &a, const LayerClass &b,
                      const ExportContext &context) {
  if (a.index() != b.index())
    return false;
  return std::visit(
      [&](const auto &own) {
        using Class = std::decay_t<decltype(own)>;
        const auto &other = std::get<Class>(b);
        if constexpr (std::is_base_of_v<NirLI, Class> ||
                      std::is_base_of_v<CubaLI, Class> ||
                      std::is_base_of_v<I, Class> ||
                      std::is_same_v<Class, Threshold>)
          return isSame(equations(own), equations(other), context.output);
        else if constexpr (std::is_same_v<Class, Delay>)
          return isSame(own, other, context.output);
        else if constexpr (std::is_same_v<Class, Flatten>)
          return isSame(own, other, context.input);
        else if constexpr (std::is_base_of_v<Pool, Class>)
          return isSame(own, other);
        else if constexpr (std::is_same_v<Class, Scale>)
          return isSame(own.scale, other.scale, context.output);
        // Weights depend on no convention.
        return true;
      },
      a);
}

/// Whether states start alike; those that are not said start from 0.
static bool isSameStart(const std::map<std::string, Parameter> &a,
                        const std::map<std::string, Parameter> &b,
                        const Shape &shape) {
  auto startOf = [](const auto &starts, const std::string &state) {
    auto found = starts.find(state);
    return found == starts.end() ? Parameter(0.0f) : found->second;
  };
  for (const auto *starts : {&a, &b})
    for (const auto &[state, start] : *starts)
      if (!isSame(startOf(a, state), startOf(b, state), shape))
        return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

using Node = NirDraft::Node;

static std::optional<Misreading> checkLayer(const Node &node, const Layer &read,
                                            bool isShortened) {
  LayerClass layer = read.layer;
  if (isShortened)
    layer = later(std::get<Delay>(layer), 1);
  if (!isSameStep(*node.layer, layer, node.context))
    return Misreading{&node, "NIR's node of it is read as another step"};
  if (!isSameStart(node.initState, read.initState, node.context.output))
    return Misreading{&node, "it has an init_state"};
  return std::nullopt;
}

static std::optional<Misreading> checkEdges(const WrittenFile &written,
                                            const NirNetwork &network) {
  for (auto [index, edge] : llvm::enumerate(network.edges)) {
    int64_t taken = network.nodes[edge.target].isShortened;
    if (edge.delay - taken != written.delays[index])
      return Misreading{nullptr,
                        "the edge from '" + network.nodes[edge.source].path +
                            "' to '" + network.nodes[edge.target].path +
                            "' would be read with another delay"};
  }
  return std::nullopt;
}

std::optional<Misreading> snnc::findMisreading(const WrittenFile &written) {
  Diagnostics diagnostics;
  NirImport import = importNir(written.file, "", written.reading, diagnostics);
  if (!import.model) {
    auto first = llvm::find_if(diagnostics.all(), [](const Diagnostic &each) {
      return each.severity == Severity::Error;
    });
    return Misreading{nullptr,
                      "'" + first->place.node + "': " + first->message};
  }
  if (auto problem = checkEdges(written, *import.network))
    return problem;
  llvm::StringMap<const Layer *> layers;
  for (const Layer &layer : import.model->layers)
    layers[layer.name] = &layer;
  llvm::StringMap<size_t> numbers;
  for (auto [number, node] : llvm::enumerate(import.network->nodes))
    numbers[node.path] = number;
  for (const Node &node : written.meant) {
    size_t number = numbers.lookup(node.name);
    const Layer *read = layers.lookup(import.names[number]);
    if (!node.layer)
      continue;
    if (auto problem =
            checkLayer(node, *read, import.network->nodes[number].isShortened))
      return problem;
  }
  return std::nullopt;
}
