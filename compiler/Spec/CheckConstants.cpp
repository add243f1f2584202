// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/CheckConstants.h"
#include "compiler/Spec/Limits.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using llvm::StringRef;

static std::string textOf(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.6g", value);
  return text;
}

/// Calls `visit` with each value of a parameter; of one that is drawn between
/// two ends, with these.
static void forEachValue(const Parameter &parameter,
                         llvm::function_ref<void(float)> visit) {
  if (const Tensor *tensor = parameter.tensor()) {
    size_t count = countElements(tensor->shape).value_or(0);
    for (const float *value = tensor->data.get(), *end = value + count;
         value != end; ++value)
      visit(*value);
  } else if (const InitFn *init = parameter.init()) {
    visit(init->first);
    if (init->kind == InitFn::Kind::Uniform)
      visit(init->second);
  } else {
    visit(*parameter.number());
  }
}

namespace {

/// The values of a key that are outside of a range.
struct Outside {
  size_t count = 0, total = 0;
  double first = 0;

  void add(double value, double low, double high) {
    ++total;
    // NaN is outside.
    if (!(value >= low && value <= high) && count++ == 0)
      first = value;
  }
  /// ", the first of 3 such among 20 values"
  std::string others() const {
    if (total == 1)
      return "";
    return count == 1 ? " (one of " + std::to_string(total) + " values)"
                      : " (the first of " + std::to_string(count) +
                            " such among " + std::to_string(total) + " values)";
  }
};

/// Goes through layers and those inside of them.
class ConstantChecker {
public:
  explicit ConstantChecker(Diagnostics &diagnostics)
      : diagnostics(diagnostics) {}

  void checkAll(llvm::ArrayRef<Layer> layers, const std::string &prefix) {
    for (const Layer &each : layers) {
      layer = &each;
      path = prefix + each.name;
      std::visit([&](const auto &neuron) { check(neuron); }, each.layer);
    }
  }

private:
  /// What has no such constants.
  void check(const LayerClass &) {}
  void check(const SpikingNeuron &neuron) {
    checkLimits("decay_constants", neuron.decayConstants, decayLimits);
  }
  void check(const SimpleLI &neuron) {
    checkLimits("decay_constants", neuron.decayConstants, decayLimits);
  }
  void check(const AdaptiveLIF &neuron);
  void check(const SigmaDelta &neuron);
  void check(const SRM &srm);
  void check(const Composition &composition) {
    checkAll(composition.layers, std::string(path) + ".");
  }
  void check(const NirLI &neuron) {
    checkDecays({{"tau", &neuron.tau}}, neuron.rule);
  }
  void check(const CubaLI &neuron) {
    checkDecays({{"tau_mem", &neuron.tauMem}, {"tau_syn", &neuron.tauSyn}},
                neuron.rule);
  }

  void checkLimits(StringRef key, llvm::ArrayRef<Parameter> parameters,
                   Limits limits);
  void
  checkDecays(llvm::ArrayRef<std::pair<StringRef, const Parameter *>> constants,
              const StepRule &rule);
  /// A node of a NIR file is named by its place.
  std::string where() {
    return layer->place.node.empty() ? "layer '" + path + "': " : "";
  }
  Place placeOf(const Parameter &parameter) {
    return parameter.place.file.empty() ? layer->place : parameter.place;
  }

  Diagnostics &diagnostics;
  const Layer *layer = nullptr;
  std::string path;
};

} // namespace

//===----------------------------------------------------------------------===//
// SNNAX's neurons
//===----------------------------------------------------------------------===//

