// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Session.h"

#include "compiler/Driver/LoadModel.h"
#include "compiler/Import/ImportModel.h"
#include "compiler/Pipeline/Pipeline.h"
#include "mlir/IR/DialectRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

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

//===----------------------------------------------------------------------===//
// Reading models
//===----------------------------------------------------------------------===//

static mlir::DialectRegistry makeRegistry() {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  return registry;
}

std::unique_ptr<mlir::MLIRContext> snnc::makeContext() {
  registerPipelines();
  auto context = std::make_unique<mlir::MLIRContext>(
      makeRegistry(), mlir::MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  // An operation may hold megabytes of weights.
  context->printOpOnDiagnostic(false);
  return context;
}

Session::Session() : Session(makeContext()) {}

Session::Session(std::unique_ptr<mlir::MLIRContext> context)
    : Session(*context) {
  owned = std::move(context);
}

Session::Session(mlir::MLIRContext &context)
    : context(context), handler(&context, [this](mlir::Diagnostic &diagnostic) {
        receive(diagnostic);
      }) {}

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
