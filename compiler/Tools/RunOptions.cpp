// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/RunOptions.h"
#include "compiler/Tools/BuildOptions.h"
#include "compiler/Tools/CommandSession.h"

#include "llvm/ADT/StringSwitch.h"

using namespace snnc;
using llvm::StringRef;

static llvm::Error parseSpikes(StringRef text, SpikeFormat &format) {
  auto found = llvm::StringSwitch<std::optional<SpikeFormat>>(text)
                   .Case("f32", SpikeFormat::F32)
                   .Case("u8", SpikeFormat::U8)
                   .Case("bits", SpikeFormat::Bits)
                   .Default(std::nullopt);
  if (!found)
    return llvm::createStringError("expected f32, u8 or bits, found '" + text +
                                   "'");
  format = *found;
  return llvm::Error::success();
}

static llvm::Error parseRecord(StringRef text, RunOptions &options) {
  auto [name, file] = text.split('=');
  if (name.empty() || (file.empty() && name.size() != text.size()))
    return llvm::createStringError("expected LAYER=FILE or LAYER.STATE=FILE, "
                                   "found '" +
                                   text + "'");
  options.build.record.push_back(name.str());
  options.recordFiles.push_back(file.str());
  return llvm::Error::success();
}

OptionTable snnc::runOptionTable(RunOptions &options, CommandSession &session) {
  OptionTable table(
      "run", "MODEL --input [NAME=]x.npy --output [NAME=]y.npy",
      "Runs a model on arrays [steps, shape...] or [batch, steps, shape...].\n"
      "Outputs are [batch,] [steps - burnin,] shape..., without steps where "
      "reduced.");
  table.positional("MODEL", options.build.model);
  table.list("--input", "[NAME=]FILE", options.inputs,
             "an input (.npy); one for each input of the model");
  table.list("--output", "[NAME=]FILE", options.outputs,
             "where an output goes (.npy)");
  table.number("--burnin", "N", options.burnin,
               "leading steps without output (0)");
  table.number("--threads", "N", options.threads,
               "most threads, 0 for one a processor (0)", 0, 1024);
  table.text("--state-in", "FILE", options.stateIn,
             "states to start from (.safetensors)");
  table.text("--state-out", "FILE", options.stateOut,
             "states after the last step (.safetensors)");
  table.custom("--record", "NAME=FILE",
               "write what a layer or LAYER.STATE is (.npy)",
               [&](StringRef text) { return parseRecord(text, options); });
  table.custom(
      "--spikes", "f32|u8|bits",
      "how spikes are written; bits as numpy.packbits (f32)",
      [&](StringRef text) { return parseSpikes(text, options.spikes); });
  table.text("--raster", "FILE", options.raster,
             "draw outputs and all of --record over time (.svg)");
  table.text("--profile", "FILE", options.profile,
             "write densities and operations by layer (.json)");
  table.flag("--interpret", options.build.interpret,
             "compute with the slow reference interpreter");
  table.flag("--check-phases", options.build.checkPhases,
             "interpret what each phase left, and compare");
  addCodeOptions(table, options.build);
  addDumpOptions(table, options.build);
  session.addOptions(table);
  return table;
}
