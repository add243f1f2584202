// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions/ReadingOptions.h"
#include "compiler/Spec/ConventionText.h"
#include <algorithm>

using namespace snnc;

/// As a shell takes it.
static std::string quoted(const std::string &value) {
  bool isPlain = value.find_first_of(" <>='") == std::string::npos;
  return isPlain ? value : "'" + value + "'";
}

std::string snnc::optionsOf(const Convention &convention) {
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
