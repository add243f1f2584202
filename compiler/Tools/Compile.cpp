// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc compile: a model's object file, header and manifest, or one stage of it.

#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Spec/WriteFile.h"
#include "compiler/Target/Link.h"
#include "compiler/Target/ModelText.h"
#include "compiler/Tools/BuildOptions.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Depfile.h"
#include "compiler/Tools/EmitKind.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;
namespace path = llvm::sys::path;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

namespace {

struct CompileOptions {
  BuildOptions build;
  std::string output;
  const EmitKind *emit = nullptr; ///< Null: object, header and manifest.
  std::string stopAfter;
  std::string depfile; ///< "" for none.
};

} // namespace

static llvm::Error parsePhase(StringRef name, std::string &phase) {
  phase = name;
  if (phaseIndex(name) >= 0)
    return llvm::Error::success();
  return llvm::createStringError("expected one of " +
                                 llvm::join(phaseNames(), ", ") + ", found '" +
                                 name + "'");
}

static OptionTable makeTable(CompileOptions &options, CommandSession &session) {
  OptionTable table("compile", "MODEL -o DIR [options]",
                    "Compiles a model to DIR/<name>.o, DIR/<name>.h and "
                    "DIR/<name>.manifest.json;\nor to what --emit says.");
  table.positional("MODEL", options.build.model);
  table.text("-o", "DIR", options.output,
             "where to; with --emit or --stop-after '-' is stdout");
  table.custom(
      "--emit", "KIND",
      "one of network, step, loops, llvm-dialect, llvm,\n"
      "asm, obj, header, lib, exe",
      [&](StringRef name) { return parseEmitKind(name, options.emit); });
  table.choices(emitKindNames());
  addTargetOption(table, options.build);
  addCodeOptions(table, options.build);
  addDensityOption(table, options.build);
  table.custom("--prefix", "NAME", "prefix of all symbols (the model's name)",
               [&](StringRef name) {
                 options.build.prefix = name.str();
                 return llvm::Error::success();
               });
  addWeightsOption(table, options.build);
  table.list("--record", "NAME", options.build.record,
             "make a layer, or LAYER.STATE, one more output");
  addDumpOptions(table, options.build);
  table.custom(
      "--stop-after", "PHASE", "write the IR after this phase",
      [&](StringRef name) { return parsePhase(name, options.stopAfter); });
  table.choices(phaseNames());
  table.text("--depfile", "FILE", options.depfile,
             "write what was read, as a rule for make or ninja");
  session.addOptions(table);
  return table;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

namespace {

/// Writes a file's contents, which need not be in memory as a whole.
using Printer = std::function<llvm::Error(llvm::raw_pwrite_stream &)>;

struct OutputFile {
  std::string path;
  Printer print;
  bool executable = false;
  StringRef mark = {}; ///< What stands in a file that this one may replace.
};

/// One run of the command.
class Compiler {
public:
  Compiler(Session &session, const CompileOptions &options)
      : session(session), options(options) {}

  int run();

private:
  int emitAll(Build &build);
  int emitOne(Build &build);
  int emitPhase(Build &build);
  llvm::Expected<Printer> makeOne(Build &build);
  llvm::Expected<Printer> linkOne(Build &build, LinkKind kind);
  std::string source() {
    StringRef model = options.build.model;
    return model == "-" ? "the standard input" : path::filename(model).str();
  }
  std::string inFolder(const llvm::Twine &name);
  std::string place(StringRef name, StringRef extension);
  int write(llvm::ArrayRef<OutputFile> files);
  llvm::Error writeDepfile(StringRef output);

  Session &session;
  const CompileOptions &options;
};

} // namespace

std::string Compiler::inFolder(const llvm::Twine &name) {
  llvm::SmallString<128> file = StringRef(options.output);
  path::append(file, name);
  return file.str().str();
}

std::string Compiler::place(StringRef name, StringRef extension) {
  return options.output == "-" ? "-"
                               : outputPath(options.output, name, extension);
}

/// Writes all files or says why not. What was read is never overwritten.
static llvm::Error writeAll(llvm::ArrayRef<OutputFile> files,
                            const InputFiles &inputs) {
  for (const OutputFile &file : files)
    if (llvm::Error problem = inputs.checkOutput(
            file.path, "choose another directory with -o, or another name with "
                       "--prefix"))
      return problem;
  for (const OutputFile &file : files)
    if (llvm::Error problem = checkReplaced(file.path, file.mark))
      return problem;
  if (StringRef folder = path::parent_path(files.front().path); !folder.empty())
    if (llvm::Error problem = makeDirectory(folder))
      return problem;
  for (const OutputFile &file : files) {
    if (llvm::Error problem = printFile(file.path, file.print, file.executable))
      return problem;
    if (file.path != "-")
      llvm::outs() << "wrote " << file.path << '\n';
  }
  return llvm::Error::success();
}

int Compiler::write(llvm::ArrayRef<OutputFile> files) {
  llvm::Error problem = writeAll(files, session.files);
  if (!problem && !options.depfile.empty())
    problem = writeDepfile(files.front().path);
  if (!problem)
    return exitDone;
  session.error(std::move(problem));
  return exitBadInput;
}

/// The first output stands for all: they are written together.
llvm::Error Compiler::writeDepfile(StringRef output) {
  if (llvm::Error problem = session.files.checkOutput(options.depfile))
    return problem;
  return writeFile(options.depfile, makeRule(output, session.files.paths()));
}

static Printer textPrinter(std::string text) {
  return [text = std::move(text)](llvm::raw_pwrite_stream &os) {
    os << text;
    return llvm::Error::success();
  };
}

/// The module is used up; the printer works once.
static Printer codePrinter(std::unique_ptr<llvm::Module> module,
                           const CompileTarget &target, CodeKind kind) {
  return [code = std::shared_ptr(std::move(module)), &target,
          kind](llvm::raw_pwrite_stream &os) {
    return emitCode(*code, target, kind, os);
  };
}

static std::string printModule(const Build &build) {
  return printed([&](llvm::raw_ostream &os) { build.module().print(os); });
}

int Compiler::emitPhase(Build &build) {
  if (int code = build.runTo(options.stopAfter))
    return code;
  return write(
      {OutputFile{place(build.name(), "." + options.stopAfter + ".mlir"),
                  textPrinter(printModule(build))}});
}

int Compiler::emitAll(Build &build) {
  if (int code = build.runTo(""))
    return code;
  std::string name = build.name();
  mlir::snn::ModelOp model = build.interface();
  std::string header =
      printed([&](llvm::raw_ostream &os) { printHeader(os, model, source()); });
  std::string manifest = printed([&](llvm::raw_ostream &os) {
    printManifest(os, model, source(), build.summary());
  });
  auto translated = build.toLlvm();
  if (!translated) {
    session.error(translated.takeError());
    return exitInternal;
  }
  return write(
      {OutputFile{inFolder(name + ".o"),
                  codePrinter(std::move(*translated), build.targets().first(),
                              CodeKind::Object)},
       OutputFile{inFolder(name + ".h"), textPrinter(std::move(header)),
                  /*executable=*/false, headerMark},
       OutputFile{inFolder(name + manifestExtension),
                  textPrinter(std::move(manifest)), /*executable=*/false,
                  manifestMark}});
}

/// The contents for --emit, once the pipeline is through.
llvm::Expected<Printer> Compiler::makeOne(Build &build) {
  StringRef kind = options.emit->name;
  if (path::extension(options.emit->extension) == ".mlir")
    return textPrinter(printModule(build));
  if (kind == "header")
    return textPrinter(printed([&](llvm::raw_ostream &os) {
      printHeader(os, build.interface(), source());
    }));
  if (kind == "lib" || kind == "exe")
    return linkOne(build,
                   kind == "lib" ? LinkKind::Library : LinkKind::Program);
  auto translated = build.toLlvm();
  if (!translated)
    return translated.takeError();
  if (kind == "llvm")
    return textPrinter(printed(
        [&](llvm::raw_ostream &os) { (*translated)->print(os, nullptr); }));
  return codePrinter(std::move(*translated), build.targets().first(),
                     kind == "asm" ? CodeKind::Assembly : CodeKind::Object);
}

llvm::Expected<Printer> Compiler::linkOne(Build &build, LinkKind kind) {
  std::string name = build.name();
  auto object = build.toObject();
  if (!object)
    return object.takeError();
  std::string self = llvm::sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&runCompile));
  auto linked = link(std::string(object->begin(), object->end()), name, kind,
                     build.targets().first(), self);
  if (!linked)
    return linked.takeError();
  return textPrinter(std::string(linked->begin(), linked->end()));
}

