// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LeakyStep.h"

using namespace snnc;

Expr snnc::scaled(Neuron &n, const std::string &name, const Constants &factor,
                  Expr value) {
  return factor.areAll(1.0f) ? value : n.param(name, factor.get()) * value;
}

/// `value` plus a constant, unless that is 0.
static Expr shifted(Neuron &n, const std::string &name, const Constants &by,
                    Expr value) {
  return by.areAll(0.0f) ? value : value + n.param(name, by.get());
}

/// fma(a, v, G x + P), or each operation by itself.
static Expr decayed(Neuron &n, const StepRule &rule, const Leaky &leaky, Expr v,
                    Expr x) {
  Constants decay = decayOf(rule, leaky.tau);
  Constants pull =
      leaky.rest.areAll(0.0f) ? leaky.bias : pullOf(rule, decay, leaky.rest);
  std::string name = leaky.name + "_pull";
  auto times = [&](Expr value) {
    return scaled(n, leaky.name + "_decay", decay, value);
  };
  if (leaky.form == Form::Separate && leaky.inputDecays)
    return shifted(
        n, name, pull,
        times(v + scaled(n, leaky.factorName, leaky.gains.factor, x)));
  Constants factor =
      leaky.inputDecays ? decay * leaky.gains.factor : leaky.gains.factor;
  Expr input = scaled(n, leaky.factorName, factor, x);
  if (leaky.form == Form::Separate)
    return shifted(n, name, pull, times(v) + input);
  input = shifted(n, name, pull, input);
  if (decay.areAll(1.0f))
    return v + input;
  return fma(n.param(leaky.name + "_decay", decay.get()), v, input);
}

/// v plus what it nears its rest by: the forms that take the difference.
static Expr relaxed(Neuron &n, const StepRule &rule, const Leaky &leaky, Expr v,
                    Expr x) {
  Drive drive = driveOf(rule, leaky.gains, leaky.resistance);
  Expr input = scaled(n, leaky.factorName, drive.factor, x);
  bool isZero = leaky.rest.areAll(0.0f);
  Expr rest =
      isZero ? Expr(0.0f) : n.param(leaky.name + "_rest", leaky.rest.get());
  Expr difference = isZero ? -v : rest - v;
  if (drive.isInside && leaky.form == Form::RelaxSum)
    difference = isZero ? input - v : (input + rest) - v;
  else if (drive.isInside)
    difference = input - (isZero ? v : v - rest);
  Expr step = leaky.form == Form::Divide
                  ? difference / n.param(leaky.name + "_tau",
                                         constantOf(rule, leaky.tau).get())
                  : scaled(n, leaky.name + "_weight", weightOf(rule, leaky.tau),
                           difference);
  Expr next = drive.isInside ? v + step : (v + step) + input;
  return shifted(n, leaky.name + "_pull", leaky.bias, next);
}

Expr snnc::stepped(Neuron &n, const StepRule &rule, const Leaky &leaky, Expr v,
                   Expr x) {
  return isRelaxing(leaky.form) ? relaxed(n, rule, leaky, v, x)
                                : decayed(n, rule, leaky, v, x);
}
