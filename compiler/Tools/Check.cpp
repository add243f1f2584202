// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc check: every problem that can be found in a model.

#include "compiler/Tools/Build.h"
#include "compiler/Tools/Commands.h"
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
  llvm::outs() << options.model << ": ok: " << build.name() << ", "
               << build.summary().layers.size() << " layers, "
               << build.summary().parameters() << " parameters, "
               << model.getInputs().size() << " inputs, "
               << model.getOutputs().size() << " outputs, "
               << model.getCarried() << " bytes of states\n";
}

static void printJson(const Session &session, int code) {
  std::string diagnostics;
  llvm::raw_string_ostream stream(diagnostics);
  session.diagnostics.printJson(stream);
  llvm::json::OStream json(llvm::outs(), /*IndentSize=*/2);
  json.object([&] {
    json.attribute("ok", code == exitDone);
    json.attributeBegin("diagnostics");
    json.rawValue(StringRef(diagnostics).rtrim());
    json.attributeEnd();
  });
  llvm::outs() << '\n';
}

int snnc::runCheck(Arguments arguments) {
  CheckOptions options;
  Session session;
  OptionTable table("check", "MODEL [--json]",
                    "Reports every problem of a model with its place in the "
                    "file. Exit code 0 or 1.");
  table.positional("MODEL", options.build.model);
  table.flag("--json", options.json, "print the problems on stdout, as JSON");
  session.addOptions(table);
  if (auto code = handleCommandLine("check", table, arguments))
    return *code;
  std::unique_ptr<Build> build = Build::start(session, options.build);
  int code = build ? build->runTo("layout-state") : exitBadInput;
  if (options.json) {
    printJson(session, code);
    return code;
  }
  code = session.finish(code);
  if (code == exitDone)
    printOk(options.build, *build);
  return code;
}
