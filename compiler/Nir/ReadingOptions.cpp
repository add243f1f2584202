// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ReadingOptions.h"
#include "compiler/Spec/ConventionText.h"
#include "snnc/FlatModel.h"
#include <algorithm>
#include <type_traits>
#include <variant>

using namespace snnc;

/// As a shell takes it.
static std::string quoted(const std::string &value) {
  bool isPlain = value.find_first_of(" <>='") == std::string::npos;
  return isPlain ? value : "'" + value + "'";
}

static std::string optionsOf(const Convention &convention) {
  std::string text;
  for (const auto &[key, value] : describe(convention)) {
    std::string option = key == "name" ? "convention" : key;
    std::replace(option.begin(), option.end(), '_', '-');
    if (key == "late")
      continue;
    std::string spelled = value;
    if (key == "reset" && convention.late.value_or(false))
      spelled += ",late";
    bool isSwitch = value == "true" || value == "false";
    text += (text.empty() ? "--" : " --") +
            std::string(value == "false" ? "no-" : "") + option;
    if (!isSwitch)
      text += " " + quoted(spelled);
  }
  return text;
}

static std::string optionsOf(const StepRule &rule) {
  return "--dt " + formatNumber(rule.dt) + " --integrator " +
         nameOf(rule.integrator).str() + " --gain " +
         quoted(nameOf(rule.gain).str()) + " --compare " +
         quoted(nameOf(rule.compare).str()) + " --reset " +
         nameOf(rule.reset, rule.resetTime) + " --cuba " +
         nameOf(rule.cuba).str();
}

std::string snnc::readingOptions(const Model &model) {
  if (model.convention)
    return optionsOf(*model.convention);
  FlatModel flat = dissolve(model);
  for (const FlatLayer &layer : flat.layers) {
    std::string options = std::visit(
        [](const auto &own) -> std::string {
          using Class = std::decay_t<decltype(own)>;
          if constexpr (std::is_base_of_v<NirLI, Class> ||
                        std::is_base_of_v<CubaLI, Class> ||
                        std::is_base_of_v<I, Class>)
            return optionsOf(own.rule);
          // SNNAX's LIF integrates the current of the step before.
          if constexpr (std::is_base_of_v<SpikingNeuron, Class> ||
                        std::is_same_v<Class, SimpleLI>)
            return "--dt steps --compare '>=' --cuba old";
          return "";
        },
        layer.layer);
    if (!options.empty())
      return options;
  }
  return "";
}
