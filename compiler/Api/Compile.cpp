// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiling a model that was built in C++.

#include "snnc/Compile.h"
#include "compiler/Api/CompileRead.h"
#include "compiler/Api/ReadBack.h"
#include "compiler/Driver/Build.h"
#include "compiler/Import/ImportModel.h"
#include "compiler/Spec/WriteFile.h"
#include "compiler/Target/ModelText.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

/// A model on its way through the compiler, with what it needs to live.
namespace {
struct Run {
  explicit Run(mlir::MLIRContext &context) : session(context) {}

  Session session;
  std::unique_ptr<Build> build;

  llvm::Error error() { return modelError(std::move(session.diagnostics)); }
  /// Once the model is known to be good.
  void warn(const CompileOptions &options) {
    if (options.warnings)
      *options.warnings = std::move(session.diagnostics);
    else
      session.diagnostics.print(llvm::errs());
  }
};
} // namespace

static BuildOptions buildOptions(const Model &model,
                                 const CompileOptions &options) {
  BuildOptions build;
  build.model = model.name;
  build.target.triple = options.target;
  build.target.cpu = options.cpu;
  build.target.features = options.features;
  build.target.optLevel = options.optLevel;
  return build;
}

/// Turns a model that a reader has made into IR.
static llvm::Error start(Run &run, const Model &spec,
                         const CompileOptions &options) {
  run.build =
      Build::startFrom(run.session, buildOptions(spec, options),
                       importModel(spec, run.session.context, options.key));
  return run.build ? llvm::Error::success() : run.error();
}

/// The same for one that may have been built in C++.
static llvm::Error startFromAny(Run &run, const Model &model,
                                const CompileOptions &options) {
  std::optional<Model> spec = readBack(model, run.session.diagnostics);
  return spec ? start(run, *spec, options) : run.error();
}

static llvm::Expected<CompiledModel> finish(Run &run, llvm::StringRef title,
                                            const CompileOptions &options) {
  if (run.build->runTo(""))
    return run.error();
  CompiledModel compiled;
  compiled.name = run.build->name();
  mlir::snn::ModelOp interface = run.build->interface();
  compiled.header = printed(
      [&](llvm::raw_ostream &os) { printHeader(os, interface, title); });
  compiled.manifest = printed([&](llvm::raw_ostream &os) {
    printManifest(os, interface, title, run.build->summary());
  });
  auto object = run.build->toObject();
  if (!object)
    return object.takeError();
  compiled.object.assign(object->begin(), object->end());
  run.warn(options);
  return compiled;
}

llvm::Expected<CompiledModel> snnc::compileRead(mlir::MLIRContext &context,
                                                const Model &spec,
                                                const CompileOptions &options) {
  Run run(context);
  if (llvm::Error problem = start(run, spec, options))
    return std::move(problem);
  return finish(run, spec.name, options);
}

//===----------------------------------------------------------------------===//
// The public functions
//===----------------------------------------------------------------------===//

Compiler::Compiler() : context(makeContext()) {}
Compiler::~Compiler() = default;

llvm::Expected<CompiledModel> Compiler::compile(const Model &model,
                                                const CompileOptions &options) {
  Run run(*context);
  if (llvm::Error problem = startFromAny(run, model, options))
    return std::move(problem);
  return finish(run, model.name, options);
}

llvm::Expected<JitModel> Compiler::jit(const Model &model,
                                       const CompileOptions &options) {
  if (!options.target.empty())
    return llvm::createStringError(
        "a model runs on this machine only, found the target '" +
        options.target + "'");
  Run run(*context);
  if (llvm::Error problem = startFromAny(run, model, options))
    return std::move(problem);
  std::optional<JitModel> linked;
  if (run.build->toJit(linked))
    return run.error();
  run.warn(options);
  return std::move(*linked);
}

llvm::Expected<CompiledModel> snnc::compile(const Model &model,
                                            const CompileOptions &options) {
  return Compiler().compile(model, options);
}

llvm::Expected<JitModel> snnc::jit(const Model &model,
                                   const CompileOptions &options) {
  return Compiler().jit(model, options);
}

llvm::Error CompiledModel::write(llvm::StringRef directory) const {
  if (llvm::Error problem = makeDirectory(directory))
    return problem;
  struct Part {
    llvm::StringRef extension, contents, mark;
  };
  Part parts[] = {{".o", object, ""},
                  {".h", header, headerMark},
                  {manifestExtension, manifest, manifestMark}};
  auto pathOf = [&](const Part &part) {
    llvm::SmallString<128> path = directory;
    llvm::sys::path::append(path, name + part.extension);
    return path;
  };
  for (const Part &part : parts)
    if (llvm::Error problem = checkReplaced(pathOf(part), part.mark))
      return problem;
  for (const Part &part : parts)
    if (llvm::Error problem = writeFile(pathOf(part), part.contents))
      return problem;
  return llvm::Error::success();
}
