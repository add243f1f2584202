// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/ToNir.h"

#include "compiler/Driver/Build.h"
#include "compiler/Import/ImportModel.h"

using namespace snnc;

std::optional<NirExport> snnc::toNir(Session &session, const Model &model) {
  BuildOptions options;
  options.model = model.place.file;
  std::unique_ptr<Build> build = Build::startFrom(
      session, options, importModel(model, session.context, session.key));
  if (!build || build->runTo("infer-shapes"))
    return std::nullopt;
  std::map<std::string, Shape> shapes;
  for (const LayerSummary &layer : build->summary().layers)
    shapes[layer.name] = layer.output.getShape().vec();
  return exportNir(model, shapes, session.diagnostics);
}
