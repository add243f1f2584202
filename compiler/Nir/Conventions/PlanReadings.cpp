// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conventions that a file may be read by so that it says a model again.

#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Graph/NirDraft.h"
#include "compiler/Nir/Layers/NirForm.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/ConventionText.h"
#include "llvm/ADT/STLExtras.h"
#include <type_traits>

using namespace snnc;

namespace {
/// How a node steps, as far as it is a neuron or a Threshold.
struct Demand {
  const NirDraft::Node *node;
  StepRule rule;
  bool integrates = false, isCuba = false, spikes = false, compares = false;
  bool isIF = false;
};
} // namespace

static std::optional<Demand> demandOf(const NirDraft::Node &node,
                                      const LayerClass &layer) {
  Demand demand{&node, {}};
  std::visit(
      [&](const auto &own) {
        using Class = std::decay_t<decltype(own)>;
        demand.isCuba = std::is_base_of_v<CubaLI, Class>;
        demand.integrates = demand.isCuba || std::is_base_of_v<NirLI, Class> ||
                            std::is_base_of_v<I, Class>;
        demand.spikes = std::is_same_v<Class, NirLIF> ||
                        std::is_same_v<Class, CubaLIF> ||
                        std::is_same_v<Class, IF>;
        demand.isIF = std::is_same_v<Class, IF>;
        demand.compares = demand.spikes || std::is_same_v<Class, Threshold>;
        if constexpr (std::is_base_of_v<NirLI, Class> ||
                      std::is_base_of_v<CubaLI, Class> ||
                      std::is_base_of_v<I, Class>)
          demand.rule = own.rule;
        if constexpr (std::is_same_v<Class, Threshold>)
          demand.rule.compare = own.compare;
      },
      layer);
  bool isAny = demand.integrates || demand.compares;
  return isAny ? std::optional(demand) : std::nullopt;
}

static std::vector<Demand> demandsOf(const NirDraft &draft, bool isPlain) {
  std::vector<Demand> demands;
  for (const NirDraft::Node &node : draft.nodes)
    if (node.layer)
      if (auto demand = demandOf(
              node, isPlain ? plainForm(*node.layer, draft.dt) : *node.layer))
        demands.push_back(*demand);
  return demands;
}

namespace {

/// A part of a convention: which nodes have it, and where it stands.
struct Part {
  const char *verb;
  bool Demand::*has;
  /// By number, so that parts are alike.
  unsigned (*of)(const StepRule &rule);
  void (*set)(Convention &convention, const StepRule &rule);
  std::string (*name)(const StepRule &rule);
};

} // namespace

static constexpr Part parts[] = {
    {"has 'integrator'", &Demand::integrates,
     [](const StepRule &rule) { return unsigned(rule.integrator); },
     [](Convention &convention, const StepRule &rule) {
       convention.integrator = rule.integrator;
     },
     [](const StepRule &rule) { return nameOf(rule.integrator).str(); }},
    {"has 'gain'", &Demand::integrates,
     [](const StepRule &rule) { return unsigned(rule.gain); },
     [](Convention &convention, const StepRule &rule) {
       convention.gain = rule.gain;
     },
     [](const StepRule &rule) { return nameOf(rule.gain).str(); }},
    {"has 'compare'", &Demand::compares,
     [](const StepRule &rule) { return unsigned(rule.compare); },
     [](Convention &convention, const StepRule &rule) {
       convention.compare = rule.compare;
     },
     [](const StepRule &rule) { return nameOf(rule.compare).str(); }},
    {"has 'reset'", &Demand::spikes,
     [](const StepRule &rule) {
       return 4 * unsigned(rule.reset) + unsigned(rule.resetTime);
     },
     [](Convention &convention, const StepRule &rule) {
       convention.reset = rule.reset;
       convention.resetTime = rule.resetTime;
     },
     [](const StepRule &rule) { return nameOf(rule.reset, rule.resetTime); }},
    {"has 'cuba'", &Demand::isCuba,
     [](const StepRule &rule) { return unsigned(rule.cuba); },
     [](Convention &convention, const StepRule &rule) {
       convention.cuba = rule.cuba;
     },
     [](const StepRule &rule) { return nameOf(rule.cuba).str(); }},
    {"has 'clamp'", &Demand::isIF,
     [](const StepRule &rule) { return unsigned(rule.clamp); },
     [](Convention &convention, const StepRule &rule) {
       convention.clamp = rule.clamp;
     },
     [](const StepRule &rule) {
       return std::string(rule.clamp ? "true" : "false");
     }},
};
static constexpr const Part &resetPart = parts[3];

