// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Depfile.h"

using namespace snnc;
using llvm::StringRef;

static std::string escapePath(StringRef path) {
  std::string escaped;
  for (char c : path) {
    if (c == ' ' || c == '#')
      escaped += '\\';
    else if (c == '$')
      escaped += '$';
    escaped += c;
  }
  return escaped;
}

std::string snnc::makeRule(StringRef output, llvm::ArrayRef<StringRef> inputs) {
  std::string rule = escapePath(output) + ":";
  for (StringRef input : inputs)
    rule += " \\\n  " + escapePath(input);
  return rule + "\n";
}