void ConstantChecker::checkLimits(StringRef key,
                                  llvm::ArrayRef<Parameter> parameters,
                                  Limits limits) {
  Outside outside;
  const Parameter *place = nullptr;
  for (const Parameter &parameter : parameters) {
    forEachValue(parameter, [&](float value) {
      outside.add(value, limits.low, limits.high);
    });
    if (outside.count && !place)
      place = &parameter;
  }
  if (!outside.count)
    return;
  std::string range =
      "[" + textOf(limits.low) + ", " + textOf(limits.high) + "]";
  double used = outside.first < limits.low ? limits.low : limits.high;
  diagnostics
      .warning(placeOf(*place), where() + key + " " + textOf(outside.first) +
                                    " is outside of " + range +
                                    " and becomes " + textOf(used) +
                                    outside.others() + ", as SNNAX limits it")
      .note({}, "give a value in " + range +
                    ", or write a neuron without limits as a 'Neuron' with "
                    "equations of its own");
}

void ConstantChecker::check(const AdaptiveLIF &neuron) {
  check(static_cast<const SpikingNeuron &>(neuron));
  checkLimits("ada_decay_constant", neuron.adaDecayConstant, decayLimits);
  checkLimits("ada_coupling_var", neuron.adaCouplingVar, couplingLimits);
  checkLimits("ada_step_val", neuron.adaStepVal, adaptationStepLimits);
}

void ConstantChecker::check(const SRM &srm) {
  check(static_cast<const SpikingNeuron &>(srm));
  checkLimits("r_decay_constants", srm.rDecayConstant, decayLimits);
  if (srm.resetVal)
    checkLimits("reset_val", *srm.resetVal, refractoryLimits);
  checkAll(srm.layer, std::string(path) + ".");
}

/// Its constants are not limited.
void ConstantChecker::check(const SigmaDelta &neuron) {
  Outside outside;
  const Parameter *place = nullptr;
  for (const Parameter &parameter : neuron.decayConstants) {
    forEachValue(parameter, [&](float value) { outside.add(value, 0, 1); });
    if (outside.count && !place)
      place = &parameter;
  }
  if (outside.count)
    diagnostics
        .warning(placeOf(*place),
                 where() + "decay_constants " + textOf(outside.first) +
                     " is outside of [0, 1]" + outside.others() +
                     ", and what decays by it alternates or grows without end")
        .note({}, "give what is left after a step, a number from 0 to 1");
}

//===----------------------------------------------------------------------===//
// NIR's neurons
//===----------------------------------------------------------------------===//

/// What f32 leaves of a time constant of one step, at most.
static constexpr double rounding = 1e-6;

/// One warning for a neuron; a synapse's constant is a note then. Only Euler's
/// method leaves [0, 1], before it is limited where a rule does.
void ConstantChecker::checkDecays(
    llvm::ArrayRef<std::pair<StringRef, const Parameter *>> constants,
    const StepRule &rule) {
  Diagnostic *warning = nullptr;
  for (const auto &[key, tau] : constants) {
    Outside outside;
    StepRule unlimited = rule;
    bool isLimited = rule.integrator == Integrator::EulerClamped;
    if (isLimited)
      unlimited.integrator = Integrator::Euler;
    Constants decays = decayOf(unlimited, Constants(*tau));
    for (double decay : decays.values())
      outside.add(decay, -rounding, 1 + rounding);
    if (!outside.count)
      continue;
    std::string text = where() + "the decay 1 - dt/" + key.str() + " is " +
                       textOf(outside.first) + " with a dt of " +
                       textOf(rule.dt) + outside.others() +
                       ", outside of [0, 1]";
    if (isLimited)
      text += outside.first < 0 ? " and becomes 0" : " and becomes 1";
    if (warning)
      warning->note(placeOf(*tau), text);
    else
      warning = &diagnostics.warning(placeOf(*tau), text);
  }
  if (warning)
    warning->note({}, layer->place.node.empty()
                          ? "'dt' and the time constants have one unit"
                          : "dt and the file's time constants have different "
                            "units: pass --dt, or --dt steps where the time "
                            "constants count steps");
}

void snnc::checkConstants(const Model &model, Diagnostics &diagnostics) {
  ConstantChecker(diagnostics).checkAll(model.layers, "");
}
