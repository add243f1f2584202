// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What snnc bench times: a batch of samples, of files or of random spikes.

#ifndef SNNC_COMPILER_TOOLS_WORKLOAD_H
#define SNNC_COMPILER_TOOLS_WORKLOAD_H

#include "compiler/Tools/RunArrays.h"
#include <optional>
#include <snn/batch.h>

namespace snnc {

struct WorkloadOptions {
  std::vector<std::string> inputs; ///< As --input says; none: random spikes.
  uint64_t steps = 100, batch = 1; ///< Of random spikes.
  double density = 0.05;
  uint64_t threads = 1;
  bool isStepwise = false; ///< Each step is a call, and timed by itself.
  Key key = {0, 0};
};

/// Seconds of what was timed, a run of all samples or a step of one.
struct Timings {
  double median = 0, percentile99 = 0, most = 0;
  size_t count = 0;
};

/// Nothing may be empty.
Timings summarise(std::vector<double> seconds);

/// What reading the clock takes, which is in the time of a step.
double clockSeconds();

/// Arrays of a batch, and the jobs over them.
class Workload {
public:
  Workload(const snn_model &model, const WorkloadOptions &options);
  ~Workload();

  /// Reads or draws the inputs; `modelFile` may be the standard input as well.
  llvm::Error prepare(llvm::StringRef modelFile);
  /// Once to warm up, then for about a second; every run starts from the
  /// initial state, so that all of them do the same.
  llvm::Expected<Timings> measure();

  const InputArrays &inputs() const { return *arrays; }
  /// The part of each output that is not zero, after `measure`.
  std::vector<double> outputDensities() const;

private:
  llvm::Error readInputs(llvm::StringRef modelFile);
  llvm::Error drawInputs();
  llvm::Error allocate();
  void resetStates();
  llvm::Error timeRun(std::vector<double> &seconds);
  void timeSteps(size_t sample, std::vector<double> &seconds);
  llvm::Error timeAll(std::vector<double> &seconds);

  const snn_model &model;
  const WorkloadOptions &options;
  std::optional<InputArrays> arrays;
  std::vector<FloatBuffer> drawn, outputs;
  PackedOutputs given;
  std::vector<size_t> inputSizes, outputSizes; ///< Bytes of a step.
  std::vector<void *> states;
  void *initial = nullptr;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_WORKLOAD_H
