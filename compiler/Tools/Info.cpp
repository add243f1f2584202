// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc info: what a model consists of.

#include "compiler/Spec/Printable.h"
#include "compiler/Target/ModelText.h"
#include "compiler/Tools/Build.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Table.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

namespace {

struct InfoOptions {
  BuildOptions build;
  bool json = false;
};

} // namespace

static std::string shapeText(mlir::RankedTensorType type) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(type.getShape(), os);
  os << ']';
  if (type.getElementType().isInteger(1))
    os << " spikes";
  return text;
}

/// "x, lif t-1": what a layer reads, with delays.
static std::string edgesText(const LayerSummary &layer) {
  std::string text;
  for (const EdgeSummary &edge : layer.edges) {
    text += (text.empty() ? "" : ", ") + edge.source;
    if (edge.delay)
      text += " t-" + std::to_string(edge.delay);
  }
  return text;
}

static std::string formatted(const char *format, double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(format, number);
  return text;
}

/// "linear, product from 35 %": how a layer is computed.
static std::string kernelText(const LayerSummary &layer) {
  std::string text = layer.kernel;
  if (layer.isStepwise)
    text += ", step by step";
  if (layer.crossover)
    text += formatted(", product from %.3g %%", 100 * *layer.crossover);
  return text;
}

/// Density and operations of a layer, as far as the profile knows them.
static Row profileCells(const Densities &profile, const LayerSummary &layer) {
  const LayerDensities *known = profile.find(layer.name);
  if (!known)
    return {"", ""};
  bool hasWeights = !known->inputs.empty();
  return {formatted("%.1f %%", 100 * known->result),
          hasWeights ? formatted("%.1f", known->operations) : ""};
}

static std::vector<Row> makeRows(const Build &build) {
  std::vector<Row> rows = {{"layer", "type", "shape", "parameters",
                            "state bytes", "reads", "kernel"}};
  int64_t stateBytes = 0;
  for (const LayerSummary &layer : build.summary().layers) {
    rows.push_back({layer.name, layer.type, shapeText(layer.output),
                    std::to_string(layer.parameters),
                    std::to_string(layer.stateBytes), edgesText(layer),
                    kernelText(layer)});
    stateBytes += layer.stateBytes;
  }
  rows.push_back({"total", "", "", std::to_string(build.summary().parameters()),
                  std::to_string(stateBytes), "", ""});
  if (!build.densities())
    return rows;
  llvm::append_range(rows.front(), Row{"not zero", "operations"});
  for (auto [row, layer] :
       llvm::zip(llvm::drop_begin(rows), build.summary().layers))
    llvm::append_range(row, profileCells(*build.densities(), layer));
  llvm::append_range(rows.back(), Row{"", ""});
  return rows;
}

static void printPorts(llvm::raw_ostream &os, StringRef title,
                       mlir::ArrayAttr ports) {
  for (auto port : ports.getAsRange<mlir::snn::PortAttr>()) {
    os << title << ' ' << printable(port.getName()) << ' '
       << shapeText(port.getType());
    if (port.getReduce() != mlir::snn::Reduce::None)
      os << ", " << mlir::snn::stringifyReduce(port.getReduce())
         << " over steps";
    os << '\n';
  }
}

/// "convention norse, dt 0.001": how a NIR file was read.
static void printConvention(llvm::raw_ostream &os,
                            mlir::DictionaryAttr convention) {
  if (!convention)
    return;
  os << "convention ";
  if (auto name = convention.getAs<mlir::StringAttr>("name"))
    os << printable(name.getValue());
  for (mlir::NamedAttribute part : convention) {
    if (part.getName() == "name")
      continue;
    os << ", " << printable(part.getName()) << ' ';
    if (auto number = mlir::dyn_cast<mlir::FloatAttr>(part.getValue()))
      os << formatted("%g", number.getValueAsDouble());
    else if (auto flag = mlir::dyn_cast<mlir::BoolAttr>(part.getValue()))
      os << (flag.getValue() ? "yes" : "no");
    else if (auto text = mlir::dyn_cast<mlir::StringAttr>(part.getValue()))
      os << printable(text.getValue());
  }
  os << '\n';
}

static void printText(const Build &build) {
  mlir::snn::ModelOp model = build.interface();
  llvm::raw_ostream &os = llvm::outs();
  os << "model " << printable(build.name()) << '\n';
  printPorts(os, "input ", model.getInputs());
  printPorts(os, "output", model.getOutputs());
  printConvention(os, model.getConventionAttr());
  os << '\n';
  if (build.summary().hasLayers)
    printTable(os, makeRows(build), /*numbers=*/{3, 4});
  else
    os << "compiled up to '" << phaseOf(build.module())
       << "', where layers are not told apart any more: " << build.parameters()
       << " parameters\n";
  os << "\nstate " << model.getCarried() << " bytes, scratch "
     << model.getScratch() << " bytes";
  if (int64_t tile = build.summary().tile; tile > 1)
    os << ", for tiles of " << tile << " steps";
  os << "\ntarget " << build.target().description() << ", panels of "
     << build.target().panelLanes() << '\n';
}

static void printJson(const Build &build) {
  mlir::snn::ModelOp model = build.interface();
  llvm::json::OStream json(llvm::outs(), /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", build.name());
    json.attribute("target", build.target().description());
    json.attribute("phase", phaseOf(build.module()));
    json.attribute("parameters", build.parameters());
    json.attribute("carried_bytes", int64_t(model.getCarried()));
    json.attribute("scratch_bytes", int64_t(model.getScratch()));
    json.attribute("tile", build.summary().tile);
    json.attributeArray("layers", [&] { printLayers(json, build.summary()); });
  });
  llvm::outs() << '\n';
}

int snnc::runInfo(Arguments arguments) {
  InfoOptions options;
  Session session;
  OptionTable table(
      "info", "MODEL [options]",
      "Prints layers, shapes, parameters, state and scratch bytes, "
      "edges with\ntheir delays, and the kernel that computes each "
      "layer.");
  table.positional("MODEL", options.build.model);
  addCodeOptions(table, options.build);
  addDensityOption(table, options.build);
  table.flag("--json", options.json, "print JSON");
  session.addOptions(table);
  if (auto code = handleCommandLine("info", table, arguments))
    return *code;
  std::unique_ptr<Build> build = Build::start(session, options.build);
  int code = session.finish(build ? build->runForReport() : exitBadInput);
  if (code != exitDone)
    return code;
  options.json ? printJson(*build) : printText(*build);
  return exitDone;
}
