// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a draft to a file: the edges' delays become nodes where no reader would
// imply them, and what was written is read again.

#include "compiler/Nir/Conventions/CheckReading.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Graph/NirDraft.h"
#include "compiler/Nir/Layers/NirForm.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>
#include <memory>
#include <utility>

using namespace snnc;

namespace {

using Edge = NirDraft::Edge;

class Writer {
public:
  Writer(const NirDraft &draft, const NirPlan &plan)
      : draft(draft), plan(plan), edges(draft.edges), meant(draft.nodes) {}

  std::variant<NirFile, Misreading> run() {
    takeStepsIntoDelays();
    for (const NirDraft::Node &node : meant)
      if (std::optional<Misreading> problem = addNode(node))
        return *problem;
    for (const Edge &edge : edges)
      if (std::optional<Misreading> problem = addEdge(edge))
        return *problem;
    // The order of nodes is that of the file.
    llvm::sort(file.graph.nodes, [](const NirNode &a, const NirNode &b) {
      return a.name < b.name;
    });
    std::optional<Misreading> problem =
        findMisreading({file, meant, late, plan.reading});
    if (!problem)
      return std::move(file);
    // `meant` goes; the draft stays.
    if (problem->node)
      problem->node = &draft.nodes[problem->node - meant.data()];
    return *problem;
  }

private:
  /// The steps that an edge has anyway by the convention.
  int64_t stepsOf(size_t source) const {
    NirNode node;
    node.type = meant[source].type;
    return plan.reading && isLate(*plan.reading) && givesSpikes(node);
  }
  void takeStepsIntoDelays();
  void setPrecision(const StepRule &rule, NirNode &node) const;
  std::optional<Misreading> addNode(const NirDraft::Node &node);
  std::optional<Misreading> addEdge(const Edge &edge);
  bool isImplied(const Edge &edge, int64_t steps) const;
  const std::string &delayNode(size_t source, int64_t steps);
  void connect(const std::string &source, const std::string &target,
               int64_t delay) {
    file.graph.edges.push_back({source, target});
    late.push_back(delay);
  }

  const NirDraft &draft;
  const NirPlan &plan;
  std::vector<Edge> edges;
  /// The draft's nodes, as they are written.
  std::vector<NirDraft::Node> meant;
  NirFile file;
  /// By edge of the file, the delay that it must be read with.
  std::vector<int64_t> late;
  /// By source and steps, the name of the Delay behind it.
  std::map<std::pair<size_t, int64_t>, std::string> delays;
  llvm::StringSet<> names;
};

} // namespace

/// Has a tensor written as one of f64.
static void keepAsDoubles(Tensor &tensor) {
  auto values = std::make_shared<std::vector<double>>();
  for (int64_t k = 0, count = countElements(tensor.shape).value_or(0);
       k < count; ++k)
    values->push_back(tensor.at(k));
  tensor.exact = {values, values->data()};
}

/// The delay of all that leads to a Delay, in its own: a reader that breaks a
/// cycle there takes the step off again.
void Writer::takeStepsIntoDelays() {
  for (size_t index = 0; index < meant.size(); ++index) {
    auto *delay =
        meant[index].layer ? std::get_if<Delay>(&*meant[index].layer) : nullptr;
    if (!delay)
      continue;
    std::optional<int64_t> least;
    for (const Edge &edge : edges)
      if (edge.target == index) {
        int64_t steps = edge.delay - stepsOf(edge.source);
        least = std::min(least.value_or(steps), steps);
      }
    if (least.value_or(0) <= 0)
      continue;
    for (Edge &edge : edges)
      edge.delay -= edge.target == index ? *least : 0;
    *delay = later(*delay, *least);
  }
}

/// Some conventions compute in the precision of the file's numbers: they are
/// written in that in which the neuron is computed.
void Writer::setPrecision(const StepRule &rule, NirNode &node) const {
  bool isSingle = rule.precision == Precision::Single;
  bool wouldBeSingle =
      plan.reading &&
      ruleOf(*plan.reading, node, draft.dt).precision == Precision::Single;
  if (!isSingle && !wouldBeSingle)
    return;
  for (NirField &field : node.fields) {
    auto *tensor = std::get_if<Tensor>(&field.value);
    if (!tensor)
      continue;
    field.isSingle = isSingle;
    if (isSingle)
      tensor->exact = nullptr;
    else
      keepAsDoubles(*tensor);
  }
}

std::optional<Misreading> Writer::addNode(const NirDraft::Node &node) {
  names.insert(node.name);
  if (!node.layer) {
    file.graph.nodes.push_back(
        makeNode(node.type, {integerField("shape", node.context.output)}));
    file.graph.nodes.back().name = node.name;
    return std::nullopt;
  }
  auto written =
      exportNode(plan.isPlain ? plainForm(*node.layer, draft.dt) : *node.layer,
                 node.context);
  if (!written)
    return Misreading{&draft.nodes[&node - meant.data()],
                      llvm::toString(written.takeError())};
  written->name = node.name;
  if (const StepRule *rule = stepRuleOf(*node.layer))
    setPrecision(*rule, *written);
  file.graph.nodes.push_back(std::move(*written));
  return std::nullopt;
}

/// Whether a reader may delay the edge without being told.
bool Writer::isImplied(const Edge &edge, int64_t steps) const {
  bool asNirtorch = plan.reading && hasNirtorchBias(*plan.reading);
  return steps == 1 && !plan.writesAllDelays &&
         (asNirtorch || roleOf(meant[edge.source].type) == NirRole::Neuron);
}

const std::string &Writer::delayNode(size_t source, int64_t steps) {
  auto [found, isNew] = delays.try_emplace({source, steps});
  if (!isNew)
    return found->second;
  const NirDraft::Node &from = meant[source];
  std::string wanted = from.name + "_delay", name = wanted;
  auto isTaken = [&](const NirDraft::Node &node) { return node.name == name; };
  for (unsigned n = 2; llvm::any_of(meant, isTaken) || names.contains(name);
       ++n)
    name = wanted + "_" + std::to_string(n);
  names.insert(name);
  NirNode node = makeNode(
      "Delay",
      {floatField("delay", double(steps) * draft.dt, from.context.output)});
  node.name = name;
  file.graph.nodes.push_back(std::move(node));
  found->second = name;
  connect(from.name, name, stepsOf(source));
  return found->second;
}

std::optional<Misreading> Writer::addEdge(const Edge &edge) {
  const NirDraft::Node &source = meant[edge.source];
  const NirDraft::Node &target = meant[edge.target];
  int64_t steps = edge.delay - stepsOf(edge.source);
  if (steps < 0)
    return Misreading{&draft.nodes[edge.source],
                      "'" + target.name +
                          "' reads its spikes in the same step"};
  if (steps == 0 || isImplied(edge, steps))
    connect(source.name, target.name, edge.delay);
  else
    connect(delayNode(edge.source, steps), target.name, 0);
  return std::nullopt;
}

std::variant<NirFile, Misreading> snnc::writeDraft(const NirDraft &draft,
                                                   const NirPlan &plan) {
  return Writer(draft, plan).run();
}