int Compiler::emitOne(Build &build) {
  if (int code = build.runTo(options.emit->phase))
    return code;
  std::string name = build.name();
  auto contents = makeOne(build);
  if (!contents) {
    session.error(contents.takeError());
    return exitBadInput;
  }
  bool isCode = options.emit->name == "lib" || options.emit->name == "exe";
  return write({OutputFile{
      place((options.emit->prefix + name).str(), options.emit->extension),
      std::move(*contents), isCode,
      options.emit->name == "header" ? StringRef(headerMark) : StringRef()}});
}

/// Whether what was asked for is IR that each CPU has of its own.
static bool isOfOneCpu(const CompileOptions &options) {
  if (!options.stopAfter.empty())
    return phaseIndex(options.stopAfter) >= firstPhaseOfCpu();
  return options.emit && path::extension(options.emit->extension) == ".mlir" &&
         phaseIndex(options.emit->phase) >= firstPhaseOfCpu();
}

int Compiler::run() {
  if (options.build.givesWeights && options.emit &&
      options.emit->name == "exe") {
    session.error("--weights=runtime: a program of --emit=exe reads no "
                  "weights; expected obj or lib");
    return exitBadInput;
  }
  std::unique_ptr<Build> build = Build::start(session, options.build);
  if (!build)
    return exitBadInput;
  if (!build->targets().isOne() && isOfOneCpu(options)) {
    session.error("IR of this phase is for one CPU: expected one name for "
                  "--cpu, found '" +
                  options.build.target.cpu + "'");
    return exitBadInput;
  }
  if (!options.stopAfter.empty())
    return emitPhase(*build);
  return options.emit ? emitOne(*build) : emitAll(*build);
}

