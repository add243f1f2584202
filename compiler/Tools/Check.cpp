// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc check: every problem that can be found in a model.

#include "compiler/Driver/Build.h"
#include "compiler/Driver/LoadModel.h"
#include "compiler/Import/ImportModel.h"
#include "compiler/Spec/Printable.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/NirListing.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

namespace {

struct CheckOptions {
  BuildOptions build;
  bool json = false;
};

} // namespace

static void printOk(const BuildOptions &options, const Build &build) {
  mlir::snn::ModelOp model = build.interface();
  llvm::raw_ostream &os = llvm::outs();
  os << printable(modelTitle(options.model))
     << ": ok: " << printable(build.name()) << ", ";
  if (build.summary().hasLayers)
    os << build.summary().layers.size() << " layers, ";
  else
    os << "compiled up to '" << phaseOf(build.module()) << "', ";
  os << build.parameters() << " parameters, " << model.getInputs().size()
     << " inputs, " << model.getOutputs().size() << " outputs, "
     << model.getCarried() << " bytes of states\n";
}

/// Starts a build; `import` is what was seen of a NIR file, for its listing.
static std::unique_ptr<Build>
start(Session &session, const BuildOptions &options, NirImport &import) {
  auto source = ModelSource::open(options.model, session.diagnostics);
  if (!source)
    return nullptr;
  if (source->kind() != ModelKind::Nir)
    return Build::startFrom(session, options, session.load(*source));
  import = loadNir(*source, session.convention, session.diagnostics);
  mlir::OwningOpRef<mlir::ModuleOp> module;
  if (import.model)
    module = importModel(*import.model, session.context, session.key);
  return Build::startFrom(session, options, std::move(module));
}

static void printJson(const Session &session, const NirImport &import,
                      int code) {
  std::string diagnostics;
  llvm::raw_string_ostream stream(diagnostics);
  session.diagnostics.printJson(stream);
  llvm::json::OStream json(llvm::outs(), /*IndentSize=*/2);
  json.object([&] {
    json.attribute("ok", code == exitDone);
    json.attributeBegin("diagnostics");
    json.rawValue(StringRef(diagnostics).rtrim());
    json.attributeEnd();
    if (import.network)
      printNirListing(json, import, session.convention);
  });
  llvm::outs() << '\n';
}

int snnc::runCheck(Arguments arguments) {
  CheckOptions options;
  CommandSession session;
  OptionTable table("check", "MODEL [--json]",
                    "Reports every problem of a model with its place in the "
                    "file. Exit code 0 or 1.\nOf a .nir file it lists what "
                    "nodes become, and what each convention makes of\nthe time "
                    "constants.");
  table.positional("MODEL", options.build.model);
  table.flag("--json", options.json, "print the problems on stdout, as JSON");
  session.addOptions(table);
  if (auto code = handleCommandLine("check", table, arguments))
    return *code;
  NirImport import;
  std::unique_ptr<Build> build = start(session, options.build, import);
  int code = build ? build->runForReport() : exitBadInput;
  if (options.json) {
    printJson(session, import, code);
    return code;
  }
  if (import.network)
    printNirListing(llvm::outs(), modelTitle(options.build.model), import,
                    session.convention);
  code = session.finish(code);
  if (code == exitDone)
    printOk(options.build, *build);
  return code;
}
