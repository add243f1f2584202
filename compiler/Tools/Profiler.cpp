// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Profiler.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <numeric>
#include <snn/batch.h>
#include <snn/state.h>
#include <thread>

using namespace snnc;
using namespace mlir;

/// Floats of inputs and outputs that are held at once.
static constexpr size_t floatsAtOnce = (size_t(64) << 20) / sizeof(float);

/// Some steps of some samples.
struct Profiler::Chunk {
  size_t firstSample, numSamples;
  size_t firstStep, numSteps;
  void *const *states; ///< One for each of the samples.
};

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// Elements of the arrays, which the compiler has seen to be no more than fit
/// into memory.
static std::vector<size_t> sizesOf(llvm::ArrayRef<snn_array> arrays) {
  std::vector<size_t> sizes;
  for (const snn_array &array : arrays)
    sizes.push_back(std::accumulate(array.shape, array.shape + array.rank,
                                    size_t(1), std::multiplies<>()));
  return sizes;
}

Profiler::Profiler(JitModel loaded, std::vector<TappedLayer> layers)
    : jit(std::move(loaded)), layers(std::move(layers)) {
  const snn_model &model = jit.model();
  inputSizes = sizesOf({model.inputs, model.num_inputs});
  outputSizes = sizesOf({model.outputs, model.num_outputs});
}

Profiler::~Profiler() { snn_states_free(states.size(), states.data()); }

