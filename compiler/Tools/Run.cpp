// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run: a model on .npy arrays, compiled in this process.

#include "compiler/Spec/WriteFile.h"
#include "compiler/Tools/CheckPhases.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Profiler.h"
#include "compiler/Tools/Progress.h"
#include "compiler/Tools/Raster.h"
#include "compiler/Tools/RunFiles.h"
#include "compiler/Tools/RunOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <snn/batch.h>
#include <snn/state.h>

using namespace snnc;
using llvm::StringRef;

namespace {

/// One run of the command.
class Runner {
public:
  /// `isSpikes` says it for each output; `profiler` may be null.
  Runner(const snn_model &model, const RunOptions &options, InputFiles files,
         const Build &build, const std::vector<bool> &isSpikes,
         Profiler *profiler)
      : model(model), options(options), files(std::move(files)),
        recorded(build.recordedOutputs()), isSpikes(isSpikes),
        interpreters(build.interpreters()), profiler(profiler) {}
  ~Runner() { snn_states_free(states.size(), states.data()); }

  llvm::Error run();

private:
  llvm::Error findFiles();
  llvm::Error checkOutputs();
  std::vector<llvm::StringRef> writtenFiles() const;
  llvm::Error makeStates(const InputArrays &inputs);
  llvm::Error makeOutputs(const InputArrays &inputs);
  llvm::Error compute(const InputArrays &inputs);
  llvm::Error checkPhases(const InputArrays &inputs);
  llvm::Error measure(const InputArrays &inputs);
  llvm::Error write(const InputArrays &inputs);
  std::vector<size_t> outputsOverTime() const;
  std::string titleOf(size_t output) const;
  llvm::Error checkRaster(const InputArrays &inputs);
  llvm::Error writeRaster(const InputArrays &inputs);
  void report(const InputArrays &inputs) const;

  const snn_model &model;
  const RunOptions &options;
  InputFiles files; ///< The model's.
  const std::vector<RecordedOutput> &recorded;
  const std::vector<bool> &isSpikes; ///< By output.
  llvm::ArrayRef<PhaseInterpreter> interpreters;
  Profiler *profiler;
  Profile profile;
  std::vector<std::string> inputFiles;
  std::vector<OutputFile> outputFiles;
  std::vector<void *> states;
  std::vector<FloatBuffer> outputs;
  std::string agreement; ///< Of --check-phases; "" without.
  std::chrono::duration<double> seconds = {};
};

} // namespace

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

llvm::Error Runner::findFiles() {
  auto found = findRunFiles(namesOf(model.inputs, model.num_inputs),
                            namesOf(model.outputs, model.num_outputs), recorded,
                            options);
  if (!found)
    return found.takeError();
  inputFiles = std::move(found->inputs);
  outputFiles = std::move(found->outputs);
  return llvm::Error::success();
}

std::vector<StringRef> Runner::writtenFiles() const {
  std::vector<StringRef> written;
  for (const OutputFile &file : outputFiles)
    written.push_back(file.path);
  for (const std::string *file :
       {&options.raster, &options.profile, &options.stateOut})
    if (!file->empty())
      written.push_back(*file);
  return written;
}

/// A file of states may be brought up to date: it is read as a whole before.
llvm::Error Runner::checkOutputs() {
  for (const std::string &file : inputFiles)
    files.add(file, "an input");
  if (llvm::Error problem = files.checkOutput(options.stateOut))
    return problem;
  files.add(options.stateIn, "the states to start from");
  std::vector<StringRef> seen;
  for (StringRef file : writtenFiles()) {
    // The states' was looked at already.
    if (file != options.stateOut)
      if (llvm::Error problem = files.checkOutput(file))
        return problem;
    if (llvm::is_contained(seen, file))
      return llvm::createStringError("'" + file +
                                     "' is the file of two results: choose "
                                     "another one for one of them");
    seen.push_back(file);
  }
  return llvm::Error::success();
}

llvm::Error Runner::makeStates(const InputArrays &inputs) {
  bool isShown = inputs.batch == 1 && Progress::isWatched();
  if (options.stateIn.empty() && options.stateOut.empty() && !isShown &&
      !options.build.checkPhases)
    return llvm::Error::success();
  std::vector<void *> made(inputs.batch);
  if (snn_error error = snn_states_create(&model, made.size(),
                                          options.key.data(), made.data()))
    return runtimeError(error);
  states = std::move(made);
  return options.stateIn.empty() ? llvm::Error::success()
                                 : readStates(options.stateIn, model, states);
}

