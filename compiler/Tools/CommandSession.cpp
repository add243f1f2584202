// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/CommandSession.h"

#include "compiler/Spec/Printable.h"
#include "compiler/Tools/Completion.h"
#include "compiler/Tools/Manual.h"
#include "compiler/Tools/NirOptions.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

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

CommandSession::CommandSession() {
  endProgram = [this] { std::_Exit(finish(exitBadInput)); };
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

void CommandSession::addOptions(OptionTable &table) {
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

int CommandSession::finish(int code) {
  if (json)
    diagnostics.printJson(llvm::errs());
  else
    diagnostics.print(llvm::errs());
  return code == exitDone && diagnostics.hasErrors() ? exitBadInput : code;
}
