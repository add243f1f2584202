// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/NirOptions.h"
#include "compiler/Spec/ConventionText.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

static Convention &given(std::optional<Convention> &convention) {
  return convention ? *convention : convention.emplace();
}

/// An option whose value is that of one part of a convention.
template <typename Part>
static void addPart(OptionTable &table, StringRef name, StringRef values,
                    StringRef help, std::optional<Convention> &convention,
                    std::optional<Part> Convention::*part) {
  table.custom(name, values, help, [&convention, part](StringRef text) {
    return parse(text, (given(convention).*part).emplace());
  });
}

static void addSwitch(OptionTable &table, StringRef name, StringRef help,
                      std::optional<Convention> &convention,
                      std::optional<bool> Convention::*part, bool value) {
  table.custom(name, "", help, [&convention, part, value](StringRef) {
    given(convention).*part = value;
    return llvm::Error::success();
  });
}

static llvm::Error parseReset(StringRef text, Convention &convention) {
  convention.late = false;
  if (text.consume_back(",late"))
    convention.late = true;
  return parse(text, convention.reset.emplace(),
               convention.resetTime.emplace());
}

static void addAll(OptionTable &table, std::optional<Convention> &convention) {
  table.custom(
      "--convention", "NAME",
      "read it as a framework does: spec, snntorch, norse,\nsinabs, "
      "spikingjelly, rockpool, spyx",
      [&](StringRef text) { return parse(text, given(convention).preset); });
  table.choices(presetNames());
  table.custom("--dt", "SECONDS", "the time step; 'steps': time counts steps",
               [&](StringRef text) {
                 return parseStep(text, given(convention).dt.emplace());
               });
  addPart(table, "--integrator", "euler|exp|exp-exact|euler-clamped",
          "decay and weight of a step: 1 - dt/tau and dt/tau;\n"
          "e^(-dt/tau) and dt/tau; e^(-dt/tau) and 1 less it;\n"
          "as euler, with a decay between 0 and 1",
          convention, &Convention::integrator);
  addPart(table, "--gain", "'r dt/tau'|dt/tau|1|fold|fold-least",
          "what inputs are multiplied with; fold: the threshold\nis divided "
          "instead; fold-least: by the least of all",
          convention, &Convention::gain);
  addPart(table, "--compare", "'>'|'>='", "when a potential spikes", convention,
          &Convention::compare);
  table.custom(
      "--reset", "KIND[,next|,again][,late]",
      "value, zero, subtract, subtract-n (n spikes a step),\nnone; in the "
      "next step; once more in the next step;\nspikes themselves a step late",
      [&](StringRef text) { return parseReset(text, given(convention)); });
  addPart(table, "--cuba", "new|old|decayed",
          "which synaptic current CubaLIF integrates", convention,
          &Convention::cuba);
  addSwitch(table, "--nirtorch-bias",
            "recurrent paths give nothing at the first step", convention,
            &Convention::nirtorchBias, true);
  addSwitch(table, "--no-nirtorch-bias", "not even with norse's convention",
            convention, &Convention::nirtorchBias, false);
  addSwitch(table, "--clamp", "IF never falls below -v_threshold", convention,
            &Convention::clamp, true);
  addSwitch(table, "--no-clamp", "not even with sinabs's convention",
            convention, &Convention::clamp, false);
  table.custom("--round-delays", "", "delays become whole steps",
               [&](StringRef) {
                 given(convention).roundDelays = true;
                 return llvm::Error::success();
               });
}

void snnc::addNirOptions(OptionTable &table,
                         std::optional<Convention> &convention) {
  table.summarise("--convention NAME, --dt S",
                  "how a .nir file is read; all: snnc help nir");
  addAll(table, convention);
  table.resume();
}

void snnc::printNirHelp(llvm::raw_ostream &os) {
  std::optional<Convention> convention;
  OptionTable table("COMMAND", "FILE.nir [options]",
                    "NIR stores neither a time step nor how frameworks apply "
                    "it; these say it.\nAn option replaces the convention's "
                    "part. docs/NIR.md has the equations.");
  addAll(table, convention);
  table.printHelp(os);
}
