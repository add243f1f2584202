// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Workload.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <chrono>
#include <random>
#include <snn/state.h>

using namespace snnc;
using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Timings snnc::summarise(std::vector<double> seconds) {
  llvm::sort(seconds);
  size_t count = seconds.size();
  return {seconds[count / 2], seconds[(count * 99 + 99) / 100 - 1],
          seconds.back(), count};
}

double snnc::clockSeconds() {
  std::vector<double> seconds;
  for (int repeat = 0; repeat < 1000; ++repeat)
    seconds.push_back(secondsSince(Clock::now()));
  return summarise(std::move(seconds)).median;
}

Workload::Workload(const snn_model &model, const WorkloadOptions &options)
    : model(model), options(options) {}

Workload::~Workload() {
  snn_states_free(states.size(), states.data());
  snn_state_free(initial);
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// The same spikes on every machine.
static void fillWithSpikes(FloatBuffer &spikes, double density,
                           std::mt19937_64 &random) {
  uint64_t limit = density * 0x1p53;
  for (float &spike : spikes.values())
    spike = (random() >> 11) < limit;
}

llvm::Error Workload::drawInputs() {
  std::mt19937_64 random(1);
  std::vector<const float *> pointers;
  for (size_t i = 0; i < model.num_inputs; ++i) {
    auto input =
        FloatBuffer::forSteps(model.inputs[i], options.batch, options.steps);
    if (!input)
      return input.takeError();
    fillWithSpikes(*input, options.density, random);
    pointers.push_back(input->data());
    drawn.push_back(std::move(*input));
  }
  auto made = InputArrays::share(model, options.batch, options.steps,
                                 std::move(pointers));
  if (!made)
    return made.takeError();
  arrays.emplace(std::move(*made));
  return llvm::Error::success();
}

llvm::Error Workload::readInputs(llvm::StringRef modelFile) {
  auto files = assignInputs(namesOf(model.inputs, model.num_inputs), modelFile,
                            options.inputs);
  if (!files)
    return files.takeError();
  auto read = InputArrays::read(model, *files);
  if (!read)
    return read.takeError();
  arrays.emplace(std::move(*read));
  if (arrays->batch && arrays->steps)
    return llvm::Error::success();
  return llvm::createStringError(files->front() +
                                 ": expected at least one step to time, found "
                                 "none");
}

static llvm::Error addSize(const snn_array &array, std::vector<size_t> &sizes) {
  auto size = bytesOfStep(array);
  if (!size)
    return size.takeError();
  sizes.push_back(*size);
  return llvm::Error::success();
}

llvm::Error Workload::allocate() {
  for (size_t i = 0; i < model.num_inputs; ++i)
    if (llvm::Error problem = addSize(model.inputs[i], inputSizes))
      return problem;
  for (size_t i = 0; i < model.num_outputs; ++i)
    if (llvm::Error problem = addSize(model.outputs[i], outputSizes))
      return problem;
  auto buffers =
      FloatBuffer::forOutputs(model, arrays->batch, arrays->steps, 0);
  if (!buffers)
    return buffers.takeError();
  outputs = std::move(*buffers);
  if (llvm::Error problem =
          given.allocate(model, arrays->batch, arrays->steps, 0, outputs))
    return problem;
  std::vector<void *> made(arrays->batch);
  if (snn_error error = snn_states_create(&model, made.size(),
                                          options.key.data(), made.data()))
    return runtimeError(error);
  states = std::move(made);
  if (snn_error error = snn_state_create(&model, options.key.data(), &initial))
    return runtimeError(error);
  return llvm::Error::success();
}

llvm::Error Workload::prepare(llvm::StringRef modelFile) {
  if (llvm::Error problem =
          options.inputs.empty() ? drawInputs() : readInputs(modelFile))
    return problem;
  return allocate();
}

std::vector<double> Workload::outputDensities() const {
  std::vector<double> result;
  for (const FloatBuffer &output : outputs) {
    llvm::ArrayRef<float> values = output.values();
    size_t zeros = llvm::count(values, 0.0f);
    result.push_back(values.empty() ? 0 : 1 - double(zeros) / values.size());
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Times
//===----------------------------------------------------------------------===//

void Workload::resetStates() {
  for (void *state : states)
    snn_state_copy(&model, state, initial);
}

llvm::Error Workload::timeRun(std::vector<double> &seconds) {
  snn_batch job = {};
  job.batch = arrays->batch;
  job.steps = arrays->steps;
  job.threads = options.threads;
  job.inputs = arrays->given.pointers.data();
  job.outputs = given.pointers.data();
  job.states = states.data();
  snn_message message = {};
  Clock::time_point start = Clock::now();
  snn_error error = snn_run_batch(&model, &job, &message);
  seconds.push_back(secondsSince(start));
  return error ? runtimeError(error, message) : llvm::Error::success();
}

/// One sample, as who gets one step after the other.
void Workload::timeSteps(size_t sample, std::vector<double> &seconds) {
  std::vector<const void *> from(model.num_inputs);
  std::vector<void *> to(model.num_outputs);
  for (size_t step = 0; step < arrays->steps; ++step) {
    size_t row = sample * arrays->steps + step;
    for (size_t i = 0; i < from.size(); ++i)
      from[i] = static_cast<const char *>(arrays->given.pointers[i]) +
                row * inputSizes[i];
    for (size_t i = 0; i < to.size(); ++i) {
      bool isReduced = model.outputs[i].reduce != SNN_REDUCE_NONE;
      to[i] = static_cast<char *>(given.pointers[i]) +
              (isReduced ? sample : row) * outputSizes[i];
    }
    Clock::time_point start = Clock::now();
    model.step(states[sample], from.data(), to.data());
    seconds.push_back(secondsSince(start));
  }
}

llvm::Error Workload::timeAll(std::vector<double> &seconds) {
  resetStates();
  if (!options.isStepwise)
    return timeRun(seconds);
  for (size_t sample = 0; sample < arrays->batch; ++sample)
    timeSteps(sample, seconds);
  return llvm::Error::success();
}

llvm::Expected<Timings> Workload::measure() {
  constexpr double enough = 1.0;
  constexpr size_t mostRuns = 10000, mostSteps = 1 << 21;
  size_t fewest = options.isStepwise ? 1 : 3;
  size_t most = options.isStepwise ? mostSteps : mostRuns;
  std::vector<double> seconds;
  if (llvm::Error problem = timeAll(seconds))
    return std::move(problem);
  seconds.clear();
  double total = 0;
  while (seconds.size() < fewest || (total < enough && seconds.size() < most)) {
    size_t before = seconds.size();
    if (llvm::Error problem = timeAll(seconds))
      return std::move(problem);
    for (double each : llvm::drop_begin(seconds, before))
      total += each;
  }
  if (llvm::Error problem = given.unpack(model, outputs))
    return std::move(problem);
  return summarise(std::move(seconds));
}