llvm::Error Runner::makeOutputs(const InputArrays &inputs) {
  auto made = FloatBuffer::forOutputs(model, inputs.batch, inputs.steps,
                                      options.burnin);
  if (!made)
    return made.takeError();
  outputs = std::move(*made);
  return llvm::Error::success();
}

llvm::Error Runner::compute(const InputArrays &inputs) {
  RunPlan plan = {options.burnin, options.key, unsigned(options.threads)};
  auto start = std::chrono::steady_clock::now();
  llvm::Error problem = options.build.interpret
                            ? interpret(*interpreters.front().interpreter,
                                        model, inputs, plan, states, outputs)
                            : runCompiled(model, inputs, plan, states, outputs);
  seconds = std::chrono::steady_clock::now() - start;
  return problem;
}

/// Every interpreter, from the same states, gives the same bits.
llvm::Error Runner::checkPhases(const InputArrays &inputs) {
  if (!options.build.checkPhases)
    return llvm::Error::success();
  PhaseCheck check(model, inputs,
                   {options.burnin, options.key, unsigned(options.threads)},
                   options.stateIn);
  for (const PhaseInterpreter &each : interpreters)
    if (llvm::Error problem = check.run(each))
      return problem;
  if (llvm::Error problem = check.add("to-llvm", states, outputs))
    return problem;
  agreement = check.summary();
  return llvm::Error::success();
}

llvm::Error Runner::measure(const InputArrays &inputs) {
  if (!profiler)
    return llvm::Error::success();
  auto measured = profiler->measure(
      inputs, {options.key.data(), options.stateIn, size_t(options.threads)});
  if (!measured)
    return measured.takeError();
  profile = std::move(*measured);
  return llvm::Error::success();
}

/// What is recorded, then the other outputs. What is reduced over time has
/// none.
std::vector<size_t> Runner::outputsOverTime() const {
  std::vector<StringRef> names = namesOf(model.outputs, model.num_outputs);
  std::vector<size_t> order;
  for (const RecordedOutput &record : recorded)
    order.push_back(llvm::find(names, record.name) - names.begin());
  llvm::append_range(order, llvm::seq(model.num_outputs));
  std::vector<size_t> found;
  for (size_t output : order)
    if (model.outputs[output].reduce == SNN_REDUCE_NONE &&
        !llvm::is_contained(found, output))
      found.push_back(output);
  return found;
}

/// As --record calls it, where it does.
std::string Runner::titleOf(size_t output) const {
  std::string name = model.outputs[output].name;
  for (auto [record, asked] : llvm::zip(recorded, options.build.record))
    if (record.name == name)
      return asked;
  return name;
}

/// Before anything is computed, or written.
llvm::Error Runner::checkRaster(const InputArrays &inputs) {
  if (options.raster.empty())
    return llvm::Error::success();
  if (outputsOverTime().empty())
    return llvm::createStringError("--raster: every output is reduced over the "
                                   "steps; say a layer with --record NAME");
  if (inputs.batch == 0 || inputs.steps <= options.burnin)
    return llvm::createStringError("--raster: there are no steps to draw");
  return llvm::Error::success();
}

/// Of the first sample.
llvm::Error Runner::writeRaster(const InputArrays &inputs) {
  std::vector<RasterBand> bands;
  for (size_t output : outputsOverTime()) {
    size_t neurons = 0;
    if (snn_error error = snn_array_count(&model.outputs[output], &neurons))
      return runtimeError(error);
    bands.push_back(
        {titleOf(output), isSpikes[output], neurons, outputs[output].data()});
  }
  std::string title =
      std::string(model.name) + (inputs.batch > 1 ? ", the first sample" : "");
  return writeFile(
      options.raster,
      drawRaster(title, bands, inputs.steps - options.burnin, options.burnin));
}

