// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ConventionText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <optional>

using namespace snnc;
using llvm::ArrayRef;
using llvm::StringRef;

// In the order of the enumerations.
static constexpr StringRef presets[] = {
    "spec", "snntorch", "norse", "sinabs", "spikingjelly", "rockpool", "spyx"};
static constexpr StringRef integrators[] = {"euler", "exp", "exp-exact",
                                            "euler-clamped"};
static constexpr StringRef gains[] = {"r dt/tau", "dt/tau", "1", "fold",
                                      "fold-least"};
static constexpr StringRef compares[] = {">", ">="};
static constexpr StringRef compareAliases[] = {"gt", "ge"};
static constexpr StringRef resets[] = {"value", "zero", "subtract",
                                       "subtract-n", "none"};
static constexpr StringRef resetTimes[] = {"same", "next", "again"};
static constexpr StringRef leaks[] = {"target", "both", "bias"};
static constexpr StringRef orders[] = {"new", "old", "decayed"};
static constexpr StringRef forms[] = {"fused", "separate", "relax", "relax-sum",
                                      "divide"};
static constexpr StringRef precisions[] = {"f64", "f32"};

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

ArrayRef<StringRef> snnc::presetNames() { return presets; }

StringRef snnc::nameOf(Preset preset) { return presets[unsigned(preset)]; }
StringRef snnc::nameOf(Integrator integrator) {
  return integrators[unsigned(integrator)];
}
StringRef snnc::nameOf(Gain gain) { return gains[unsigned(gain)]; }
StringRef snnc::nameOf(Compare compare) { return compares[unsigned(compare)]; }
StringRef snnc::nameOf(Leak leak) { return leaks[unsigned(leak)]; }
StringRef snnc::nameOf(CubaOrder order) { return orders[unsigned(order)]; }
StringRef snnc::nameOf(Form form) { return forms[unsigned(form)]; }
StringRef snnc::nameOf(Precision precision) {
  return precisions[unsigned(precision)];
}

std::string snnc::nameOf(Reset reset, ResetTime time) {
  std::string name = resets[unsigned(reset)].str();
  if (time != ResetTime::Same)
    name += "," + resetTimes[unsigned(time)].str();
  return name;
}

