// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadName.h"

using namespace snnc;

std::string snnc::readCName(const Report &report, const JsonValue &value,
                            NameUse use) {
  std::string name = readString(report, value, "name").value_or("");
  llvm::StringRef fault = faultOf(name, use);
  if (!value.getIf<std::string>() || fault.empty())
    return name;
  Diagnostic &problem = report.expected(value, "name", "a C identifier");
  if (isCIdentifier(name))
    problem.message += (", which is " + fault).str();
  problem.note(report.at(value), "'" + toCName(name, use) + "' would be one");
  return name;
}
