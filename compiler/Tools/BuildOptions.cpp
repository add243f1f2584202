// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options that several commands have in common.

#include "compiler/Tools/BuildOptions.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

void snnc::addTargetOption(OptionTable &table, BuildOptions &options) {
  table.text("--target", "TRIPLE", options.target.triple,
             "machine to compile for (this one)");
}

static void addAllCodeOptions(OptionTable &table, BuildOptions &build) {
  TargetOptions &options = build.target;
  table.custom("--cpu", "NAME,...",
               "CPU of the target: portable runs on nearly all; the\n"
               "best of several is used (native, this machine's)",
               [&options](StringRef name) -> llvm::Error {
                 options.cpu = name.str();
                 return llvm::Error::success();
               });
  table.text("--features", "+A,-B", options.features,
             "features beside those of the CPU");
  table.custom(
      "-O", "0|1|2|3", "optimisation (3)",
      [&options](StringRef level) -> llvm::Error {
        if (level.size() == 1 && level[0] >= '0' && level[0] <= '3') {
          options.optLevel = level[0] - '0';
          return llvm::Error::success();
        }
        return llvm::createStringError(
            "expected -O0, -O1, -O2 or -O3, found -O" + level);
      },
      /*joined=*/true);
  auto addElements = [&table](StringRef option, StringRef help,
                              std::vector<ElementChoice> &choices) {
    table.custom(option, "[NAME=]TYPE", help,
                 [&choices](StringRef text) -> llvm::Error {
                   auto choice = parseElementChoice(text);
                   if (!choice)
                     return choice.takeError();
                   choices.push_back(std::move(*choice));
                   return llvm::Error::success();
                 });
  };
  addElements("--input-type",
              "what an input's array holds: f32, u8 or bits\n(what the model "
              "says, or f32)",
              build.inputTypes);
  addElements("--output-type", "the same of an output of spikes",
              build.outputTypes);
  table.custom("--crossover", "D",
               "input density from which all is multiplied\n(what was "
               "measured for each kind of layer)",
               [&build](StringRef text) -> llvm::Error {
                 double crossover;
                 if (text.getAsDouble(crossover) || !(crossover >= 0))
                   return llvm::createStringError(
                       "expected a number that is not negative, found '" +
                       text + "'");
                 build.crossover = crossover;
                 return llvm::Error::success();
               });
}

void snnc::addCodeOptions(OptionTable &table, BuildOptions &options) {
  table.summarise("--cpu NAME, -O0...3",
                  "how code is made; all such options: snnc help code");
  addAllCodeOptions(table, options);
  table.resume();
}

void snnc::printCodeHelp(llvm::raw_ostream &os) {
  BuildOptions options;
  OptionTable table("COMMAND", "MODEL [options]",
                    "What machine code is made for and how: options of "
                    "compile, run, info and bench;\n--target of compile "
                    "alone.");
  addTargetOption(table, options);
  addAllCodeOptions(table, options);
  table.printHelp(os);
}

void snnc::addWeightsOption(OptionTable &table, BuildOptions &options) {
  table.custom("--weights", "constant|runtime",
               "whether the object has weights, or its program gives\n"
               "them and may change them (constant)",
               [&options](StringRef text) -> llvm::Error {
                 options.givesWeights = text == "runtime";
                 if (options.givesWeights || text == "constant")
                   return llvm::Error::success();
                 return llvm::createStringError(
                     "expected constant or runtime, found '" + text + "'");
               });
}

void snnc::addDumpOptions(OptionTable &table, BuildOptions &options) {
  table.text("--dump-phases", "DIR", options.dumpPhases,
             "write the IR after each phase to DIR/NN-phase.mlir");
  table.flag("--print-weights", options.printWeights,
             "with more than 512 numbers of an array");
}

void snnc::addDensityOption(OptionTable &table, BuildOptions &options) {
  table.text("--profile", "FILE", options.densities,
             "densities that 'snnc run --profile' has found");
}
