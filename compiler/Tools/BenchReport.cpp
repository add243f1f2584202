// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/BenchReport.h"

#include "compiler/Tools/Table.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

/// Of a step of one sample.
double BenchReport::microseconds(double seconds) const {
  return options.isStepwise ? seconds * 1e6 : seconds * 1e6 / steps / batch;
}

static std::string percent(double part) {
  return formatted("%.1f %%", 100 * part);
}

/// Densities of what comes in and of what each layer gives.
static void printLayers(llvm::raw_ostream &os, const Profile &profile) {
  std::vector<Row> rows = {{"layer", "type", "not zero", "operations"}};
  for (const InputProfile &input : profile.inputs)
    rows.push_back({input.name, "input", percent(profile.density(input)), ""});
  for (const LayerProfile &layer : profile.layers)
    rows.push_back({layer.name, layer.type, percent(profile.density(layer)),
                    layer.inputs.empty()
                        ? ""
                        : formatted("%.1f", profile.operations(layer))});
  os << '\n';
  printTable(os, rows, /*numbers=*/{2, 3});
}

void BenchReport::printText(llvm::raw_ostream &os) const {
  double us = microseconds(timings.median);
  os << model.name << " on " << model.target << '\n'
     << steps << " steps, batch " << batch << ", ";
  if (options.inputs.empty())
    os << "random spikes of density " << llvm::format("%g", options.density);
  else
    os << "input of files";
  os << "; " << timings.count
     << (options.isStepwise ? " steps, each a call" : " runs");
  if (!options.isStepwise)
    os << ", " << options.threads
       << (options.threads == 1 ? " thread" : " threads");
  os << '\n'
     << llvm::format("%.3f us per step and sample, %.0f steps/s, "
                     "%.1f samples/s\n",
                     us, 1e6 / us, 1e6 / us / steps)
     << llvm::format("median %.3f us, 99 %% within %.3f us, at most %.3f us\n",
                     us, microseconds(timings.percentile99),
                     microseconds(timings.most));
  if (options.isStepwise)
    os << llvm::format("of which %.3f us to read the clock\n",
                       clockSeconds() * 1e6);
  for (size_t i = 0; i < model.num_outputs; ++i)
    os << "output " << model.outputs[i].name << ": density "
       << llvm::format("%.4f", outputDensities[i]) << '\n';
  if (profile)
    printLayers(os, *profile);
}

void BenchReport::printJson(llvm::raw_ostream &os) const {
  double us = microseconds(timings.median);
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", model.name);
    json.attribute("target", model.target);
    json.attribute("steps", int64_t(steps));
    json.attribute("batch", int64_t(batch));
    json.attribute("threads", int64_t(options.threads));
    if (options.inputs.empty())
      json.attribute("density", options.density);
    json.attribute("step_by_step", options.isStepwise);
    json.attribute("repeats", int64_t(timings.count));
    json.attribute("us_per_step_sample", us);
    json.attribute("us_percentile_99", microseconds(timings.percentile99));
    json.attribute("us_max", microseconds(timings.most));
    json.attribute("steps_per_second", 1e6 / us);
    json.attribute("samples_per_second", 1e6 / us / steps);
    json.attributeObject("output_density", [&] {
      for (size_t i = 0; i < model.num_outputs; ++i)
        json.attribute(model.outputs[i].name, outputDensities[i]);
    });
    if (!profile)
      return;
    json.attributeObject("input_density", [&] {
      for (const InputProfile &input : profile->inputs)
        json.attribute(input.name, profile->density(input));
    });
    json.attributeArray("layers", [&] {
      for (const LayerProfile &layer : profile->layers)
        json.object([&] {
          json.attribute("name", llvm::json::fixUTF8(layer.name));
          json.attribute("type", layer.type);
          json.attribute("density", profile->density(layer));
          json.attribute("operations", profile->operations(layer));
        });
    });
  });
  os << '\n';
}
