// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a spec and the command line call the parts of a convention.

#ifndef SNNC_COMPILER_SPEC_CONVENTIONTEXT_H
#define SNNC_COMPILER_SPEC_CONVENTIONTEXT_H

#include "snnc/Convention.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>
#include <vector>

namespace snnc {

/// Of Preset, in its order.
llvm::ArrayRef<llvm::StringRef> presetNames();

/// "euler", "exp", "exp-exact".
llvm::StringRef nameOf(Integrator integrator);
/// "r dt/tau", "dt/tau", "1", "fold".
llvm::StringRef nameOf(Gain gain);
/// ">", ">=".
llvm::StringRef nameOf(Compare compare);
/// "value", "zero", "subtract", "subtract-n"; with ",next" behind.
std::string nameOf(Reset reset, ResetTime time);
/// "target", "both", "bias".
llvm::StringRef nameOf(Leak leak);
/// "new", "old", "decayed".
llvm::StringRef nameOf(CubaOrder order);
llvm::StringRef nameOf(Form form);
llvm::StringRef nameOf(Precision precision);
llvm::StringRef nameOf(Preset preset);

/// A text that is parsed: what it is, some of what it may be, and whether there
/// are other spellings.
struct TextForms {
  std::string text;
  std::vector<std::string> known;
  bool hasOthers = false;
};
TextForms formsOf(Integrator integrator);
TextForms formsOf(Gain gain);
TextForms formsOf(Compare compare);
TextForms formsOf(Reset reset, ResetTime time);
TextForms formsOf(Leak leak);
TextForms formsOf(CubaOrder order);
TextForms formsOf(Form form);
TextForms formsOf(Precision precision);
TextForms formsOf(Preset preset);

/// Each sets its part of a rule or convention to what \p text says, or is an
/// error that says what it may be. Other spellings: "r", "dt", "one" for gains
/// (spaces and asterisks do not count), "gt", "ge".
llvm::Error parse(llvm::StringRef text, Integrator &integrator);
llvm::Error parse(llvm::StringRef text, Gain &gain);
llvm::Error parse(llvm::StringRef text, Compare &compare);
llvm::Error parse(llvm::StringRef text, Reset &reset, ResetTime &time);
llvm::Error parse(llvm::StringRef text, Leak &leak);
llvm::Error parse(llvm::StringRef text, CubaOrder &order);
llvm::Error parse(llvm::StringRef text, Form &form);
llvm::Error parse(llvm::StringRef text, Precision &precision);
llvm::Error parse(llvm::StringRef text, Preset &preset);
/// A positive number, or "steps" for 1.
llvm::Error parseStep(llvm::StringRef text, double &dt);

/// As many digits as an f32 has; as many as give a double again; fewer, for
/// people to read.
std::string formatNumber(double number);
std::string formatExact(double number);
std::string formatShort(double number);

/// A convention's keys and values, in the order of the command line; those that
/// it says nothing of are left out.
std::vector<std::pair<std::string, std::string>>
describe(const Convention &convention);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_CONVENTIONTEXT_H
