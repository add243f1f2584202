// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Session.h"
#include "compiler/Tools/Completion.h"
#include "compiler/Tools/Manual.h"

#include "compiler/Import/ImportModel.h"
#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Spec/Printable.h"
#include "compiler/Tools/LoadModel.h"
#include "compiler/Tools/NirOptions.h"
#include "mlir/IR/DialectRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

std::optional<int> snnc::handleCommandLine(StringRef command,
                                           const OptionTable &table,
                                           Arguments arguments) {
  StringRef first = arguments.empty() ? "" : arguments.front();
  if (first == completeArgument || first == manualArgument) {
    if (first == manualArgument)
      printManual(table, llvm::outs());
    else
      printCompletions(table, arguments.drop_front(), llvm::outs());
    return exitDone;
  }
  bool help = false;
  if (llvm::Error problem = table.parse(arguments, help))
    return usageError(command, llvm::toString(std::move(problem)));
  if (!help)
    return std::nullopt;
  table.printHelp(llvm::outs());
  return exitDone;
}

int snnc::usageError(StringRef command, const llvm::Twine &message) {
  llvm::errs() << "snnc " << command << ": error: " << printable(message.str())
               << "; see snnc " << command << " --help\n";
  return exitBadUsage;
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

/// Where in a file an operation comes from. A fused location begins with the
/// place that matters; a name in front of a file without lines is a node's.
static Place placeOf(mlir::Location location) {
  if (auto file = llvm::dyn_cast<mlir::FileLineColLoc>(location))
    return {file.getFilename().str(), file.getLine(), file.getColumn()};
  if (auto name = llvm::dyn_cast<mlir::NameLoc>(location)) {
    Place place = placeOf(name.getChildLoc());
    if (!place.line && !place.file.empty())
      place.node = name.getName().str();
    return place;
  }
  if (auto call = llvm::dyn_cast<mlir::CallSiteLoc>(location))
    return placeOf(call.getCallee());
  if (auto fused = llvm::dyn_cast<mlir::FusedLoc>(location))
    for (mlir::Location part : fused.getLocations())
      if (Place place = placeOf(part); !place.file.empty())
        return place;
  return {};
}

static Severity severityOf(mlir::DiagnosticSeverity severity) {
  switch (severity) {
  case mlir::DiagnosticSeverity::Error:
    return Severity::Error;
  case mlir::DiagnosticSeverity::Warning:
    return Severity::Warning;
  default:
    return Severity::Remark;
  }
}

void Session::receive(mlir::Diagnostic &diagnostic) {
  Diagnostic &report = diagnostics.report({severityOf(diagnostic.getSeverity()),
                                           placeOf(diagnostic.getLocation()),
                                           diagnostic.str(),
                                           {}});
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    report.note(placeOf(note.getLocation()), note.str());
}

void Session::error(const llvm::Twine &message) {
  diagnostics.error({}, message);
}

void Session::error(llvm::Error problem) {
  error(llvm::toString(std::move(problem)));
}

/// Two words as JAX prints a key, or a seed.
static llvm::Error parseKey(StringRef text, Key &key) {
  auto [first, second] = text.split(',');
  Key words = {0, 0};
  bool isSeed = first.size() == text.size();
  if (isSeed ? !text.getAsInteger(0, words[1])
             : !first.getAsInteger(0, words[0]) &&
                   !second.getAsInteger(0, words[1])) {
    key = words;
    return llvm::Error::success();
  }
  return llvm::createStringError(
      "expected two 32-bit numbers as in 0,42, or a seed, found '" + text +
      "'");
}

void Session::addOptions(OptionTable &table) {
  addNirOptions(table, convention);
  table.custom("--key", "A,B", "what is drawn is drawn from; or a seed (0,0)",
               [this](StringRef text) { return parseKey(text, key); });
  table.custom("--diagnostics", "text|json",
               "how problems are printed on stderr",
               [this](StringRef value) -> llvm::Error {
                 json = value == "json";
                 if (json || value == "text")
                   return llvm::Error::success();
                 return llvm::createStringError(
                     "expected text or json, found '" + value + "'");
               });
}

int Session::finish(int code) {
  if (json)
    diagnostics.printJson(llvm::errs());
  else
    diagnostics.print(llvm::errs());
  return code == exitDone && diagnostics.hasErrors() ? exitBadInput : code;
}

//===----------------------------------------------------------------------===//
// Reading models
//===----------------------------------------------------------------------===//

static mlir::DialectRegistry makeRegistry() {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  return registry;
}

Session::Session()
    : context(makeRegistry(), mlir::MLIRContext::Threading::DISABLED),
      handler(&context,
              [this](mlir::Diagnostic &diagnostic) { receive(diagnostic); }) {
  registerPipelines();
  context.loadAllAvailableDialects();
  // An operation may hold megabytes of weights.
  context.printOpOnDiagnostic(false);
}

mlir::OwningOpRef<mlir::ModuleOp> Session::load(StringRef path) {
  auto source = ModelSource::open(path, diagnostics);
  return source ? load(*source) : nullptr;
}

mlir::OwningOpRef<mlir::ModuleOp> Session::load(const ModelSource &source) {
  if (source.kind() == ModelKind::Mlir)
    return loadMlir(source);
  std::optional<Model> model = loadModel(source, convention, diagnostics);
  if (!model)
    return nullptr;
  files.add(*model);
  return importModel(*model, context, key);
}