std::unique_ptr<Profiler> Profiler::create(Session &session,
                                           const BuildOptions &options,
                                           OwningOpRef<ModuleOp> resolved) {
  std::vector<TappedLayer> layers;
  for (auto network : resolved->getOps<snn::NetworkOp>())
    layers = tapLayers(network);
  BuildOptions plain;
  plain.model = options.model;
  plain.target = options.target;
  auto build = Build::startFrom(session, plain, std::move(resolved));
  std::optional<JitModel> jit;
  if (!build || build->toJit(jit) != exitDone)
    return nullptr;
  return std::unique_ptr<Profiler>(
      new Profiler(std::move(*jit), std::move(layers)));
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// `rows` steps of every input and output.
llvm::Error Profiler::allocate(size_t rows) {
  const snn_model &model = jit.model();
  auto add = [&](std::vector<FloatBuffer> &buffers,
                 const snn_array &array) -> llvm::Error {
    auto buffer = FloatBuffer::forSteps(array, /*batch=*/1, rows);
    if (!buffer)
      return buffer.takeError();
    buffers.push_back(std::move(*buffer));
    return llvm::Error::success();
  };
  inputBuffers.clear();
  outputBuffers.clear();
  for (size_t i = 0; i < model.num_inputs; ++i)
    if (llvm::Error problem = add(inputBuffers, model.inputs[i]))
      return problem;
  for (size_t i = 0; i < model.num_outputs; ++i)
    if (llvm::Error problem = add(outputBuffers, model.outputs[i]))
      return problem;
  return llvm::Error::success();
}

llvm::Error Profiler::makeStates(size_t count, const ProfileRun &run) {
  snn_states_free(states.size(), states.data());
  states.clear();
  std::vector<void *> made(count);
  if (snn_error error =
          snn_states_create(&jit.model(), count, run.key, made.data()))
    return runtimeError(error);
  states = std::move(made);
  return run.stateIn.empty() ? llvm::Error::success()
                             : readStates(run.stateIn, jit.model(), states);
}

llvm::Error Profiler::runChunk(const InputArrays &inputs, const Chunk &chunk,
                               size_t threads) {
  std::vector<const void *> from;
  std::vector<void *> to;
  for (auto [data, size, buffer] :
       llvm::zip(inputs.pointers, inputSizes, inputBuffers)) {
    for (size_t i = 0; i < chunk.numSamples; ++i) {
      size_t row = (chunk.firstSample + i) * inputs.steps + chunk.firstStep;
      std::copy_n(data + row * size, chunk.numSteps * size,
                  buffer.data() + i * chunk.numSteps * size);
    }
    from.push_back(buffer.data());
  }
  for (const FloatBuffer &buffer : outputBuffers)
    to.push_back(buffer.data());
  snn_batch job = {};
  job.batch = chunk.numSamples;
  job.steps = chunk.numSteps;
  job.inputs = from.data();
  job.outputs = to.data();
  job.states = chunk.states;
  job.threads = threads;
  snn_message message = {};
  if (snn_error error = snn_run_batch(&jit.model(), &job, &message))
    return runtimeError(error, message);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Counting
//===----------------------------------------------------------------------===//

static uint64_t countNonzero(const float *values, size_t count) {
  return std::count_if(values, values + count,
                       [](float value) { return value != 0.0f; });
}

/// Adds what a layer did in the `rows` steps that the buffers hold.
void Profiler::count(const TappedLayer &layer, size_t rows,
                     LayerProfile &profile) {
  const float *result = outputBuffers[layer.output].data();
  profile.nonzero += countNonzero(result, rows * outputSizes[layer.output]);
  for (const auto &[source, input] : llvm::zip(layer.sources, profile.inputs)) {
    const auto &[output, synapses] = source;
    const float *x = outputBuffers[output].data();
    uint64_t operations = 0;
    for (size_t row = 0; row < rows; ++row)
      for (uint64_t fanOut : synapses.fanOut) {
        bool isNonZero = *x++ != 0.0f;
        input.nonzero += isNonZero;
        operations += isNonZero ? fanOut : 0;
      }
    (synapses.isSpikes ? profile.operations.accumulates
                       : profile.operations.multiplyAccumulates) += operations;
  }
}

void Profiler::countAll(size_t rows, Profile &profile) {
  for (auto [input, buffer] : llvm::zip(profile.inputs, inputBuffers))
    input.nonzero += countNonzero(buffer.data(), rows * input.elements);
  for (auto [layer, counts] : llvm::zip(layers, profile.layers))
    count(layer, rows, counts);
}

static Profile startProfile(const snn_model &model, const InputArrays &inputs,
                            llvm::ArrayRef<TappedLayer> layers) {
  Profile profile;
  profile.model = model.name;
  profile.steps = inputs.steps;
  profile.samples = inputs.batch;
  for (const TappedLayer &layer : layers) {
    profile.layers.push_back(
        {layer.name, layer.type, layer.shape, layer.isSpikes, 0, {}, {}});
    for (const auto &[output, synapses] : layer.sources) {
      profile.layers.back().operations.dense += synapses.dense;
      profile.layers.back().inputs.push_back({0, synapses.fanOut.size()});
    }
  }
  return profile;
}

/// The samples that run side by side.
static size_t groupSize(const InputArrays &inputs, size_t threads) {
  if (threads == 0)
    threads = std::thread::hardware_concurrency();
  return std::clamp<size_t>(threads, 1, std::max<size_t>(inputs.batch, 1));
}

llvm::Expected<Profile> Profiler::measure(const InputArrays &inputs,
                                          const ProfileRun &run) {
  Profile profile = startProfile(jit.model(), inputs, layers);
  for (size_t i = 0; i < inputSizes.size(); ++i)
    profile.inputs.push_back({jit.model().inputs[i].name, 0, inputSizes[i]});
  size_t group = groupSize(inputs, run.threads), floats = 0;
  for (size_t size : llvm::concat<size_t>(inputSizes, outputSizes))
    floats += group * size;
  size_t steps = std::clamp<size_t>(floatsAtOnce / std::max<size_t>(floats, 1),
                                    1, std::max<size_t>(inputs.steps, 1));
  if (llvm::Error problem = allocate(group * steps))
    return std::move(problem);
  bool hasAllStates = !run.stateIn.empty();
  for (size_t first = 0; first < inputs.batch; first += group) {
    size_t numSamples = std::min(group, inputs.batch - first);
    if (first == 0 || !hasAllStates)
      if (llvm::Error problem =
              makeStates(hasAllStates ? inputs.batch : numSamples, run))
        return std::move(problem);
    void *const *own = states.data() + (hasAllStates ? first : 0);
    for (size_t step = 0; step < inputs.steps; step += steps) {
      size_t numSteps = std::min(steps, inputs.steps - step);
      if (llvm::Error problem = runChunk(
              inputs, {first, numSamples, step, numSteps, own}, run.threads))
        return std::move(problem);
      countAll(numSamples * numSteps, profile);
    }
  }
  return profile;
}

llvm::Expected<Profile> snnc::profileFiles(Session &session,
                                           const BuildOptions &options,
                                           Build &build,
                                           llvm::ArrayRef<std::string> inputs) {
  OwningOpRef<ModuleOp> resolved = build.takeResolved();
  if (!resolved)
    return llvm::createStringError(
        "--input needs a model before the phase 'resolve-connectivity'; this "
        "one went through it already");
  BuildOptions here = options;
  here.target = TargetOptions();
  auto profiler = Profiler::create(session, here, std::move(resolved));
  if (!profiler)
    return llvm::createStringError("the layers cannot be measured");
  auto files = assignInputs(
      namesOf(profiler->model().inputs, profiler->model().num_inputs),
      options.model, inputs);
  if (!files)
    return files.takeError();
  for (const std::string &file : *files)
    session.files.add(file, "an input");
  auto arrays = InputArrays::read(profiler->model(), *files);
  if (!arrays)
    return arrays.takeError();
  return profiler->measure(*arrays, {session.key.data(), "", /*threads=*/0});
}
