// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc bench: a model's speed, on files or on random spikes.

#include "compiler/Tools/BenchReport.h"
#include "compiler/Tools/BuildOptions.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Profiler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

namespace {

struct BenchOptions {
  BuildOptions build;
  WorkloadOptions work;
  std::vector<StringRef> ofRandom; ///< Options that files exclude.
  bool json = false;
};

} // namespace

static llvm::Error parseDensity(StringRef text, double &density) {
  if (!text.getAsDouble(density) && density >= 0 && density <= 1)
    return llvm::Error::success();
  return llvm::createStringError("expected a number from 0 to 1, found '" +
                                 text + "'");
}

static OptionTable makeTable(BenchOptions &options, CommandSession &session) {
  WorkloadOptions &work = options.work;
  OptionTable table(
      "bench", "MODEL [options]",
      "Runs a model for about a second, on .npy files or on random spikes, "
      "and\n"
      "prints times of a step, and how much of what each layer gives is not "
      "zero.");
  auto ofRandom = [&](StringRef name, auto parse) {
    return [&options, name, parse](StringRef text) -> llvm::Error {
      options.ofRandom.push_back(name);
      return parse(text);
    };
  };
  table.positional("MODEL", options.build.model);
  table.list("--input", "[NAME=]FILE", work.inputs,
             "an input (.npy); one for each input of the model");
  table.flag("--step-by-step", work.isStepwise,
             "time each step, as a call of its own");
  table.custom("--steps", "T", "steps of random spikes (100)",
               ofRandom("--steps", [&](StringRef text) {
                 return parseNumber(text, work.steps, 1);
               }));
  table.custom("--batch", "B", "samples of them (1)",
               ofRandom("--batch", [&](StringRef text) {
                 return parseNumber(text, work.batch, 1);
               }));
  table.custom("--density", "D", "part of them that is 1 (0.05)",
               ofRandom("--density", [&](StringRef text) {
                 return parseDensity(text, work.density);
               }));
  table.number("--threads", "N", work.threads,
               "threads, 0 for one a processor (1)");
  addCodeOptions(table, options.build);
  addDensityOption(table, options.build);
  table.flag("--json", options.json, "print JSON");
  session.addOptions(table);
  return table;
}

/// A time of silence says little of a time at work.
static void warnOfSilence(Session &session, const BenchOptions &options,
                          const Profile &profile) {
  std::vector<std::string> silent = profile.silentLayers();
  if (silent.empty())
    return;
  session.diagnostics.warning(
      {modelTitle(options.build.model).str()},
      "nothing spikes in " + llvm::join(silent, ", ") +
          ": these are times of a silent network; " +
          (options.work.inputs.empty()
               ? "give it real input with --input, or more with --density"
               : "is the input scaled as in training?"));
}

static llvm::Error measure(Session &session, const BenchOptions &options,
                           const snn_model &model, Profiler *profiler) {
  Workload workload(model, options.work);
  if (llvm::Error problem = workload.prepare(options.build.model))
    return problem;
  auto timings = workload.measure();
  if (!timings)
    return timings.takeError();
  BenchReport report = {model,
                        options.work,
                        workload.inputs().steps,
                        workload.inputs().batch,
                        *timings,
                        workload.outputDensities(),
                        std::nullopt};
  if (profiler) {
    auto profile =
        profiler->measure(workload.inputs(), {session.key.data(), "",
                                              size_t(options.work.threads)});
    if (!profile)
      return profile.takeError();
    warnOfSilence(session, options, *profile);
    report.profile = std::move(*profile);
  }
  options.json ? report.printJson(llvm::outs())
               : report.printText(llvm::outs());
  return llvm::Error::success();
}

static int bench(Session &session, const BenchOptions &options) {
  std::unique_ptr<Build> build = Build::start(session, options.build);
  if (!build)
    return exitBadInput;
  std::optional<JitModel> jit;
  if (int code = build->toJit(jit))
    return code;
  std::unique_ptr<Profiler> profiler;
  if (auto resolved = build->takeResolved()) {
    profiler = Profiler::create(session, options.build, std::move(resolved));
    if (!profiler)
      return exitInternal;
  }
  if (llvm::Error problem =
          measure(session, options, jit->model(), profiler.get())) {
    session.error(std::move(problem));
    return exitBadInput;
  }
  return exitDone;
}

int snnc::runBench(Arguments arguments) {
  BenchOptions options;
  CommandSession session;
  OptionTable table = makeTable(options, session);
  if (auto code = handleCommandLine("bench", table, arguments))
    return *code;
  if (!options.work.inputs.empty() && !options.ofRandom.empty())
    return usageError("bench", "--input and " + options.ofRandom.front() +
                                   " exclude each other: the file says it");
  if (options.work.isStepwise && options.work.threads != 1)
    return usageError("bench",
                      "--step-by-step and --threads exclude each other: a "
                      "step is computed by one thread");
  options.build.profile = Keep::IfPossible;
  options.work.key = session.key;
  return session.finish(bench(session, options));
}
