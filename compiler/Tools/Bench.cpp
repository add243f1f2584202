// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc bench: a model's speed on random spikes.

#include "compiler/Tools/Build.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/FloatBuffer.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <random>
#include <snn/batch.h>
#include <snn/state.h>

using namespace snnc;
using llvm::StringRef;

namespace {

struct BenchOptions {
  BuildOptions build;
  uint64_t steps = 100, batch = 1, threads = 1;
  double density = 0.05;
  bool json = false;
};

struct BenchResult {
  double secondsPerRun = 0; ///< Median.
  unsigned repeats = 0;
  std::vector<double> densities; ///< Of the outputs: what is not zero.
};

/// Arrays of a batch, and the job over them.
class Workload {
public:
  Workload(const snn_model &model, const BenchOptions &options);
  ~Workload() { snn_states_free(states.size(), states.data()); }

  llvm::Error prepare();
  llvm::Expected<BenchResult> measure();

private:
  llvm::Expected<double> time();
  std::vector<double> densities() const;

  const snn_model &model;
  const BenchOptions &options;
  std::vector<FloatBuffer> inputs, outputs;
  std::vector<const float *> inputPointers;
  std::vector<float *> outputPointers;
  std::vector<void *> states;
  snn_batch job = {};
};

} // namespace

/// The same spikes on every machine.
static void fillWithSpikes(FloatBuffer &spikes, double density,
                           std::mt19937_64 &random) {
  uint64_t limit = density * 0x1p53;
  for (float &spike : spikes.values())
    spike = (random() >> 11) < limit;
}

Workload::Workload(const snn_model &model, const BenchOptions &options)
    : model(model), options(options) {
  job.batch = options.batch;
  job.steps = options.steps;
  job.threads = options.threads;
}

llvm::Error Workload::prepare() {
  std::mt19937_64 random(1);
  for (size_t i = 0; i < model.num_inputs; ++i) {
    auto input =
        FloatBuffer::forSteps(model.inputs[i], options.batch, options.steps);
    if (!input)
      return input.takeError();
    fillWithSpikes(*input, options.density, random);
    inputPointers.push_back(input->data());
    inputs.push_back(std::move(*input));
  }
  for (size_t i = 0; i < model.num_outputs; ++i) {
    auto output =
        FloatBuffer::forOutput(model, i, options.batch, options.steps, 0);
    if (!output)
      return output.takeError();
    outputPointers.push_back(output->data());
    outputs.push_back(std::move(*output));
  }
  std::vector<void *> made(options.batch);
  const uint32_t key[2] = {0, 0};
  if (snn_error error =
          snn_states_create(&model, made.size(), key, made.data()))
    return runtimeError(error);
  states = std::move(made);
  job.inputs = inputPointers.data();
  job.outputs = outputPointers.data();
  job.states = states.data();
  return llvm::Error::success();
}

llvm::Expected<double> Workload::time() {
  snn_message message = {};
  auto start = std::chrono::steady_clock::now();
  snn_error error = snn_run_batch(&model, &job, &message);
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  if (error)
    return runtimeError(error, message);
  return seconds.count();
}

std::vector<double> Workload::densities() const {
  std::vector<double> result;
  for (const FloatBuffer &output : outputs) {
    llvm::ArrayRef<float> values = output.values();
    size_t zeros = llvm::count(values, 0.0f);
    result.push_back(values.empty() ? 0 : 1 - double(zeros) / values.size());
  }
  return result;
}

/// One run to warm up, then runs for about a second.
llvm::Expected<BenchResult> Workload::measure() {
  constexpr double enough = 1.0;
  constexpr size_t fewest = 3, most = 10000;
  std::vector<double> seconds;
  double total = 0;
  if (auto warm = time(); !warm)
    return warm.takeError();
  while (seconds.size() < fewest || (total < enough && seconds.size() < most)) {
    auto run = time();
    if (!run)
      return run.takeError();
    seconds.push_back(*run);
    total += *run;
  }
  std::nth_element(seconds.begin(), seconds.begin() + seconds.size() / 2,
                   seconds.end());
  BenchResult result;
  result.secondsPerRun = seconds[seconds.size() / 2];
  result.repeats = seconds.size();
  result.densities = densities();
  return result;
}