/// The preset with those of its parts replaced in which nodes differ from it.
static Convention fitted(Preset preset, double dt, bool hasStep,
                         llvm::ArrayRef<Demand> demands) {
  Convention convention;
  convention.preset = preset;
  if (hasStep)
    convention.dt = dt;
  for (const Part &part : parts) {
    auto isWrong = [&](const Demand &demand) {
      const std::string &type = demand.node->type;
      bool isOpen = &part == &resetPart && leavesResetOpen(convention, type);
      return demand.*part.has &&
             (isOpen ||
              part.of(ruleOf(convention, type, dt)) != part.of(demand.rule));
    };
    const Demand *wrong = llvm::find_if(demands, isWrong);
    if (wrong != demands.end())
      part.set(convention, wrong->rule);
  }
  return convention;
}

std::optional<Misreading> snnc::findConflict(const NirDraft &draft) {
  std::vector<Demand> demands = demandsOf(draft, true);
  for (const Part &part : parts) {
    const Demand *first = nullptr;
    for (const Demand &demand : demands) {
      if (!(demand.*part.has))
        continue;
      first = first ? first : &demand;
      if (part.of(demand.rule) != part.of(first->rule))
        return Misreading{demand.node,
                          std::string("it ") + part.verb + " " +
                              part.name(demand.rule) + ", '" +
                              first->node->name + "' " + part.verb + " " +
                              part.name(first->rule) +
                              ", and one convention counts for all of a file"};
    }
  }
  return std::nullopt;
}

/// What the command line can say: a lateness stands beside a reset.
static Convention sayable(Convention convention) {
  Convention bare;
  bare.preset = convention.preset;
  if (convention.late && !convention.reset &&
      *convention.late != isLate(bare)) {
    StepRule rule = ruleOf(convention, "CubaLIF", 1.0);
    convention.reset = rule.reset;
    convention.resetTime = rule.resetTime;
  }
  return convention;
}

/// Whether numbers depend on the time step: of a Delay that is added, too.
static bool countsSteps(const NirDraft &draft) {
  auto needsOne = [](const NirDraft::Node &node) {
    NirNode own;
    own.type = node.type;
    return needsStep(own);
  };
  auto isLate = [](const NirDraft::Edge &edge) { return edge.delay > 0; };
  return llvm::any_of(draft.nodes, needsOne) ||
         llvm::any_of(draft.edges, isLate);
}

std::vector<NirPlan>
snnc::planReadings(const NirDraft &draft,
                   const std::optional<Convention> &recorded) {
  std::vector<NirPlan> plans;
  bool hasStep = countsSteps(draft);
  if (recorded)
    plans.push_back({sayable(*recorded)});
  else if (!hasStep)
    plans.push_back({std::nullopt});
  for (bool isPlain : {false, true}) {
    std::vector<Demand> demands = demandsOf(draft, isPlain);
    for (unsigned preset = 0; preset < presetNames().size(); ++preset)
      if (!isPlain || static_cast<Preset>(preset) == Preset::Spec)
        plans.push_back(
            {fitted(static_cast<Preset>(preset), draft.dt, hasStep, demands),
             isPlain});
  }
  // Each once more with every delay as a node.
  std::vector<NirPlan> both;
  for (const NirPlan &plan : plans)
    for (bool writesAllDelays : {false, true})
      both.push_back({plan.reading, plan.isPlain, writesAllDelays});
  return both;
}
