// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc convert: a model as a file of another kind.

#include "compiler/Driver/LoadModel.h"
#include "compiler/Driver/ToNir.h"
#include "compiler/Nir/File/WriteNirFile.h"
#include "compiler/Spec/WriteFile.h"
#include "compiler/Spec/WriteModel.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;
namespace path = llvm::sys::path;

namespace {
struct ConvertOptions {
  std::string model;
  std::string to;
  std::string output;
};
} // namespace

/// Without `-o`, the file goes here.
static std::string fileFor(const ConvertOptions &options, const Model &model) {
  StringRef stem =
      options.model == "-" ? StringRef(model.name) : path::stem(options.model);
  std::string extension = "." + options.to;
  return options.output.empty() ? stem.str() + extension
                                : outputPath(options.output, stem, extension);
}

static llvm::Error prepare(StringRef file, const ConvertOptions &options,
                           const Model &model) {
  InputFiles inputs;
  inputs.add(model);
  std::string outputs[] = {file.str(), weightsPathFor(file)};
  for (StringRef output :
       llvm::ArrayRef(outputs).take_front(options.to == "json" ? 2 : 1))
    if (llvm::Error problem =
            inputs.checkOutput(output, "choose another place with -o"))
      return problem;
  if (StringRef folder = path::parent_path(file); !folder.empty())
    return makeDirectory(folder);
  return llvm::Error::success();
}

static llvm::Error writeJson(Session &session, const Model &model,
                             StringRef file) {
  std::string weights;
  if (llvm::Error problem =
          writeModelFiles(model, file, session.diagnostics, weights))
    return problem;
  if (session.diagnostics.hasErrors())
    return llvm::Error::success();
  llvm::outs() << "wrote " << file << '\n';
  if (!weights.empty())
    llvm::outs() << "wrote " << weights << '\n';
  return llvm::Error::success();
}

static llvm::Error writeNir(Session &session, const Model &model,
                            StringRef file) {
  std::optional<NirExport> nir = toNir(session, model);
  if (!nir)
    return llvm::Error::success();
  if (llvm::Error problem = writeNirFile(file, nir->file))
    return problem;
  llvm::outs() << "wrote " << file << '\n';
  if (!nir->options.empty())
    llvm::outs()
        << "NIR stores no time step and no convention; snnc reads this "
           "file as the model with\n  "
        << nir->options << '\n';
  return llvm::Error::success();
}

static int convert(Session &session, const ConvertOptions &options) {
  auto source = ModelSource::open(options.model, session.diagnostics);
  std::optional<Model> model;
  if (source)
    model = loadModel(*source, session.convention, session.diagnostics);
  if (!model)
    return exitBadInput;
  std::string file = fileFor(options, *model);
  llvm::Error problem = prepare(file, options, *model);
  if (!problem)
    problem = options.to == "json" ? writeJson(session, *model, file)
                                   : writeNir(session, *model, file);
  if (problem)
    session.error(std::move(problem));
  return session.diagnostics.hasErrors() ? exitBadInput : exitDone;
}

int snnc::runConvert(Arguments arguments) {
  ConvertOptions options;
  CommandSession session;
  OptionTable table("convert", "MODEL --to json|nir [-o FILE|DIR]",
                    "Writes a model as JSON with safetensors beside it, or as "
                    "NIR, as far as NIR can\nsay it; an error names the layers "
                    "that it cannot.");
  table.positional("MODEL", options.model);
  table.custom("--to", "json|nir", "what to write",
               [&](StringRef kind) -> llvm::Error {
                 options.to = kind;
                 if (kind == "json" || kind == "nir")
                   return llvm::Error::success();
                 return llvm::createStringError(
                     "expected json or nir, found '" + kind + "'");
               });
  table.text("-o", "FILE|DIR", options.output,
             "where it goes (here, under the model's name)");
  session.addOptions(table);
  if (auto code = handleCommandLine("convert", table, arguments))
    return *code;
  if (options.to.empty())
    return usageError("convert", "--to json or --to nir is missing");
  return session.finish(convert(session, options));
}
