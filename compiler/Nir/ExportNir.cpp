// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ExportNir.h"
#include "compiler/Nir/Conventions/ReadingOptions.h"
#include "compiler/Nir/Graph/NirDraft.h"
#include <utility>

using namespace snnc;

/// Why no plan will do, by the problem of the last one, which asks for least.
static void report(const Model &model, const NirDraft &draft,
                   const Misreading &problem, Diagnostics &diagnostics) {
  if (!problem.node) {
    diagnostics.error(model.place, "NIR cannot say the model: " + problem.why);
    return;
  }
  Misreading why = findConflict(draft).value_or(problem);
  diagnostics.error(why.node->place, "NIR cannot say the layer '" +
                                         why.node->name + "': " + why.why);
}

static std::map<std::string, std::string>
metadataOf(const Model &model, const std::string &options) {
  std::map<std::string, std::string> metadata = model.metadata;
  metadata.erase("snnc");
  if (!options.empty())
    metadata["snnc"] = options;
  return metadata;
}

std::optional<NirExport>
snnc::exportNir(const Model &model, const std::map<std::string, Shape> &shapes,
                Diagnostics &diagnostics) {
  std::optional<NirDraft> draft = draftNir(model, shapes, diagnostics);
  if (!draft)
    return std::nullopt;
  Misreading last;
  for (const NirPlan &plan : planReadings(*draft, model.convention)) {
    auto written = writeDraft(*draft, plan);
    if (auto *problem = std::get_if<Misreading>(&written)) {
      last = *problem;
      continue;
    }
    NirExport result{std::get<NirFile>(std::move(written)), ""};
    if (plan.reading)
      result.options = optionsOf(*plan.reading);
    for (const auto &[key, text] : metadataOf(model, result.options))
      result.file.metadata.push_back(textField(key, text));
    return result;
  }
  report(model, *draft, last, diagnostics);
  return std::nullopt;
}