llvm::Error Runner::write(const InputArrays &inputs) {
  for (const OutputFile &file : outputFiles) {
    SpikeFormat format =
        isSpikes[file.output] ? options.spikes : SpikeFormat::F32;
    if (llvm::Error problem = writeOutput(
            model, file, format, outputs[file.output], inputs, options.burnin))
      return problem;
  }
  if (!options.raster.empty())
    if (llvm::Error problem = writeRaster(inputs))
      return problem;
  if (profiler)
    if (llvm::Error problem = writeFile(options.profile, profile.toJson()))
      return problem;
  return options.stateOut.empty()
             ? llvm::Error::success()
             : writeStates(options.stateOut, model, states, inputs.isBatched);
}

/// What was done, unless a result has the standard output for itself.
void Runner::report(const InputArrays &inputs) const {
  std::vector<StringRef> written = writtenFiles();
  if (llvm::is_contained(written, "-"))
    return;
  for (StringRef file : written)
    llvm::outs() << "wrote " << file << '\n';
  if (!agreement.empty())
    llvm::outs() << agreement << '\n';
  llvm::outs() << inputs.batch << (inputs.batch == 1 ? " sample" : " samples")
               << " of " << inputs.steps << " steps in "
               << llvm::format("%.3g s\n", seconds.count());
}

llvm::Error Runner::run() {
  if (llvm::Error problem = findFiles())
    return problem;
  if (llvm::Error problem = checkOutputs())
    return problem;
  auto inputs = InputArrays::read(model, inputFiles);
  if (!inputs)
    return inputs.takeError();
  for (auto step : {&Runner::checkRaster, &Runner::makeStates,
                    &Runner::makeOutputs, &Runner::compute,
                    &Runner::checkPhases, &Runner::measure, &Runner::write})
    if (llvm::Error problem = (this->*step)(*inputs))
      return problem;
  report(*inputs);
  return llvm::Error::success();
}

/// By output, whether it is of spikes.
static std::vector<bool> findSpikes(mlir::snn::ModelOp model) {
  std::vector<bool> isSpikes;
  for (auto port : model.getOutputs().getAsRange<mlir::snn::PortAttr>())
    isSpikes.push_back(port.getType().getElementType().isInteger(1) &&
                       port.getReduce() == mlir::snn::Reduce::None);
  return isSpikes;
}

static int run(Session &session, const RunOptions &options) {
  std::unique_ptr<Build> build = Build::start(session, options.build);
  if (!build)
    return exitBadInput;
  if (int code = build->runForReport())
    return code;
  if (llvm::Error problem = checkRunFiles(*build, options)) {
    session.error(std::move(problem));
    return exitBadInput;
  }
  if (int code = build->runTo(""))
    return code;
  std::vector<bool> isSpikes = findSpikes(build->interface());
  std::optional<JitModel> jit;
  if (int code = build->toJit(jit))
    return code;
  if ((options.build.interpret || options.build.checkPhases) &&
      build->interpreters().empty()) {
    session.error(llvm::Twine(options.build.interpret ? "--interpret"
                                                      : "--check-phases") +
                  " needs a model that went no further than the phase "
                  "'outline-kernels'");
    return exitBadInput;
  }
  std::unique_ptr<Profiler> profiler;
  if (!options.profile.empty()) {
    profiler = Profiler::create(session, options.build, build->takeResolved());
    if (!profiler)
      return exitInternal;
  }
  Runner runner(jit->model(), options, session.files, *build, isSpikes,
                profiler.get());
  if (llvm::Error problem = runner.run()) {
    session.error(std::move(problem));
    return exitBadInput;
  }
  return exitDone;
}

int snnc::runRun(Arguments arguments) {
  RunOptions options;
  CommandSession session;
  OptionTable table = runOptionTable(options, session);
  if (auto code = handleCommandLine("run", table, arguments))
    return *code;
  if (options.outputs.empty() && options.stateOut.empty() &&
      options.recordFiles.empty() && options.profile.empty() &&
      options.raster.empty() && !options.build.checkPhases)
    return usageError("run", "nothing to write: expected --output, --record, "
                             "--raster, --profile or --state-out");
  if (options.raster.empty() && llvm::is_contained(options.recordFiles, ""))
    return usageError("run", "--record NAME without --raster needs a file: "
                             "--record NAME=FILE");
  if (!options.profile.empty())
    options.build.profile = Keep::Yes;
  options.key = session.key;
  return session.finish(run(session, options));
}
