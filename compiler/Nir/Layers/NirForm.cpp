// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Layers/NirForm.h"
#include "compiler/Spec/StepConstants.h"
#include <algorithm>
#include <cmath>
#include <type_traits>

using namespace snnc;

static llvm::Error cannot(const llvm::Twine &why) {
  return llvm::createStringError(why);
}

//===----------------------------------------------------------------------===//
// SNNAX's neurons
//===----------------------------------------------------------------------===//

static bool isZero(const std::optional<Parameter> &parameter) {
  return !parameter || Constants(*parameter).areAll(0.0f);
}

static llvm::Error checkStart(const InitFn &init) {
  if (!init.isDrawn() && init.value() == 0.0f)
    return llvm::Error::success();
  return cannot("its init_fn starts it from something else than zeros");
}

/// What SNNAX's neurons do and NIR leaves open.
static StepRule snnaxRule(double dt) {
  StepRule rule;
  rule.dt = dt;
  rule.compare = Compare::GreaterEqual;
  rule.reset = Reset::Zero;
  rule.cuba = CubaOrder::Old;
  return rule;
}

/// The time constant of a decay, an f32 that SNNAX limits to [0.5, 1].
static Parameter tauOf(const Parameter &decay, double dt) {
  return Constants::map(Constants(decay), 0.0,
                        [dt](double a, double) {
                          return dt /
                                 (1.0 - std::clamp<double>(float(a), 0.5, 1.0));
                        })
      .exact();
}

namespace {

/// One overload for each class that is not NIR's own.
class FormMaker {
public:
  using Result = llvm::Expected<LayerClass>;

  explicit FormMaker(double dt) : dt(dt) {}

  Result operator()(const SimpleLI &neuron) {
    if (llvm::Error problem = checkStart(neuron.initFn))
      return problem;
    NirLI own;
    own.tau = tauOf(neuron.decayConstants[0], dt);
    own.rule = snnaxRule(dt);
    return own;
  }

  Result operator()(const SimpleLIF &neuron) {
    if (neuron.resetVal)
      return cannot("its reset_val is no reset that NIR knows");
    NirLIF own;
    own.tau = tauOf(neuron.decayConstants[0], dt);
    return spiking(neuron, std::move(own));
  }

  Result operator()(const LIF &neuron) {
    if (!isZero(neuron.resetVal))
      return cannot("it resets by v - (v - reset_val), which rounds; NIR's "
                    "neurons reset to a value");
    CubaLIF own;
    own.tauMem = tauOf(neuron.decayConstants[0], dt);
    own.tauSyn = tauOf(neuron.decayConstants[1], dt);
    return spiking(neuron, std::move(own));
  }

  Result operator()(const SimpleIAF &neuron) {
    if (neuron.resetVal || !isZero(neuron.leak))
      return cannot("NIR's IF has neither a leak nor a reset_val");
    IF own;
    // One step adds the input as it is.
    own.r = 1.0 / dt;
    return spiking(neuron, std::move(own));
  }

  Result operator()(const Delay &delay) {
    if (delay.dt == dt)
      return delay;
    Constants delays(delay.delay);
    return Delay{Constants::map(delays, 0.0,
                                [&](double seconds, double) {
                                  return std::round(seconds / delay.dt) * dt;
                                })
                     .exact(),
                 dt};
  }

  template <typename Class> Result operator()(const Class &layer) {
    return layer;
  }

private:
  template <typename Own> Result spiking(const SpikingNeuron &neuron, Own own) {
    if (llvm::Error problem = checkStart(neuron.initFn))
      return problem;
    own.vThreshold = asSingle(neuron.threshold);
    own.refractory = neuron.refractory;
    own.spikeFn = neuron.spikeFn;
    own.rule = snnaxRule(dt);
    return own;
  }

  double dt;
};

} // namespace

llvm::Expected<LayerClass> snnc::nirForm(const LayerClass &layer, double dt) {
  return std::visit(FormMaker(dt), layer);
}

//===----------------------------------------------------------------------===//
// NIR's neurons by Euler's method
//===----------------------------------------------------------------------===//

namespace {
/// A time constant and a resistance.
struct Filter {
  Parameter &tau, &resistance;
};
} // namespace

/// Gives \p filter other values, with which it decays and weighs inputs as
/// before.
static void makePlain(Filter filter, const StepRule &rule, const Gains &gains,
                      double dt) {
  Constants tau(filter.tau);
  bool isEuler = rule.integrator == Integrator::Euler;
  if (!isEuler)
    tau = Constants(rule.dt) / (1.0 - decayOf(rule, tau));
  if (rule.gain != Gain::Resistance || !isEuler)
    filter.resistance = (gains.factor * (tau / rule.dt)).exact();
  if (rule.dt != dt)
    tau = tau * (dt / rule.dt);
  filter.tau = tau.exact();
}

static void makePlain(NirLI &neuron, double dt, Constants &fold) {
  Gains gains = membraneGains(neuron);
  fold = gains.fold;
  makePlain({neuron.tau, neuron.r}, neuron.rule, gains, dt);
  neuron.vLeak = (Constants(neuron.vLeak) / fold).exact();
}

static void makePlain(CubaLI &neuron, double dt, Constants &fold) {
  Gains gains = membraneGains(neuron), synapse = synapseGains(neuron);
  fold = synapse.fold * gains.fold;
  makePlain({neuron.tauMem, neuron.r}, neuron.rule, gains, dt);
  makePlain({neuron.tauSyn, neuron.wIn}, neuron.rule, synapse, dt);
  neuron.vLeak = (Constants(neuron.vLeak) / fold).exact();
}

static void makePlain(I &neuron, double dt, Constants &fold) {
  Gains gains = membraneGains(neuron);
  fold = gains.fold;
  neuron.r = (gains.factor / dt).exact();
}

LayerClass snnc::plainForm(const LayerClass &layer, double dt) {
  return std::visit(
      [dt](auto own) -> LayerClass {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_base_of_v<NirLI, Class> ||
                      std::is_base_of_v<CubaLI, Class> ||
                      std::is_base_of_v<I, Class>) {
          Constants fold = 1.0;
          makePlain(own, dt, fold);
          if constexpr (std::is_same_v<Class, NirLIF> ||
                        std::is_same_v<Class, CubaLIF> ||
                        std::is_same_v<Class, IF>) {
            own.vThreshold = (Constants(own.vThreshold) / fold).exact();
            own.vReset = (Constants(own.vReset) / fold).exact();
          }
          own.rule.dt = dt;
          own.rule.integrator = Integrator::Euler;
          own.rule.gain = Gain::Resistance;
        }
        return own;
      },
      layer);
}

const StepRule *snnc::stepRuleOf(const LayerClass &layer) {
  return std::visit(
      [](const auto &own) -> const StepRule * {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_base_of_v<NirLI, Class> ||
                      std::is_base_of_v<CubaLI, Class> ||
                      std::is_base_of_v<I, Class>)
          return &own.rule;
        return nullptr;
      },
      layer);
}
