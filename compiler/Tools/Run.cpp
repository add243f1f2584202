// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run: a model on .npy arrays, compiled in this process.

#include "compiler/Target/WriteFile.h"
#include "compiler/Tools/Commands.h"
#include "compiler/Tools/Profiler.h"
#include "compiler/Tools/Progress.h"
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
        interpreter(build.interpreter()), profiler(profiler) {}
  ~Runner() { snn_states_free(states.size(), states.data()); }

  llvm::Error run();

private:
  llvm::Error findFiles();
  llvm::Error findOutputFiles();
  llvm::Error checkOutputs();
  llvm::Error makeStates(const InputArrays &inputs);
  llvm::Error makeOutputs(const InputArrays &inputs);
  llvm::Error compute(const InputArrays &inputs);
  llvm::Error computeAll(const InputArrays &inputs);
  llvm::Error measure(const InputArrays &inputs);
  llvm::Error write(const InputArrays &inputs);
  void report(const InputArrays &inputs) const;

  const snn_model &model;
  const RunOptions &options;
  InputFiles files; ///< The model's.
  const std::vector<RecordedOutput> &recorded;
  const std::vector<bool> &isSpikes; ///< By output.
  Interpreter *interpreter;          ///< May be null.
  Profiler *profiler;
  Profile profile;
  std::vector<std::string> inputFiles;
  std::vector<OutputFile> outputFiles;
  std::vector<void *> states;
  std::vector<FloatBuffer> outputs;
  std::chrono::duration<double> seconds = {};
};

} // namespace

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static std::vector<StringRef> namesOf(const snn_array *arrays, size_t count) {
  std::vector<StringRef> names;
  for (size_t i = 0; i < count; ++i)
    names.push_back(arrays[i].name);
  return names;
}

llvm::Error Runner::findFiles() {
  auto in = assignFiles("--input", options.inputs,
                        namesOf(model.inputs, model.num_inputs));
  if (!in)
    return in.takeError();
  inputFiles = std::move(*in);
  for (size_t i = 0; i < model.num_inputs; ++i)
    if (inputFiles[i].empty())
      return llvm::createStringError(llvm::Twine("--input ") +
                                     model.inputs[i].name + "=FILE is missing");
  return findOutputFiles();
}

/// What is recorded stands behind the model's own outputs.
llvm::Error Runner::findOutputFiles() {
  std::vector<StringRef> names = namesOf(model.outputs, model.num_outputs);
  std::vector<StringRef> own = names;
  for (const RecordedOutput &record : recorded)
    if (record.isNew)
      llvm::erase(own, record.name);
  auto out = assignFiles("--output", options.outputs, own);
  if (!out)
    return out.takeError();
  for (auto [index, file] : llvm::enumerate(*out))
    if (!file.empty())
      outputFiles.push_back({index, file});
  for (auto [record, file] : llvm::zip(recorded, options.recordFiles))
    outputFiles.push_back(
        {size_t(llvm::find(names, record.name) - names.begin()), file});
  return llvm::Error::success();
}

/// A file of states may be brought up to date: it is read as a whole before.
llvm::Error Runner::checkOutputs() {
  bool isModel = options.build.model == "-";
  if (llvm::count(inputFiles, "-") + isModel > 1)
    return llvm::createStringError(
        isModel ? "--input: the standard input is the model"
                : "--input: the standard input is one array only");
  for (const std::string &file : inputFiles)
    files.add(file, "an input");
  if (llvm::Error problem = files.checkOutput(options.stateOut))
    return problem;
  files.add(options.stateIn, "the states to start from");
  std::vector<StringRef> seen;
  for (const OutputFile &output : outputFiles) {
    if (llvm::Error problem = files.checkOutput(output.path))
      return problem;
    if (llvm::is_contained(seen, output.path))
      return llvm::createStringError("'" + output.path +
                                     "' is the file of two arrays: choose "
                                     "another one for one of them");
    seen.push_back(output.path);
  }
  return files.checkOutput(options.profile);
}

llvm::Error Runner::makeStates(const InputArrays &inputs) {
  if (options.stateIn.empty() && options.stateOut.empty())
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
  for (size_t i = 0; i < model.num_outputs; ++i) {
    auto output = FloatBuffer::forOutput(model, i, inputs.batch, inputs.steps,
                                         options.burnin);
    if (!output)
      return output.takeError();
    outputs.push_back(std::move(*output));
  }
  return llvm::Error::success();
}

llvm::Error Runner::compute(const InputArrays &inputs) {
  auto start = std::chrono::steady_clock::now();
  llvm::Error problem = computeAll(inputs);
  seconds = std::chrono::steady_clock::now() - start;
  return problem;
}

llvm::Error Runner::computeAll(const InputArrays &inputs) {
  if (interpreter)
    return interpret(*interpreter, model, inputs, options.burnin, options.key,
                     states, outputs);
  std::vector<float *> pointers;
  for (const FloatBuffer &output : outputs)
    pointers.push_back(output.data());
  Progress progress;
  snn_batch job = {};
  job.batch = inputs.batch;
  job.steps = inputs.steps;
  job.burnin = options.burnin;
  job.inputs = inputs.pointers.data();
  job.outputs = pointers.data();
  job.states = states.empty() ? nullptr : states.data();
  job.key[0] = options.key[0];
  job.key[1] = options.key[1];
  job.threads = options.threads;
  job.progress = Progress::report;
  job.context = &progress;
  snn_message message = {};
  if (snn_error error = snn_run_batch(&model, &job, &message))
    return runtimeError(error, message);
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

llvm::Error Runner::write(const InputArrays &inputs) {
  for (const OutputFile &file : outputFiles) {
    SpikeFormat format =
        isSpikes[file.output] ? options.spikes : SpikeFormat::F32;
    if (llvm::Error problem = writeOutput(
            model, file, format, outputs[file.output], inputs, options.burnin))
      return problem;
  }
  if (profiler)
    if (llvm::Error problem = writeFile(options.profile, profile.toJson()))
      return problem;
  return options.stateOut.empty()
             ? llvm::Error::success()
             : writeStates(options.stateOut, model, states, inputs.isBatched);
}

/// What was done, unless an array has the standard output for itself.
void Runner::report(const InputArrays &inputs) const {
  std::vector<StringRef> written;
  for (const OutputFile &file : outputFiles)
    written.push_back(file.path);
  written.push_back(options.profile);
  written.push_back(options.stateOut);
  if (llvm::is_contained(written, "-"))
    return;
  for (StringRef file : written)
    if (!file.empty())
      llvm::outs() << "wrote " << file << '\n';
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
  for (auto step : {&Runner::makeStates, &Runner::makeOutputs, &Runner::compute,
                    &Runner::measure, &Runner::write})
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
  if (int code = build->runTo(""))
    return code;
  std::vector<bool> isSpikes = findSpikes(build->interface());
  std::optional<JitModel> jit;
  if (int code = build->toJit(jit))
    return code;
  if (options.build.interpret && !build->interpreter()) {
    session.error("--interpret needs a model at the level of snn.network");
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
  Session session;
  OptionTable table = runOptionTable(options, session);
  if (auto code = handleCommandLine("run", table, arguments))
    return *code;
  if (options.outputs.empty() && options.stateOut.empty() &&
      options.recordFiles.empty() && options.profile.empty())
    return usageError("run", "nothing to write: expected --output, --record, "
                             "--profile or --state-out");
  options.build.profile = !options.profile.empty();
  options.key = session.key;
  return session.finish(run(session, options));
}