/// Whether -o, which makes a directory, gives what must be meant for a file.
static bool namesFile(const CompileOptions &options) {
  bool makesDirectory = !options.emit && options.stopAfter.empty() &&
                        !llvm::sys::fs::is_directory(options.output);
  return makesDirectory && llvm::is_contained({".o", ".h", ".json"},
                                              path::extension(options.output));
}

int snnc::runCompile(Arguments arguments) {
  CompileOptions options;
  CommandSession session;
  OptionTable table = makeTable(options, session);
  if (auto code = handleCommandLine("compile", table, arguments))
    return *code;
  if (options.output.empty())
    return usageError("compile", "-o DIR is missing");
  if (options.emit && !options.stopAfter.empty())
    return usageError("compile", "--emit and --stop-after exclude each other");
  if (options.output == "-" && !options.emit && options.stopAfter.empty())
    return usageError("compile",
                      "three files do not fit into '-o -': say which "
                      "with --emit");
  if (options.output == "-" && !options.depfile.empty())
    return usageError("compile", "a --depfile is about files; -o names none");
  if (namesFile(options))
    return usageError("compile", "three files do not fit into '-o " +
                                     options.output +
                                     "': say a directory, or which of them "
                                     "with --emit=obj or --emit=header");
  return session.finish(Compiler(session, options).run());
}
