// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadConvention.h"

using namespace snnc;

void snnc::readStep(ObjectReader &object, double &dt) {
  const JsonValue *value = object.require("dt");
  if (!value)
    return;
  const Report &report = object.report();
  if (const std::string *text = value->getIf<std::string>()) {
    if (llvm::Error problem = parseStep(*text, dt))
      report.error(*value, "'dt': " + llvm::toString(std::move(problem)));
    return;
  }
  dt = readExactNumber(report, *value, "dt").value_or(1.0);
  if (!(dt > 0))
    report.expected(*value, "dt", "a positive number of seconds");
}

/// Reads a part that may be left out.
template <typename Part>
static void readOptional(ObjectReader &object, llvm::StringRef key,
                         std::optional<Part> &part) {
  if (object.find(key))
    readPart(object, key, part.emplace());
}

Convention snnc::readConvention(const Report &report, const JsonValue &value) {
  ObjectReader object(report, value, "a convention");
  Convention convention;
  readPart(object, "name", convention.preset);
  if (object.find("dt"))
    readStep(object, convention.dt.emplace());
  readOptional(object, "integrator", convention.integrator);
  readOptional(object, "gain", convention.gain);
  readOptional(object, "compare", convention.compare);
  if (object.find("reset"))
    readPart(object, "reset", convention.reset.emplace(),
             convention.resetTime.emplace());
  readOptional(object, "cuba", convention.cuba);
  if (object.find("nirtorch_bias"))
    convention.nirtorchBias = object.boolean("nirtorch_bias", false);
  if (object.find("late"))
    convention.late = object.boolean("late", false);
  if (object.find("clamp"))
    convention.clamp = object.boolean("clamp", false);
  convention.roundDelays = object.boolean("round_delays", false);
  object.finish();
  return convention;
}