static double microseconds(const BenchOptions &options,
                           const BenchResult &result) {
  return result.secondsPerRun * 1e6 / options.steps / options.batch;
}

static void printText(const snn_model &model, const BenchOptions &options,
                      const BenchResult &result) {
  double us = microseconds(options, result);
  llvm::outs() << model.name << " on " << model.target << "\n"
               << options.steps << " steps, batch " << options.batch << ", "
               << options.threads << " threads, input density "
               << llvm::format("%g", options.density) << ", median of "
               << result.repeats << " runs\n"
               << llvm::format("%.3f us per step and sample, %.0f steps/s, "
                               "%.1f samples/s\n",
                               us, 1e6 / us, 1e6 / us / options.steps);
  for (size_t i = 0; i < model.num_outputs; ++i)
    llvm::outs() << "output " << model.outputs[i].name << ": density "
                 << llvm::format("%.4f", result.densities[i]) << '\n';
}

static void printJson(const snn_model &model, const BenchOptions &options,
                      const BenchResult &result) {
  double us = microseconds(options, result);
  llvm::json::OStream json(llvm::outs(), /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", model.name);
    json.attribute("target", model.target);
    json.attribute("steps", int64_t(options.steps));
    json.attribute("batch", int64_t(options.batch));
    json.attribute("threads", int64_t(options.threads));
    json.attribute("density", options.density);
    json.attribute("repeats", int64_t(result.repeats));
    json.attribute("us_per_step_sample", us);
    json.attribute("steps_per_second", 1e6 / us);
    json.attribute("samples_per_second", 1e6 / us / options.steps);
    json.attributeObject("output_density", [&] {
      for (size_t i = 0; i < model.num_outputs; ++i)
        json.attribute(model.outputs[i].name, result.densities[i]);
    });
  });
  llvm::outs() << '\n';
}

static OptionTable makeTable(BenchOptions &options, Session &session) {
  OptionTable table(
      "bench", "MODEL [options]",
      "Runs a model on random spikes for about a second and prints "
      "the median time.");
  table.positional("MODEL", options.build.model);
  table.number("--steps", "T", options.steps, "steps of a sample (100)", 1);
  table.number("--batch", "B", options.batch, "samples (1)", 1);
  table.custom("--density", "D", "part of the inputs that spike (0.05)",
               [&](StringRef text) -> llvm::Error {
                 if (!text.getAsDouble(options.density) &&
                     options.density >= 0 && options.density <= 1)
                   return llvm::Error::success();
                 return llvm::createStringError(
                     "expected a number from 0 to 1, found '" + text + "'");
               });
  table.number("--threads", "N", options.threads,
               "threads, 0 for one a processor (1)");
  addCodeOptions(table, options.build);
  addDensityOption(table, options.build);
  table.flag("--json", options.json, "print JSON");
  session.addOptions(table);
  return table;
}

static int bench(Session &session, const BenchOptions &options) {
  std::unique_ptr<Build> build = Build::start(session, options.build);
  if (!build)
    return exitBadInput;
  std::optional<JitModel> jit;
  if (int code = build->toJit(jit))
    return code;
  Workload workload(jit->model(), options);
  if (llvm::Error problem = workload.prepare()) {
    session.error(std::move(problem));
    return exitBadInput;
  }
  auto result = workload.measure();
  if (!result) {
    session.error(result.takeError());
    return exitBadInput;
  }
  (options.json ? printJson : printText)(jit->model(), options, *result);
  return exitDone;
}

int snnc::runBench(Arguments arguments) {
  BenchOptions options;
  Session session;
  OptionTable table = makeTable(options, session);
  if (auto code = handleCommandLine("bench", table, arguments))
    return *code;
  return session.finish(bench(session, options));
}
