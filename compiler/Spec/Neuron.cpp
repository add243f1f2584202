// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Neuron.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace snnc;

Expr Neuron::state(std::string name, Parameter init) {
  states.push_back({name, std::move(init)});
  return Expr::variable(std::move(name));
}

Expr Neuron::param(std::string name, Parameter value) {
  parameters.push_back({name, std::move(value)});
  return Expr::variable(std::move(name));
}

Expr Neuron::let(std::string name, Expr value) {
  step.push_back({name, std::move(value)});
  return Expr::variable(std::move(name));
}

//===----------------------------------------------------------------------===//
// Which states are spikes
//===----------------------------------------------------------------------===//

namespace {
/// Which expressions are spikes, given which names are.
class SpikeFinder {
public:
  explicit SpikeFinder(const llvm::StringMap<bool> &names) : names(names) {}

  bool isSpike(const Expr &expression) {
    auto known = found.find(expression.identity());
    if (known != found.end())
      return known->second;
    bool result = compute(expression);
    found[expression.identity()] = result;
    return result;
  }

private:
  bool compute(const Expr &expression) {
    using Kind = Expr::Kind;
    Kind kind = expression.kind();
    if (kind == Kind::Variable)
      return names.lookup(expression.name());
    if (kind == Kind::StopGradient)
      return isSpike(expression.operands()[0]);
    if (kind == Kind::Select)
      return isSpike(expression.operands()[1]) &&
             isSpike(expression.operands()[2]);
    return kind == Kind::Spike || (kind >= Kind::Less && kind <= Kind::Not);
  }

  const llvm::StringMap<bool> &names;
  llvm::DenseMap<const void *, bool> found;
};
} // namespace

static bool startsAsSpike(const Parameter &init) {
  const InitFn *fn = init.init();
  if (fn && fn->isDrawn())
    return false;
  const float *number = init.number();
  if (!fn && !number)
    return false;
  float value = fn ? fn->value() : *number;
  return value == 0.0f || value == 1.0f;
}

std::vector<bool> snnc::findSpikes(const Neuron &neuron) {
  std::vector<bool> spikes;
  for (const Neuron::State &state : neuron.states)
    spikes.push_back(startsAsSpike(state.init));
  // A state may depend on another's being a spike, so what turns out to be a
  // number is taken out until nothing changes.
  for (bool isChanged = true; isChanged;) {
    isChanged = false;
    llvm::StringMap<bool> names;
    for (auto [state, isSpike] : llvm::zip(neuron.states, spikes))
      names[state.name] = isSpike;
    for (const Neuron::Assignment &each : neuron.step) {
      bool isSpike = SpikeFinder(names).isSpike(each.value);
      names[each.name] = isSpike;
    }
    for (size_t k = 0; k < spikes.size(); ++k) {
      if (!spikes[k] || names[neuron.states[k].name])
        continue;
      spikes[k] = false;
      isChanged = true;
    }
  }
  return spikes;
}
