// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc info: what a model consists of.

#include "compiler/Spec/Printable.h"
#include "compiler/Spec/WriteFile.h"
#include "compiler/Target/ModelText.h"
#include "compiler/Tools/BuildOptions.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/GraphPicture.h"
#include "compiler/Tools/Profiler.h"
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
  std::vector<std::string> inputs;
  std::string graph; ///< "" for none.
  bool json = false;
};

/// What is printed: a build that has been through all phases, and what was
/// known on the way.
struct Info {
  const Build &build;
  std::string phase; ///< That the layers are of.
  int64_t codeBytes = 0;
  std::optional<Densities> densities;
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

static std::vector<Row> makeRows(const Info &info) {
  const Build &build = info.build;
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
  if (!info.densities)
    return rows;
  llvm::append_range(rows.front(), Row{"not zero", "operations"});
  for (auto [row, layer] :
       llvm::zip(llvm::drop_begin(rows), build.summary().layers))
    llvm::append_range(row, profileCells(*info.densities, layer));
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
    if (port.getElement() != mlir::snn::Element::F32)
      os << ", as " << mlir::snn::stringifyElement(port.getElement());
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

static void printText(const Info &info) {
  const Build &build = info.build;
  mlir::snn::ModelOp model = build.interface();
  llvm::raw_ostream &os = llvm::outs();
  os << "model " << printable(build.name()) << '\n';
  printPorts(os, "input ", model.getInputs());
  printPorts(os, "output", model.getOutputs());
  printConvention(os, model.getConventionAttr());
  os << '\n';
  if (build.summary().hasLayers)
    printTable(os, makeRows(info), /*numbers=*/{3, 4});
  else
    os << "compiled up to '" << info.phase
       << "', where layers are not told apart any more: " << build.parameters()
       << " parameters\n";
  os << "\nstate " << model.getCarried() << " bytes, scratch "
     << model.getScratch() << " bytes";
  if (int64_t tile = build.summary().tile; tile > 1)
    os << ", for tiles of " << tile << " steps";
  os << "\nweights " << weightBytes(model) << " bytes, code " << info.codeBytes
     << " bytes";
  if (givenParams(model)) {
    const GivenCount &count = build.givenWeights();
    os << "\ngiven at run time: " << count.given << " parameters, packed into "
       << paramBytes(model) << " bytes; " << count.constant
       << " parameters are constants";
  }
  os << "\ntarget " << build.targets().description() << ", panels of "
     << build.targets().first().panelLanes() << '\n';
}

static void printJson(const Info &info) {
  const Build &build = info.build;
  mlir::snn::ModelOp model = build.interface();
  llvm::json::OStream json(llvm::outs(), /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", build.name());
    json.attribute("target", build.targets().description());
    json.attribute("phase", info.phase);
    json.attribute("parameters", build.parameters());
    json.attribute("carried_bytes", int64_t(model.getCarried()));
    json.attribute("scratch_bytes", int64_t(model.getScratch()));
    json.attribute("weight_bytes", weightBytes(model));
    json.attribute("code_bytes", info.codeBytes);
    if (givenParams(model)) {
      const GivenCount &count = build.givenWeights();
      json.attribute("param_bytes", paramBytes(model));
      json.attribute("given_parameters", count.given);
      json.attribute("constant_parameters", count.constant);
    }
    json.attribute("tile", build.summary().tile);
    json.attributeArray("layers", [&] { printLayers(json, build.summary()); });
  });
  llvm::outs() << '\n';
}

/// Compiles as far as the layers can be told apart, and then to the end.
static int gather(Session &session, const InfoOptions &options, Build &build,
                  Info &info) {
  if (int code = build.runForReport())
    return code;
  info.phase = phaseOf(build.module()).str();
  if (int code = build.runTo(""))
    return code;
  auto bytes = build.countCodeBytes();
  if (!bytes) {
    session.error(bytes.takeError());
    return exitInternal;
  }
  info.codeBytes = *bytes;
  info.densities = build.densities();
  if (options.inputs.empty())
    return exitDone;
  auto profile = profileFiles(session, options.build, build, options.inputs);
  if (!profile) {
    session.error(profile.takeError());
    return exitBadInput;
  }
  info.densities = Densities::of(*profile);
  return exitDone;
}

static int writeGraph(Session &session, const Info &info,
                      const std::string &file) {
  const Build &build = info.build;
  if (!build.summary().hasLayers) {
    session.error(
        "--graph needs a model before the phase 'infer-shapes'; this one "
        "went through it already");
    return exitBadInput;
  }
  llvm::Error problem = session.files.checkOutput(file);
  if (!problem)
    problem = writeFile(
        file, drawGraph(build.name(), build.interface(), build.summary(),
                        info.densities ? &*info.densities : nullptr));
  if (!problem)
    return exitDone;
  session.error(std::move(problem));
  return exitBadInput;
}

int snnc::runInfo(Arguments arguments) {
  InfoOptions options;
  CommandSession session;
  OptionTable table(
      "info", "MODEL [options]",
      "Prints layers, shapes, parameters, edges with their delays, the kernel "
      "that\ncomputes each layer, and bytes of state, scratch, weights and "
      "code.");
  table.positional("MODEL", options.build.model);
  table.list("--input", "[NAME=]FILE", options.inputs,
             "inputs (.npy), for densities of layers with them");
  addCodeOptions(table, options.build);
  addDensityOption(table, options.build);
  addWeightsOption(table, options.build);
  table.text("--graph", "FILE", options.graph,
             "draw layers and what they read (.svg)");
  table.flag("--json", options.json, "print JSON");
  session.addOptions(table);
  if (auto code = handleCommandLine("info", table, arguments))
    return *code;
  if (!options.inputs.empty()) {
    if (options.build.givesWeights)
      return usageError("info", "--input and --weights=runtime exclude each "
                                "other: there are no weights to run with");
    if (!options.build.densities.empty())
      return usageError("info", "--input and --profile exclude each other: "
                                "both say the densities");
    options.build.profile = Keep::IfPossible;
  }
  std::unique_ptr<Build> build = Build::start(session, options.build);
  if (!build)
    return session.finish(exitBadInput);
  Info info = {*build, "", 0, std::nullopt};
  int code = gather(session, options, *build, info);
  if (code == exitDone && !options.graph.empty())
    code = writeGraph(session, info, options.graph);
  code = session.finish(code);
  if (code != exitDone || options.graph == "-")
    return code;
  options.json ? printJson(info) : printText(info);
  return exitDone;
}
