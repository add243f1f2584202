// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Names.h"
#include "compiler/Spec/Printable.h"
#include "compiler/Spec/Schema.h"
#include "compiler/Target/ModelText.h"
#include "compiler/Tools/BuildOptions.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Completion.h"
#include "compiler/Tools/Manual.h"
#include "compiler/Tools/NirOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

static constexpr Command commands[] = {
    {"compile", "a model to an object file, a C header and a manifest",
     runCompile},
    {"run", "a model on .npy arrays", runRun},
    {"check", "report every problem of a model", runCheck},
    {"info", "layers, shapes, parameters, memory and kernels of a model",
     runInfo},
    {"bench", "measure a model's speed, on files or on random spikes",
     runBench},
    {"convert", "a model from .nir to .json or back", runConvert},
    {"completion", "what makes bash, zsh or fish complete command lines",
     runCompletion},
};

llvm::ArrayRef<Command> snnc::allCommands() { return commands; }

const Command *snnc::findCommand(StringRef name) {
  const Command *found = llvm::find_if(
      commands, [&](const Command &each) { return each.name == name; });
  return found == std::end(commands) ? nullptr : found;
}

static void printHelp(llvm::raw_ostream &os) {
  os << "usage: snnc COMMAND MODEL [options]\n\n"
        "Compiles spiking neural networks ahead of time. MODEL is .json, .nir "
        "or .mlir;\nor -, the standard input.\n\n";
  for (const Command &command : commands)
    os << "  " << llvm::left_justify(command.name, 12) << command.help << '\n';
  os << "\n  snnc help COMMAND          the options of a command\n"
        "  snnc help code             how machine code is made\n"
        "  snnc help nir              how a .nir file is read\n"
        "  snnc help schema           the JSON schema of a model, for editors\n"
        "  snnc version               version and the LLVM that it is built "
        "on\n\n"
        "Exit codes: "
     << exitCodes << '\n';
}

static int unknownCommand(StringRef name) {
  std::vector<StringRef> names = {"help", "version"};
  for (const Command &command : commands)
    names.push_back(command.name);
  std::string hint = didYouMean("; ", name, names);
  llvm::errs() << "snnc: error: unknown command '" << printable(name) << "'"
               << (hint.empty() ? "." : hint) << " See snnc --help\n";
  return exitBadUsage;
}

static int help(Arguments topics) {
  if (topics.empty())
    printHelp(llvm::outs());
  else if (topics.front() == manualTopic)
    printManual(llvm::outs());
  else if (topics.front() == "nir")
    printNirHelp(llvm::outs());
  else if (topics.front() == "schema")
    printSchema(llvm::outs());
  else if (topics.front() == "code")
    printCodeHelp(llvm::outs());
  else if (const Command *command = findCommand(topics.front()))
    return command->run({"--help"});
  else
    return unknownCommand(topics.front());
  return exitDone;
}

int snnc::runDriver(Arguments arguments) {
  if (arguments.empty()) {
    printHelp(llvm::errs());
    return exitBadUsage;
  }
  StringRef name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help")
    return help(arguments.drop_front());
  if (name == "--version" || name == "version") {
    llvm::outs() << compilerName() << " (LLVM " << LLVM_VERSION_STRING << ")\n";
    return exitDone;
  }
  if (name == completeArgument)
    return completeWords(arguments.drop_front());
  const Command *command = findCommand(name);
  return command ? command->run(arguments.drop_front()) : unknownCommand(name);
}