/// Whether a reset may take place again in the next step.
static bool comesAgain(Reset reset) {
  return reset == Reset::Zero || reset == Reset::Subtract;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

static TextForms makeForms(StringRef text, ArrayRef<StringRef> names,
                           ArrayRef<StringRef> aliases = {}) {
  TextForms forms{text.str(), {}};
  for (ArrayRef<StringRef> known : {names, aliases})
    for (StringRef name : known)
      forms.known.push_back(name.str());
  return forms;
}

TextForms snnc::formsOf(Preset preset) {
  return makeForms(nameOf(preset), presets);
}
TextForms snnc::formsOf(Integrator integrator) {
  return makeForms(nameOf(integrator), integrators);
}
TextForms snnc::formsOf(Compare compare) {
  return makeForms(nameOf(compare), compares, compareAliases);
}
TextForms snnc::formsOf(Leak leak) { return makeForms(nameOf(leak), leaks); }
TextForms snnc::formsOf(CubaOrder order) {
  return makeForms(nameOf(order), orders);
}
TextForms snnc::formsOf(Form form) { return makeForms(nameOf(form), forms); }
TextForms snnc::formsOf(Precision precision) {
  return makeForms(nameOf(precision), precisions);
}

// Spaces and asterisks do not count.
TextForms snnc::formsOf(Gain gain) {
  TextForms forms = makeForms(nameOf(gain), gains);
  forms.hasOthers = true;
  return forms;
}

TextForms snnc::formsOf(Reset reset, ResetTime time) {
  TextForms forms = makeForms(nameOf(reset, time), resets);
  for (unsigned each = 0; each < std::size(resets); ++each)
    for (ResetTime other : {ResetTime::Next, ResetTime::Again})
      if (other == ResetTime::Next || comesAgain(static_cast<Reset>(each)))
        forms.known.push_back(nameOf(static_cast<Reset>(each), other));
  forms.hasOthers = true; // spaces, and ",same"
  return forms;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

template <typename Enum>
static llvm::Error parseName(StringRef text, ArrayRef<StringRef> names,
                             Enum &value) {
  const StringRef *found = llvm::find(names, text);
  if (found == names.end())
    return llvm::createStringError("expected one of " +
                                   llvm::join(names, ", ") + ", found '" +
                                   text + "'");
  value = static_cast<Enum>(found - names.begin());
  return llvm::Error::success();
}

llvm::Error snnc::parse(StringRef text, Preset &preset) {
  return parseName(text, presets, preset);
}

llvm::Error snnc::parse(StringRef text, Integrator &integrator) {
  return parseName(text, integrators, integrator);
}

llvm::Error snnc::parse(StringRef text, Gain &gain) {
  std::string packed;
  llvm::copy_if(text, std::back_inserter(packed),
                [](char c) { return c != ' ' && c != '*'; });
  if (packed == "r" || packed == "rdt/tau")
    text = gains[unsigned(Gain::Resistance)];
  else if (packed == "dt" || packed == "dt/tau")
    text = gains[unsigned(Gain::Step)];
  else if (packed == "one")
    text = gains[unsigned(Gain::One)];
  return parseName(text, gains, gain);
}

llvm::Error snnc::parse(StringRef text, Compare &compare) {
  if (text == "gt" || text == "ge")
    text = compares[text == "ge"];
  return parseName(text, compares, compare);
}

llvm::Error snnc::parse(StringRef text, Reset &reset, ResetTime &time) {
  auto [name, when] = text.split(',');
  if (llvm::Error problem = parseName(name.trim(), resets, reset))
    return problem;
  if (when.empty()) {
    time = ResetTime::Same;
    return llvm::Error::success();
  }
  if (llvm::Error problem = parseName(when.trim(), resetTimes, time))
    return problem;
  if (time == ResetTime::Again && !comesAgain(reset))
    return llvm::createStringError("only zero and subtract take place again");
  return llvm::Error::success();
}

llvm::Error snnc::parse(StringRef text, Leak &leak) {
  return parseName(text, leaks, leak);
}

llvm::Error snnc::parse(StringRef text, CubaOrder &order) {
  return parseName(text, orders, order);
}

llvm::Error snnc::parse(StringRef text, Form &form) {
  return parseName(text, forms, form);
}

llvm::Error snnc::parse(StringRef text, Precision &precision) {
  return parseName(text, precisions, precision);
}

llvm::Error snnc::parseStep(StringRef text, double &dt) {
  double seconds = 1.0;
  if (text != "steps" &&
      (text.getAsDouble(seconds) || !(seconds > 0) || !std::isfinite(seconds)))
    return llvm::createStringError(
        "expected a positive number of seconds, or steps where time constants "
        "count steps, found '" +
        text + "'");
  dt = seconds;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

static std::string format(double number, const char *how) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(how, number);
  return text;
}

std::string snnc::formatNumber(double number) { return format(number, "%.9g"); }

std::string snnc::formatExact(double number) {
  for (const char *how : {"%.9g", "%.15g", "%.16g"}) {
    std::string text = format(number, how);
    double read;
    if (!StringRef(text).getAsDouble(read) && read == number)
      return text;
  }
  return format(number, "%.17g");
}

std::string snnc::formatShort(double number) { return format(number, "%.5g"); }

std::vector<std::pair<std::string, std::string>>
snnc::describe(const Convention &convention) {
  std::vector<std::pair<std::string, std::string>> parts;
  auto add = [&](StringRef key, const llvm::Twine &value) {
    parts.emplace_back(key.str(), value.str());
  };
  auto addName = [&](StringRef key, const auto &value) {
    if (value)
      add(key, nameOf(*value));
  };
  add("name", nameOf(convention.preset));
  if (convention.dt)
    add("dt", formatExact(*convention.dt));
  addName("integrator", convention.integrator);
  addName("gain", convention.gain);
  addName("compare", convention.compare);
  if (convention.reset)
    add("reset", nameOf(*convention.reset,
                        convention.resetTime.value_or(ResetTime::Same)));
  addName("cuba", convention.cuba);
  if (convention.nirtorchBias)
    add("nirtorch_bias", *convention.nirtorchBias ? "true" : "false");
  if (convention.late)
    add("late", *convention.late ? "true" : "false");
  if (convention.clamp)
    add("clamp", *convention.clamp ? "true" : "false");
  if (convention.roundDelays)
    add("round_delays", "true");
  return parts;
}
